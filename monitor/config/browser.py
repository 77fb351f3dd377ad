"""Which browser renders pages, and whether it can: looks for programs and libraries, and starts none."""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from monitor.config.draft import Draft
from monitor.config.faults import Report, quote

# As systems call it.
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
NO_LIBRARY = "pip install '.[render]' in the folder of monitor's source, or pip install playwright"
NO_BROWSER = (
    "install Chromium (apt install chromium), or name one that is there: [fetch] browser = PATH"
)


def find_browser(environ: Mapping[str, str]) -> str:
    """Return the path of a browser that can render; "" if there is none where programs are looked for."""
    import shutil  # noqa: PLC0415 - heavy: every archive format with it

    found = (shutil.which(name, path=environ.get("PATH")) for name in NAMES)
    return next((path for path in found if path), "")


def has_library() -> bool:
    """Say whether the library is there that drives a browser."""
    return find_spec("playwright") is not None


def build_browser(draft: Draft, folder: Path, environ: Mapping[str, str], report: Report) -> str:
    """Return the browser that sources need; "" if none does. That there is none is a fault of each that does."""
    named = draft.fetch.table.browser
    path = str(folder / named) if named else ""
    if path and not os.access(path, os.X_OK):
        what = f"{quote(path)} is no program that can be run"
        report.fault(draft.fetch.place.key("browser"), what, NO_BROWSER)
        return ""
    rendering = [entry for entry in draft.sources if entry.table.render]
    if not rendering:
        return path
    path = path or find_browser(environ)
    for entry in rendering:
        if not has_library():
            report.fault(
                entry.place.key("render"), "needs playwright, which is not installed", NO_LIBRARY
            )
        if not path:
            report.fault(
                entry.place.key("render"), "needs a browser, and none is there", NO_BROWSER
            )
    return path
