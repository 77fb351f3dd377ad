"""A wall clock that can be set under a program while it runs. Owns the preloaded library and its file; runs nothing."""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

_DEBIAN = Path("/usr/lib")
_BESIDE = "vendor/libfaketime/src/libfaketime.so.1"


def library() -> str | None:
    """Return the path of libfaketime: the package's, else that of Debian's `faketime`; None if neither is there."""
    spec = find_spec("libfaketime")
    beside = Path(spec.origin).parent / _BESIDE if spec and spec.origin else None
    if beside is not None and beside.exists():
        return str(beside)
    return next(map(str, sorted(_DEBIAN.glob("*/faketime/libfaketime.so.1"))), None)


class WallClock:
    """The wall clock that programs see which are started with `environ`; their monotonic clock is the real one."""

    def __init__(self, path: Path, preloaded: str) -> None:
        self._path = path
        self._preloaded = preloaded
        self.offset = 0.0
        self.move(timedelta())

    def environ(self) -> Mapping[str, str]:
        """Return what a program needs in its environment."""
        return {
            "LD_PRELOAD": self._preloaded,
            "FAKETIME_TIMESTAMP_FILE": str(self._path),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_NO_CACHE": "1",
        }

    def now(self) -> float:
        """Return the time that the programs see, in seconds since 1970."""
        return time.time() + self.offset

    def move(self, by: timedelta) -> None:
        """Set the clock by so much, at once."""
        self.offset += by.total_seconds()
        draft = self._path.with_suffix(".new")
        draft.write_text(f"{self.offset:+.6f}\n", encoding="ascii")
        # Whole or not at all: it is read at every look at the clock.
        draft.replace(self._path)

    def set(self, to: datetime) -> timedelta:
        """Set the clock to that time, and return by how much."""
        by = timedelta(seconds=to.timestamp() - self.now())
        self.move(by)
        return by
