#!/bin/sh
# Gets what the tests in a browser need: Chromium, from Debian, and axe-core, from npm, into .browser/.
# Where one cannot be had it says so, and the tests that need it are skipped; where CI is set that is a failure.
set -eu
cd "$(dirname "$0")/../../.."
AXE=4.14.1

lacking() {
    echo "tests in a browser: $1" >&2
    if [ -n "${CI:-}" ]; then exit 1; fi
}

if ! command -v chromium >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        # As root: the user _apt may not be able to do anything within a container.
        apt="apt-get -qq -o APT::Sandbox::User=root"
        { $apt update && $apt install -y --no-install-recommends chromium; } >&2 ||
            lacking "chromium cannot be installed"
    else
        lacking "there is no chromium: apt-get install chromium"
    fi
fi

if ! grep -qs "\"version\": \"$AXE\"" .browser/node_modules/axe-core/package.json; then
    if command -v npm >/dev/null; then
        npm install --silent --no-audit --no-fund --no-save --ignore-scripts --prefix .browser "axe-core@$AXE" >&2 ||
            lacking "axe-core cannot be installed"
    else
        lacking "there is no npm, which brings axe-core"
    fi
fi
