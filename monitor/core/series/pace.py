"""How fast a counter grows: the recent stretch of its readings, and the one before. Judges no reading."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from monitor.model import CounterReading

# Two readings closer than this say more about the counter's cache than about readers.
LEAST = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
# So many views tell a pace to about a quarter; fewer, and the stretch is made longer...
_ENOUGH = 16
# ...but by no more than this part of the age, within which the pace itself changes.
_RECENT = 0.25


def eras(readings: Sequence[CounterReading]) -> list[Sequence[CounterReading]]:
    """Return the readings cut where the counter began anew: within an era they never fall."""
    falls = [at for at in range(1, len(readings)) if readings[at].views < readings[at - 1].views]
    cuts = [0, *falls, len(readings)]
    return [readings[start:end] for start, end in pairwise(cuts) if start < end]


def with_origin(
    readings: Sequence[CounterReading], published_at: datetime | None
) -> Sequence[CounterReading]:
    """Return the readings with the first one that nobody had to read: no views at publication."""
    if published_at is None or not readings or readings[0].at - published_at < LEAST:
        return readings
    return (CounterReading(at=published_at, views=0), *readings)


def pace(before: CounterReading, after: CounterReading) -> float:
    """Return the views an hour between two readings at different times."""
    return (after.views - before.views) / ((after.at - before.at) / _HOUR)


def recent_pace(series: Sequence[CounterReading]) -> float | None:
    """Return the views an hour of late, None of fewer than two readings. The series never falls."""
    start = _start(series)
    return None if start is None else pace(series[start], series[-1])


def acceleration(series: Sequence[CounterReading]) -> float | None:
    """Return by how many views an hour the pace changes in an hour; None without two stretches to compare."""
    start = _start(series)
    first = None if start is None else _start(series[: start + 1])
    if start is None or first is None:
        return None
    early, middle, late = series[first], series[start], series[-1]
    # From the middle of one stretch to the middle of the other.
    apart = (late.at - early.at) / 2 / _HOUR
    return (pace(middle, late) - pace(early, middle)) / apart


def _start(series: Sequence[CounterReading]) -> int | None:
    """Return where the recent stretch of the series begins."""
    if not series:
        return None
    last, start = series[-1], None
    horizon = _RECENT * (last.at - series[0].at)
    for at in range(len(series) - 2, -1, -1):
        if last.at - series[at].at < LEAST:
            continue
        # What was equal for a while may have been a cached page: its views came at the step behind it.
        if (
            start is not None
            and series[at].views != series[start].views
            and _is_enough(series[start], last, horizon)
        ):
            break
        start = at
    return start


def _is_enough(before: CounterReading, after: CounterReading, horizon: timedelta) -> bool:
    return after.views - before.views >= _ENOUGH or after.at - before.at >= horizon
