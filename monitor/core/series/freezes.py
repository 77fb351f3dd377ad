"""Tell a frozen counter from a quiet article: the same value where readers must have come."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from math import exp2, log, log2, sqrt

from monitor.core.series.pace import LEAST, with_origin
from monitor.model import CounterReading
from monitor.noun import dataclass

_HOUR = timedelta(hours=1)
_FEWEST = 3
# Of so many expected views none comes by chance once in 160,000 (Poisson: exp(-12)).
_SURE = 12
# Of so many no more than one, two or three: whoever came between the last reading and the freeze.
_SURE_OF_FEW = {1: 14.9, 2: 17.3, 3: 19.5}
# Readers go to bed, or an article leaves the front page: at worst its pace halves within the hour, down to this.
_LULL = 1 / 6
# One article in a hundred grows at less than this part of the usual pace.
_UNUSUAL = 1 / 20
# The views until a first reading as late as this say nothing of the pace at the reading.
_YOUNG = timedelta(hours=1)
# Below a thousand every site counts in ones.
_ROUNDED_FROM = 1_000
_GRAINS = (10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Freeze:
    """The readings from `first` to `last` (by number) are equal, though at `pace` (views an hour) they could not be."""

    first: int
    last: int
    pace: float


def find_freezes(
    readings: Sequence[CounterReading],
    *,
    published_at: datetime | None,
    usual_pace: float | None,
) -> tuple[Freeze, ...]:
    """Return the freezes among the readings, which never fall.

    A freeze is three or more equal readings over a time in which at least twelve views were to be expected: by the
    growth in equally long times before, or by `usual_pace` (views an hour) where nothing was read before. Of a
    counter that is rounded ("4.4K"), twelve views beyond what the rounding hides. The freeze may have begun within
    the step before, when a few had still come: then more must be missing.
    """
    grain = _grain(readings)
    found = []
    for first, last in _plateaus(readings):
        if last - first + 1 < _FEWEST or readings[last].at - readings[first].at < LEAST:
            continue
        for start, sure in _beginnings(readings, first):
            lasted = readings[last].at - readings[start].at
            growth = _growth_before(readings[: start + 1], published_at, usual_pace, lasted)
            if growth.least >= sure + grain:
                found.append(Freeze(first=first, last=last, pace=growth.pace))
                break
    return tuple(found)


def _beginnings(readings: Sequence[CounterReading], first: int) -> Iterator[tuple[int, float]]:
    """Yield where a freeze that was read from `first` on may have begun, and how many views must be missing then."""
    yield first, _SURE
    if first:
        came = readings[first].views - readings[first - 1].views
        if came in _SURE_OF_FEW:
            yield first - 1, _SURE_OF_FEW[came]


def has_jumped(readings: Sequence[CounterReading], freeze: Freeze) -> bool:
    """Say whether the views of the frozen time came at once behind it, beyond what the last step explains."""
    if freeze.last + 1 == len(readings):
        return False
    before, after = readings[freeze.last], readings[freeze.last + 1]
    usual = freeze.pace * ((after.at - before.at) / _HOUR)
    return after.views - before.views > 1.5 * usual + 4 * sqrt(usual)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Growth:
    """The least views to expect, of an article that grew at `pace` before."""

    least: float
    pace: float


def _plateaus(readings: Sequence[CounterReading]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the first and the last reading of every run of equal ones."""
    first = 0
    for _, group in groupby(readings, key=lambda reading: reading.views):
        last = first + len(list(group)) - 1
        yield first, last
        first = last + 1


def _growth_before(
    readings: Sequence[CounterReading],
    published_at: datetime | None,
    usual_pace: float | None,
    lasted: timedelta,
) -> _Growth:
    """Return the growth to expect in a time behind the last of the readings."""
    newest = readings[-1]
    if published_at is not None and readings[0].at - published_at <= _YOUNG:
        readings = with_origin(readings, published_at)
    before = [each for each in readings if newest.at - each.at >= LEAST]
    if not before or before[0].views == newest.views:
        return _growth_unseen(newest, published_at, usual_pace, lasted)
    # From where the last step's beginning was seen first: what stood equal may have been a cached page.
    start = next(each for each in before if each.views == before[-1].views)
    longest = min(lasted, (newest.at - readings[0].at) / 2)
    spans = (longest, longest / 2, longest / 4)
    return max((_growth_within(readings, span, start) for span in spans), key=lambda g: g.least)


def _growth_within(
    readings: Sequence[CounterReading], span: timedelta, start: CounterReading
) -> _Growth:
    """Return the growth to expect in the next span, from that in the last and in the last but one.

    It fades as it did from the one to the other; where it rose, it may have been a burst and fall back. Nor is it
    faster than the last step (from `start`) leaves possible. Spans shorter than that step cannot be told apart.
    """
    newest, hours = readings[-1], span / _HOUR
    step = newest.at - start.at
    middle = newest.at - max(span, step)
    began = max(middle - max(span, step), readings[0].at)
    late, early = (newest.at - middle) / _HOUR, (middle - began) / _HOUR
    in_late = newest.views - _views_at(readings, middle)
    in_early = newest.views - in_late - _views_at(readings, began)
    if not in_early or early < late / 2:
        return _Growth(least=0.0, pace=in_late / late)
    sure = _at_least(in_late) / late
    fading = min(sure / ((in_early + sqrt(in_early)) / early), 1.0)
    surest = min(sure, _at_least(in_early) / early) * fading
    most = _at_most(newest.views - start.views) / (step / _HOUR)
    return _Growth(least=min(surest, most) * hours * _lull(hours), pace=in_late / late)


def _at_least(views: float) -> float:
    """Return what is surely to be expected where so many came before (two standard deviations less)."""
    return max(views - 2 * sqrt(views), 0.0)


def _at_most(views: float) -> float:
    """Return what may have been expected where no more than so many came."""
    return views + 2 * sqrt(views) + 2


def _growth_unseen(
    first: CounterReading,
    published_at: datetime | None,
    usual_pace: float | None,
    lasted: timedelta,
) -> _Growth:
    """Return the growth to expect where nothing was read before: that of the quietest among the usual."""
    usual, hours = usual_pace or 0.0, lasted / _HOUR
    sure = usual * _UNUSUAL
    if published_at is not None and first.at - published_at >= LEAST:
        # Nor faster than it was on the whole until then.
        sure = min(sure, _at_most(first.views) / ((first.at - published_at) / _HOUR))
    return _Growth(least=sure * hours * _lull(hours), pace=usual)


def _views_at(readings: Sequence[CounterReading], at: datetime) -> float:
    """Return the views at a time between the first and the last reading, spread evenly between two of them."""
    after = bisect_right(readings, at, key=lambda reading: reading.at)
    if after == len(readings):
        return readings[-1].views
    left, right = readings[after - 1], readings[after]
    return left.views + (right.views - left.views) * ((at - left.at) / (right.at - left.at))


def _lull(hours: float) -> float:
    """Return which part of its pace an article keeps at least, over so many hours from now."""
    steep = min(hours, -log2(_LULL))
    return ((1 - exp2(-steep)) / log(2) + (hours - steep) * _LULL) / hours


def _grain(readings: Sequence[CounterReading]) -> int:
    """Return what the counter is rounded to: 100 of "4.4K"; 1 if it is exact."""
    shown = {reading.views for reading in readings if reading.views >= _ROUNDED_FROM}
    return next((g for g in _GRAINS if shown and all(views % g == 0 for views in shown)), 1)
