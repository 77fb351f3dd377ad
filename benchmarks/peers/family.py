"""A process and all that it started, as seen in /proc (Linux): how much memory they ever had."""

import contextlib
from collections.abc import Iterator
from pathlib import Path


class Family:
    """A process and its descendants. `look` while they live."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._most_by_pid: dict[int, int] = {}

    @property
    def memory(self) -> float:
        """Return the sum of what each had at most, in MiB, as far as was seen."""
        return sum(self._most_by_pid.values()) / 1024

    def look(self) -> None:
        """Take note of what each had at most until now."""
        for pid in _with_descendants(self._pid):
            with contextlib.suppress(OSError, StopIteration):
                lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
                peak = next(line for line in lines if line.startswith("VmHWM"))
                self._most_by_pid[pid] = int(peak.split()[1])


def _with_descendants(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text("ascii").split():
                yield from _with_descendants(int(child))
