"""What is done to the wall clock, in which moment, and what came of it. Owns the order of jumps; judges nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Moment(StrEnum):
    """What the daemon is at when the clock is set."""

    IDLE = "between polls"
    RETRY = "a delivery waits for its retry"
    LEASE = "a page is under way"
    STOP = "while it stops"
    DOWN = "while it is down"


@dataclass(frozen=True, kw_only=True, slots=True)
class Jump:
    """By how much the clock is set, or to what time, in which moment; then `times` as often, one after the other."""

    by: timedelta | None = None
    to: datetime | None = None
    moment: Moment = Moment.IDLE
    times: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message as its receiver took it.

    `at` is in seconds of the clock that nobody sets. `off` is by how many seconds its `webhook-timestamp` missed the
    wall clock of the sender.
    """

    id: str
    about: str
    at: float
    is_taken: bool
    off: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What is left once all jumps are done. Times are in seconds of the clock that nobody sets.

    `polls` are those of each listing; `jumps` when the clock was set; `pauses` the times (from, to) in which there was
    no daemon at work; `owed` the articles that had to be told.
    """

    every: timedelta
    polls: Mapping[str, Sequence[float]]
    jumps: Sequence[float]
    pauses: Sequence[tuple[float, float]]
    ended: float
    owed: frozenset[str]
    messages: Sequence[Message]
    interrupted: int
    troubles: Sequence[str]
    exits: Sequence[int]


def _ten(*seconds: float) -> list[Jump]:
    return [Jump(by=timedelta(seconds=each)) for each in seconds]


_HOUR, _DAY, _YEARS = 3_600.0, 86_400.0, 3_652 * 86_400.0
# Europe/Berlin puts its clocks forward, and back, a few seconds after these.
_SPRING = datetime(2027, 3, 28, 0, 59, 58, tzinfo=UTC)
_AUTUMN = datetime(2027, 10, 31, 0, 59, 58, tzinfo=UTC)

SHORT: tuple[Jump, ...] = (
    Jump(by=timedelta(hours=-1), moment=Moment.RETRY),
    Jump(by=timedelta(days=1), moment=Moment.LEASE),
    Jump(by=timedelta(days=-3652)),
    Jump(by=timedelta(days=3652)),
)
FULL: tuple[Jump, ...] = (
    *_ten(2, -2, 5, -5, 60, -60, _HOUR, -_HOUR, _DAY, -_DAY, _YEARS, -_YEARS),
    *(
        Jump(by=timedelta(seconds=each), moment=moment)
        for moment in (Moment.RETRY, Moment.LEASE)
        for each in (_HOUR, -_HOUR, _DAY, -_DAY, -_YEARS, _YEARS)
    ),
    Jump(to=_SPRING),
    Jump(to=_AUTUMN),
    Jump(to=_SPRING),
    *(Jump(by=timedelta(seconds=each), times=3) for each in (-_HOUR, _HOUR)),
    *(
        Jump(by=timedelta(seconds=each), moment=moment)
        for moment in (Moment.STOP, Moment.DOWN)
        for each in (_HOUR, -_HOUR)
    ),
    *_ten(-_DAY, -_DAY, 2 * _DAY),
)
