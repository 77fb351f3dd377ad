"""What a source published of late beside what its rhythm says. Judges proven hours only; tells nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import takewhile

from monitor.core.silence.chance import at_least, at_most
from monitor.core.silence.hours import HOUR
from monitor.core.silence.tally import Tally, expected_between, tally_hours
from monitor.model import AlarmKind, SourceHour

# A rhythm that was learned in less than a week has hours it never saw.
LEAST_WATCHED = 168.0
# What has no more chance than this to come about by itself is trouble; the simulation in the tests chose them.
SILENT_CHANCE = 0.04
SLOW_CHANCE = 1e-4
FLOOD_CHANCE = 1e-7
# However sure it is, less than this is no trouble.
SLOW_SHARE = 0.25
FLOOD_FACTOR = 4.0
FLOOD_LEAST = 15
# How far a whole day's rate may be off: a slow week, a holiday's eve.
SPREAD = 0.3
# Variance over mean: what is usual, as if it had been learned from so many articles, and the bounds.
USUAL_DISPERSION = 2.0
USUAL_WEIGHT = 12.0
LEAST_DISPERSION = 1.5
MOST_DISPERSION = 6.0
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Volume:
    """What the proven hours of late say. `since`, `expected` and `found` are of the span that the verdict rests on.

    `over` names the alarms that would end by it if one of them is held: there is a good sign.
    """

    verdict: AlarmKind | None = None
    since: datetime | None = None
    expected: float = 0.0
    found: int = 0
    over: frozenset[AlarmKind] = frozenset()


def volume(
    rates: Sequence[float],
    hours: Sequence[SourceHour],
    *,
    now: datetime,
    zone: tzinfo,
    watched: float,
) -> Volume:
    """Return what the hours of late say beside `rates`, the posts an hour by the hour of the week in `zone`.

    `hours` are in order, the check's own among them; two days are enough. `watched` is how many hours the rhythm
    was learned from: in the first week nothing is said.
    """
    if watched < LEAST_WATCHED:
        return Volume()
    tallies = tally_hours(rates, hours, now, zone)
    dispersion = _dispersion([tally for tally in tallies if now - tally.at > 7 * HOUR])
    verdict = (
        _silent(tallies, sum(rates))
        or _flood(tallies, rates, now, zone, dispersion)
        or _slow(tallies, now, dispersion)
        or Volume()
    )
    return replace(verdict, over=_over(tallies, now))


def _silent(tallies: Sequence[Tally], a_week: float) -> Volume | None:
    """Judge the time since the last hour in which anything was found. Each of `a_week` articles might begin it."""
    quiet = list(takewhile(lambda tally: tally.is_whole and not tally.found, tallies))
    expected, _ = _sums(quiet)
    dispersion = _dispersion(tallies[len(quiet) :])
    if not quiet or at_most(0, expected, dispersion, 0) * a_week > SILENT_CHANCE:
        return None
    return Volume(verdict=AlarmKind.SILENT, since=quiet[-1].at, expected=expected)


def _slow(tallies: Sequence[Tally], now: datetime, dispersion: float) -> Volume | None:
    """Judge the last day, unless the last hours are well again."""
    day = _span(tallies, now, 24)
    expected, found = _sums(day)
    if found > SLOW_SHARE * expected or _is_lively(tallies, now):
        return None
    if not day or at_most(found, expected, dispersion, SPREAD) > SLOW_CHANCE:
        return None
    return Volume(verdict=AlarmKind.SLOW, since=day[-1].at, expected=expected, found=found)


def _flood(
    tallies: Sequence[Tally],
    rates: Sequence[float],
    now: datetime,
    zone: tzinfo,
    dispersion: float,
) -> Volume | None:
    """Judge the last hour and the last six."""
    for length in (1, 6):
        span = _span(tallies, now, length)
        if not span or span[-1].wait > DAY:
            continue
        first = span[-1]
        expected, found = _sums(span)
        # What was posted before, but found only then.
        expected += expected_between(rates, first.at - first.wait, first.at, zone)
        if found < max(FLOOD_LEAST, FLOOD_FACTOR * expected):
            continue
        if at_least(found, expected, dispersion, SPREAD) <= FLOOD_CHANCE:
            return Volume(verdict=AlarmKind.FLOOD, since=first.at, expected=expected, found=found)
    return None


def _over(tallies: Sequence[Tally], now: datetime) -> frozenset[AlarmKind]:
    expected, found = _sums(_span(tallies, now, 1))
    signs = {
        AlarmKind.SILENT: found > 0,
        AlarmKind.SLOW: _is_lively(tallies, now),
        AlarmKind.FLOOD: found <= max(FLOOD_LEAST, FLOOD_FACTOR * expected) / 2,
    }
    return frozenset(kind for kind, is_good in signs.items() if is_good)


def _is_lively(tallies: Sequence[Tally], now: datetime) -> bool:
    expected, found = _sums(_span(tallies, now, 6))
    return found >= max(expected / 2, 1)


def _dispersion(earlier: Sequence[Tally]) -> float:
    """Return the ratio of variance to mean in the hours before those that are judged, by blocks of three."""
    proven = [tally for tally in earlier if tally.is_whole]
    blocks = [_sums(block) for block in zip(proven, proven[1:], proven[2:], strict=False)]
    # Every hour is in three blocks.
    expected = sum(mean for mean, _ in blocks) / 3
    squares = sum((found - mean) ** 2 for mean, found in blocks) / 3
    ratio = (USUAL_DISPERSION * USUAL_WEIGHT + squares) / (USUAL_WEIGHT + expected)
    return min(max(ratio, LEAST_DISPERSION), MOST_DISPERSION)


def _span(tallies: Sequence[Tally], now: datetime, length: int) -> list[Tally]:
    """Return the proven ones of the present hour and the `length` hours before it, the latest first."""
    return [t for t in tallies if t.is_whole and now - t.at < (length + 1) * HOUR]


def _sums(span: Sequence[Tally]) -> tuple[float, int]:
    return sum(tally.expected for tally in span), sum(tally.found for tally in span)
