"""HTML as a PDF, printed by the browser of this machine. Owns its process; fetches nothing and knows no report."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from monitor.errors import MonitorError

# By the names that distributions give it.
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_PATIENCE_S = 120
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)


class CannotPrint(MonitorError):
    """There is no browser that prints, or it failed."""


def printed(html: str) -> bytes:
    """Return a page as a PDF. Raises `CannotPrint`."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise CannotPrint(
            "a PDF is printed by Chromium, which is not installed",
            hint="install it (Debian: apt-get install chromium), or print --format html in any browser",
        )
    with tempfile.TemporaryDirectory(prefix="monitor-") as folder:
        page, pdf = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html, encoding="utf-8")
        # Chromium refuses to make its sandbox as root; the page is ours, escaped, and may load nothing.
        flags = [*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        places = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={pdf}", page.as_uri()]
        try:
            subprocess.run(  # noqa: S603 - the command is our own
                [browser, *flags, *places], check=True, capture_output=True, timeout=_PATIENCE_S
            )
            return pdf.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise CannotPrint(
                f"{browser} did not print ({error})",
                hint="print --format html in any browser",
            ) from error
