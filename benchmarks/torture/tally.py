"""What a harness counted, and which promises were broken. Owns the form of a report; tortures nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_SHOWN = 12


class Size(StrEnum):
    """How much of it: what the tests can afford, or what is promised."""

    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """The counts of one harness, by what was counted, and a sentence for each promise that was broken."""

    name: str
    counts: Mapping[str, object]
    broken: tuple[str, ...] = ()

    def __str__(self) -> str:
        width = max(map(len, self.counts), default=0)
        lines = [self.name, *(f"  {what:{width}}  {count}" for what, count in self.counts.items())]
        lines += [f"  BROKEN  {sentence}" for sentence in self.broken[:_SHOWN]]
        if len(self.broken) > _SHOWN:
            lines.append(f"  BROKEN  … and {len(self.broken) - _SHOWN} more")
        return "\n".join(lines)
