"""What can be said of a source's silence: hours and whether they are proven, alarms, and who stood where."""

from datetime import datetime, timedelta
from enum import StrEnum

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceHour:
    """One hour of one source, or what a check adds to it. `hour_at` is its beginning in UTC.

    `proven` of it is covered by rounds that met the round before: nothing posted in it was missed. `longest_wait`
    is the longest time between two good polls that reaches into it; `found` counts the articles first seen in it.
    """

    hour_at: datetime
    proven: timedelta = timedelta()
    polls: int = 0
    failed: int = 0
    found: int = 0
    longest_wait: timedelta = timedelta()


class AlarmKind(StrEnum):
    """What is wrong with a source. The alert is of the kind "source." and this."""

    SILENT = "silent"  # nothing, though by its rhythm there should be
    SLOW = "slow"  # far less than its rhythm says
    FLOOD = "flood"  # far more than its rhythm says
    FAILING = "failing"  # it could not be polled for a while


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """A source is in trouble since a time. `expected` and `found` count articles, where the kind is about them."""

    kind: AlarmKind
    since: datetime
    expected: float | None = None
    found: int | None = None


class Block(StrEnum):
    """A place on the site where articles stand in an order."""

    LISTING = "listing"
    POPULAR = "popular"
    RELATED = "related"


@dataclass(frozen=True, kw_only=True, slots=True)
class Front:
    """Who stood where in a block at a time: (article, position from 1).

    Whoever stood there at `continues_from` or later has not left in between. `is_unchanged`: as at the last poll,
    and `positions` is empty. `left` vanished from among the others, `back` had done so and are there again.
    """

    block: Block
    at: datetime
    continues_from: datetime | None
    positions: tuple[tuple[int, int], ...] = ()
    is_unchanged: bool = False
    left: tuple[int, ...] = ()
    back: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    """An article stood in a block without a break, as far as polls can tell."""

    block: Block
    began_at: datetime
    ended_at: datetime
    best: int
    last: int
    sightings: int
