"""Which requests meet which fault, and how often. Owns the order of faults; never performs one."""

from monitor.demo.addresses import article_id
from monitor.demo.faults import Fault
from monitor.noun import dataclass


@dataclass(kw_only=True, slots=True)
class _Line:
    where: str | int
    fault: Fault
    left: int | None

    def meets(self, path: str) -> bool:
        if isinstance(self.where, int):
            return article_id(path) == self.where
        if self.where.endswith("*"):
            return path.startswith(self.where[:-1])
        return path == self.where


class Script:
    """Faults in the order they were written: the first that fits a path and is not used up plays."""

    def __init__(self) -> None:
        self._lines: list[_Line] = []

    def add(self, where: str | int, fault: Fault, times: int | None = None) -> None:
        """Play `fault` the next `times` times (None: until healed).

        `where` is a path without its query, a prefix ending in "*", or an article's id, whatever its spelling.
        """
        self._lines.append(_Line(where=where, fault=fault, left=times))

    def heal(self, where: str | int | None = None) -> None:
        """Strike out the faults for exactly this `where`; None: all."""
        self._lines = [line for line in self._lines if where is not None and line.where != where]

    def next_fault(self, path: str) -> Fault | None:
        """Return the fault that this request meets, and count it."""
        for line in self._lines:
            if line.meets(path):
                if line.left is not None:
                    line.left -= 1
                    if not line.left:
                        self._lines.remove(line)
                return line.fault
        return None
