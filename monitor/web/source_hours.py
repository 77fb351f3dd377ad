"""The hours of a source as a page shows them: when it posts, which hours are proven, and why others are not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.core.attention import rates
from monitor.core.silence import HourState
from monitor.core.silence.coverage import Coverage, JudgedHour, by_place, holes_in, stretches
from monitor.model import Rhythm
from monitor.noun import dataclass
from monitor.web.bars import shade

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MARKS: Mapping[HourState, str] = {
    HourState.COMPLETE: "■",
    HourState.LATE: "□",
    HourState.OPEN: "·",
    HourState.HOLE: "×",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One hour of the local week: the posts to be expected in it, and how dark it is for that."""

    hour: int
    posts: float
    shade: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Heat:
    """When a source posts: its week by days (phrases) and hours, and what that comes to."""

    days: tuple[tuple[str, tuple[Cell, ...]], ...]
    per_day: float
    most: float
    busiest: tuple[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Hours in a row that are not plainly complete. `phrase` says why, filled from `values` and `wait`."""

    state: HourState
    began_at: datetime
    ended_at: datetime
    phrase: str
    values: Mapping[str, object] = field(default_factory=dict)
    wait: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """The hours of a source, by local day; None where it was not watched."""

    days: tuple[tuple[date, tuple[HourState | None, ...]], ...]
    complete: int
    total: int
    stretches: tuple[Stretch, ...]


def heat_of(rhythm: Rhythm) -> Heat | None:
    """Return when a source posts; None before anything is known of it."""
    if not any(rhythm.hours):
        return None
    posts = rates(rhythm)
    most = max(posts)
    busiest = posts.index(most)
    days = tuple(
        (
            name,
            tuple(
                Cell(hour=hour, posts=each, shade=shade(each, most))
                for hour, each in enumerate(posts[24 * day : 24 * day + 24])
            ),
        )
        for day, name in enumerate(WEEK)
    )
    return Heat(
        days=days,
        per_day=sum(posts) / len(WEEK),
        most=most,
        busiest=(WEEK[busiest // 24], busiest % 24),
    )


def hours_of(coverage: Coverage, now: datetime, zone: ZoneInfo) -> Hours:
    """Return which hours are proven."""
    states = by_place(coverage, zone)
    days = sorted({day for day, _ in states})
    return Hours(
        days=tuple((day, tuple(states.get((day, hour)) for hour in range(24))) for day in days),
        complete=coverage.complete,
        total=sum(coverage.whole.values()),
        stretches=tuple(_stretch(run, coverage) for run in stretches(coverage, now)),
    )


def _stretch(run: Sequence[JudgedHour], coverage: Coverage) -> Stretch:
    state = run[0].state
    phrase, values, wait = "polls did not meet the ones before", {}, None
    if state is HourState.LATE:
        phrase = "proven by a poll {wait} after the one before"
        wait = max(each.hour.longest_wait for each in run)
    elif state is HourState.HOLE:
        phrase = "articles may be missed: {n} pages back did not reach what was known"
        values = {"n": max((hole.pages for hole in holes_in(coverage, run)), default=0)}
    elif failed := sum(each.hour.failed for each in run):
        phrase, values = "polls that failed: {n}", {"n": failed}
    elif not any(each.hour.polls for each in run):
        phrase = "not polled"
    return Stretch(
        state=state,
        began_at=run[0].hour.hour_at,
        ended_at=run[-1].ends_at,
        phrase=phrase,
        values=values,
        wait=wait,
    )
