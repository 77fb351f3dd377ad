"""An environment for each framework, made by pip when it is wanted first and kept in the user's cache."""

import os
import subprocess
import sys
from pathlib import Path

# By name: what pip is asked for.
FRAMEWORKS = {
    "scrapy": ("scrapy==2.19.0", "parsel==1.12.1", "selectolax==1.0.2"),
    "crawlee": ("crawlee[parsel]==1.11.0", "parsel==1.12.1", "selectolax==1.0.2"),
}


def python_of(framework: str) -> Path:
    """Return the interpreter of the framework's environment."""
    folder = _cache() / f"{framework}-{FRAMEWORKS[framework][0].rpartition('=')[2]}"
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if not ready.exists():
        print(f"installing {framework} into {folder}", file=sys.stderr)
        pip = (str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([*pip, *FRAMEWORKS[framework]], check=True)
        ready.touch()
    return python


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "monitor-benchmarks"
