"""A source's hours as a person asks for them: which are proven, which are not, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby

from monitor.core.silence.hours import HourState, judge_hour
from monitor.model import SourceHour
from monitor.model.report import HoleReport
from monitor.noun import dataclass

HOUR = timedelta(hours=1)
_WORST_LAST = [HourState.COMPLETE, HourState.LATE, HourState.OPEN, HourState.HOLE]


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedHour:
    """One hour and what can be said of it."""

    hour: SourceHour
    state: HourState

    @property
    def ends_at(self) -> datetime:
        """Return when it is over."""
        return self.hour.hour_at + HOUR


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """The hours of one source that it was watched in, oldest first, up to the one that runs.

    `whole` counts those that are over, by state.
    """

    source: str
    hours: tuple[JudgedHour, ...]
    whole: dict[HourState, int]
    holes: tuple[HoleReport, ...]

    @property
    def complete(self) -> int:
        """Return in how many whole hours nothing was missed, whether known at once or late."""
        return self.whole[HourState.COMPLETE] + self.whole[HourState.LATE]


def coverage_of(
    source: str,
    seeded_at: datetime | None,
    held: Iterable[SourceHour],
    holes: Sequence[HoleReport],
    span: tuple[datetime, datetime],
) -> Coverage:
    """Return the coverage over `span` (since, now), from the first whole hour after the source's first round on."""
    since, now = span
    by_start = {hour.hour_at: hour for hour in held}
    missed = [(hole.after or since, hole.before or hole.noticed_at) for hole in holes]
    judged = []
    for start in _starts(max(since, seeded_at), now) if seeded_at else ():
        hour = by_start.get(start, SourceHour(hour_at=start))
        judged.append(JudgedHour(hour=hour, state=judge_hour(hour, missed, now)))
    counts = Counter(each.state for each in judged if each.ends_at <= now)
    return Coverage(
        source=source,
        hours=tuple(judged),
        whole={state: counts[state] for state in HourState},
        holes=tuple(holes),
    )


def stretches(coverage: Coverage, now: datetime) -> Iterator[tuple[JudgedHour, ...]]:
    """Yield the whole hours that are not plainly complete, those in a row with the same state together."""
    for state, run in groupby(coverage.hours, key=lambda each: each.state):
        whole = tuple(each for each in run if each.ends_at <= now)
        if whole and state is not HourState.COMPLETE:
            yield whole


def by_place(coverage: Coverage, zone: tzinfo) -> dict[tuple[date, int], HourState]:
    """Return the state of every local day and hour; where the clock was set back and two share a place, the worse."""
    states: dict[tuple[date, int], HourState] = {}
    for each in coverage.hours:
        local = each.hour.hour_at.astimezone(zone)
        place = (local.date(), local.hour)
        states[place] = max(states.get(place, each.state), each.state, key=_WORST_LAST.index)
    return states


def holes_in(coverage: Coverage, run: Sequence[JudgedHour]) -> tuple[HoleReport, ...]:
    """Return the holes that a stretch of hours lies in."""
    began, ended = run[0].hour.hour_at, run[-1].ends_at
    return tuple(
        hole
        for hole in coverage.holes
        if (hole.before or hole.noticed_at) > began and (hole.after is None or hole.after < ended)
    )


def _starts(since: datetime, now: datetime) -> Iterator[datetime]:
    """Yield the beginnings of the hours from `since` to now, the first one whole."""
    start = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if start < since:
        start += HOUR
    while start <= now:
        yield start
        start += HOUR
