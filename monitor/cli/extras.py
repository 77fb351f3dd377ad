"""Libraries that only some commands need, and that are installed only where somebody asked for them."""

from collections.abc import Iterator
from contextlib import contextmanager

from monitor.errors import MonitorError


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
