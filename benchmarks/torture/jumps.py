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
    DIGEST = "an alert waits for a digest"
    QUIET = "quiet hours hold an alert"


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
    wall clock of the sender. `tells` are the alerts that it tells, more than one if it is a digest; `about` is the
    article, where there is one.
    """

    id: str
    about: str
    at: float
    is_taken: bool
    off: float
    tells: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What is left once all jumps are done. Times are in seconds of the clock that nobody sets.

    `polls` are those of each listing; `jumps` when the clock was set; `pauses` the times (from, to) in which there was
    no daemon at work; `owed` the articles that had to be told. `messages` are those of the desk, which hears at once;
    `held` those of the sinks that hold their alerts, each of which is owed what the desk was told. `notices` are by how
    many seconds the clock was set, as told; `to_notice` by how many it was, where that must be told once, and
    `may_notice` how many jumps may be told besides, or together.
    """

    every: timedelta
    polls: Mapping[str, Sequence[float]]
    jumps: Sequence[float]
    pauses: Sequence[tuple[float, float]]
    ended: float
    owed: frozenset[str]
    messages: Sequence[Message]
    held: Mapping[str, Sequence[Message]]
    notices: Sequence[float]
    to_notice: Sequence[float]
    may_notice: int
    interrupted: int
    troubles: Sequence[str]
    exits: Sequence[int]


def _ten(*seconds: float) -> list[Jump]:
    return [Jump(by=timedelta(seconds=each)) for each in seconds]


_HOUR, _DAY, _YEARS = 3_600.0, 86_400.0, 3_652 * 86_400.0
# Europe/Berlin puts its clocks forward, and back, a few seconds after these.
_SPRING = datetime(2027, 3, 28, 0, 59, 58, tzinfo=UTC)
_AUTUMN = datetime(2027, 10, 31, 0, 59, 58, tzinfo=UTC)

# In quiet hours (from 01:00 to 02:30), before the digest of 02:30: in the night of each change, and in any other.
_SPRING_NIGHT = datetime(2027, 3, 28, 0, 10, tzinfo=UTC)
_AUTUMN_NIGHT = datetime(2027, 10, 31, 0, 10, tzinfo=UTC)
_NIGHT = datetime(2028, 1, 20, 0, 30, tzinfo=UTC)
# The two times that it becomes 02:30 in that autumn night.
_FIRST = datetime(2027, 10, 31, 0, 29, 58, tzinfo=UTC)
_SECOND = datetime(2027, 10, 31, 1, 29, 58, tzinfo=UTC)
_HELD: tuple[Jump, ...] = (
    # 02:30 is skipped, and ends the quiet hours all the same; then it comes twice.
    Jump(to=_SPRING_NIGHT),
    Jump(to=_SPRING, moment=Moment.QUIET),
    Jump(to=_AUTUMN_NIGHT, moment=Moment.DIGEST),
    Jump(to=_FIRST, moment=Moment.QUIET),
    Jump(to=_SECOND, moment=Moment.DIGEST),
    Jump(to=_FIRST, moment=Moment.DIGEST),
    # Over the time that is waited for and back, and within the wait.
    *(
        Jump(by=timedelta(seconds=each), moment=Moment.DIGEST)
        for each in (_DAY, -_DAY, _HOUR, -_HOUR, _YEARS, -_YEARS)
    ),
    Jump(to=_NIGHT),
    *(
        Jump(by=timedelta(seconds=each), moment=Moment.QUIET)
        for each in (600, -600, _DAY, -_DAY, _YEARS, -_YEARS, _HOUR)
    ),
    # Out of the quiet hours, and back into them.
    Jump(by=timedelta(hours=-1), moment=Moment.DIGEST),
)

SHORT: tuple[Jump, ...] = (
    Jump(by=timedelta(hours=-1), moment=Moment.RETRY),
    Jump(by=timedelta(days=1), moment=Moment.LEASE),
    Jump(by=timedelta(days=-3652)),
    Jump(by=timedelta(days=3652)),
    Jump(to=_SPRING_NIGHT),
    Jump(to=_SPRING, moment=Moment.QUIET),
    Jump(by=timedelta(days=-1), moment=Moment.DIGEST),
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
    *_HELD,
)
