#!/bin/sh
# Gets what the tests on PostgreSQL need: the programs of its server, from Debian.
# Where they cannot be had it says so, and the tests that need them are skipped; where CI is set that is a failure.
set -eu

lacking() {
    echo "tests on PostgreSQL: $1" >&2
    if [ -n "${CI:-}" ]; then exit 1; fi
}

if ! command -v postgres >/dev/null && ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        # As root: the user _apt may not be able to do anything within a container. No server of the system's is started.
        apt="apt-get -qq -o APT::Sandbox::User=root"
        mkdir -p /etc/postgresql-common
        [ -e /etc/postgresql-common/createcluster.conf ] ||
            echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
        { $apt update && $apt install -y --no-install-recommends postgresql; } >&2 ||
            lacking "the server cannot be installed"
    else
        lacking "there is no server: apt-get install postgresql"
    fi
fi
