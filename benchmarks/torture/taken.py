"""What a process takes of the machine, as Linux tells it. Judges nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

_PAGE_KIB = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What a process takes now; `resident` is in KiB. Sockets are not among the files."""

    resident: int
    files: int
    sockets: int
    threads: int


def taken(pid: int | str = "self") -> Taken:
    """Return what the process takes; the one that asks, if none is named."""
    folder = Path("/proc") / str(pid)
    # The descriptor that lists our own is among them, and gone by then.
    opened = [each for each in list((folder / "fd").iterdir()) if each.is_symlink()]
    sockets = sum(str(each.readlink()).startswith("socket:") for each in opened)
    return Taken(
        resident=int((folder / "statm").read_text(encoding="ascii").split()[1]) * _PAGE_KIB,
        files=len(opened) - sockets,
        sockets=sockets,
        threads=len(list((folder / "task").iterdir())),
    )


def growth(sizes: Sequence[int]) -> float:
    """Return by how much sizes grew from the mean of their first quarter to that of their last."""
    quarter = max(len(sizes) // 4, 1)
    return fmean(sizes[-quarter:]) - fmean(sizes[:quarter])


def children() -> list[int]:
    """Return the processes that this one started and that live."""
    tasks = Path("/proc/self/task").iterdir()
    texts = ((task / "children").read_text(encoding="ascii") for task in tasks)
    return [int(pid) for text in texts for pid in text.split()]
