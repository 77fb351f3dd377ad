"""A process and all that it started, as seen in /proc (Linux): how much memory they take, and took at most.

What several of them share is counted once. Memory of their own that they share by a fork is what `Pss_Anon` tells
apart; of files (the interpreter, libraries), which other programs map too, as much as that one has that has most.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path


class Family:
    """A process and its descendants. `look` while they live."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        # The most that was seen, in MiB.
        self.memory = 0.0

    def look(self) -> None:
        """Take note of what they have now."""
        self.memory = max(self.memory, memory_of(self._pid))


def memory_of(pid: int) -> float:
    """Return how much memory a process and its descendants have now, in MiB."""
    own, files = 0, [0]
    for one in with_descendants(pid):
        with contextlib.suppress(OSError):
            own += _kib(Path(f"/proc/{one}/smaps_rollup"), "Pss_Anon:")
            files.append(_kib(Path(f"/proc/{one}/status"), "RssFile:"))
    return (own + max(files)) / 1024


def with_descendants(pid: int) -> Iterator[int]:
    """Yield the numbers of a process and of its descendants."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text("ascii").split():
                yield from with_descendants(int(child))


def _kib(table: Path, name: str) -> int:
    lines = table.read_text("utf-8").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(name))
