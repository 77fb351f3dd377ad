"""What a round teaches of its source's rhythm: which hours of the week post how much, and how hot it is now.

Counts only; what the counts mean is in `estimate`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import datetime, timedelta, tzinfo
from math import exp, log

from monitor.core.attention.price import HOUR
from monitor.model import Lesson, Rhythm, RhythmCell
from monitor.noun import dataclass

# An hour of the week is known by its last eight weeks or so: what is older fades as the new comes.
MOST_HOURS = 8.0
MOST_WATCHED = timedelta(weeks=8)
# A post may be seen after the poll that should have shown it, with the time that the site gives it.
LATE = timedelta(days=1)
# Heat halves in half an hour: so long, as a rule, does one event make a newsroom post more.
HALF_LIFE = timedelta(minutes=30)
COOLING = HALF_LIFE / HOUR / log(2)


def learn(
    rhythm: Rhythm,
    *,
    since: datetime,
    until: datetime,
    posted: Sequence[datetime],
    zone: tzinfo,
) -> Lesson:
    """Return what the rhythm becomes in the hours it is touched in: a source watched from `since` to `until`
    without a hole posted at `posted`.

    A post counts in the hour that it names, also if that was before `since`; if it is neither younger than a day
    nor within what was watched, it counts nowhere. A post dated after `until` counts at `until`.
    """
    since = max(min(since, until), until - MOST_WATCHED)
    oldest = min(since, until - LATE)
    times = [min(at, until) for at in posted if at >= oldest]
    tally = _Tally(rhythm)
    for hour, hours in _watched(since, until, zone):
        tally.watch(hour, hours)
    for at in times:
        tally.post(hour_of_week(at.astimezone(zone)))
    news = sum(exp(-((until - at) / HOUR) / COOLING) for at in times)
    return Lesson(cells=tally.cells(), heat=heat_at(rhythm, until) + news, heat_at=until)


def taught(rhythm: Rhythm, lesson: Lesson) -> Rhythm:
    """Return the rhythm after the lesson."""
    posts, hours = list(rhythm.posts), list(rhythm.hours)
    for cell in lesson.cells:
        posts[cell.hour], hours[cell.hour] = cell.posts, cell.hours
    return Rhythm(posts=tuple(posts), hours=tuple(hours), heat=lesson.heat, heat_at=lesson.heat_at)


def heat_at(rhythm: Rhythm, at: datetime) -> float:
    """Return the heat as it has faded until then."""
    if rhythm.heat_at is None:
        return 0.0
    return rhythm.heat * exp(-max((at - rhythm.heat_at) / HOUR, 0.0) / COOLING)


def hour_of_week(local: datetime) -> int:
    """Return the hour of the week, 0 to 167, of a local time."""
    return local.weekday() * 24 + local.hour


@dataclass(slots=True)
class _Tally:
    """The cells that change, as far as they are counted."""

    before: Rhythm
    changed: dict[int, tuple[float, float]] = field(default_factory=dict)

    def watch(self, hour: int, hours: float) -> None:
        posts, watched = self._cell(hour)
        # Time in excess pushes as much of the old out, and its posts with it.
        kept = min(1.0, max(MOST_HOURS - hours, 0.0) / watched) if watched else 1.0
        self.changed[hour] = (posts * kept, watched * kept + hours)

    def post(self, hour: int) -> None:
        posts, watched = self._cell(hour)
        self.changed[hour] = (posts + 1, watched)

    def cells(self) -> tuple[RhythmCell, ...]:
        return tuple(
            RhythmCell(hour=hour, posts=posts, hours=hours)
            for hour, (posts, hours) in self.changed.items()
        )

    def _cell(self, hour: int) -> tuple[float, float]:
        return self.changed.get(hour) or (self.before.posts[hour], self.before.hours[hour])


def _watched(since: datetime, until: datetime, zone: tzinfo) -> Iterator[tuple[int, float]]:
    """Yield the hours of the week that the time runs through, with how much of an hour each."""
    while since < until:
        local = since.astimezone(zone)
        stop = min(since + left_of_hour(local), until)
        yield hour_of_week(local), (stop - since) / HOUR
        since = stop


def left_of_hour(local: datetime) -> timedelta:
    """Return how long the local hour goes on."""
    return HOUR - timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )
