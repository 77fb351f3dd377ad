"""Libraries that only some commands need, and that are installed only where somebody asked for them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.config import Config
from monitor.config.browser import NO_BROWSER, NO_LIBRARY, find_browser, has_library
from monitor.errors import MonitorError
from monitor.noun import replace


class MissingExtra(MonitorError):
    """A command needs a library that is not installed."""


@contextmanager
def needs(extra: str, library: str) -> Iterator[None]:
    """Let what is imported within need `library`. Raises `MissingExtra` with the remedy if it is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != library:
            raise
        raise MissingExtra(
            f"this needs {library}, which is not installed",
            hint=f"pip install '.[{extra}]' in the folder of monitor's source, or pip install {library}",
        ) from error


def with_browser(config: Config) -> Config:
    """Return the configuration with a browser, whether a source needs one or not. Raises `MissingExtra`."""
    if not has_library():
        raise MissingExtra("rendering needs playwright, which is not installed", hint=NO_LIBRARY)
    browser = config.limits.browser or find_browser(os.environ)
    if not browser:
        raise MissingExtra("rendering needs a browser, and none is there", hint=NO_BROWSER)
    return replace(config, limits=replace(config.limits, browser=browser))
