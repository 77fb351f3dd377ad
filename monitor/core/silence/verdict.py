"""What a source published of late beside what its rhythm says. Judges proven hours only; tells nobody."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo

from monitor.core.silence.chance import at_least, at_most
from monitor.core.silence.record import Record
from monitor.model import AlarmKind, SourceHour
from monitor.noun import dataclass, replace

# A rhythm that was learned in less than a week has hours it never saw.
LEAST_WATCHED = 168.0
# What has no more chance than this to come about by itself is trouble; the simulation in the tests chose them. That
# of a silence is for all the articles of a week together, since each may begin one.
SILENT_CHANCE = 0.01
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
    record = Record(rates=rates, hours=hours, now=now, zone=zone)
    verdict = _silent(record) or _flood(record) or _slow(record) or Volume()
    return replace(verdict, over=_over(record))


def _silent(record: Record) -> Volume | None:
    """Judge the time since the last hour in which anything was found. Any article of a week might have begun it."""
    quiet = record.quiet()
    if not quiet:
        return None
    since, expected = quiet[-1].hour_at, record.expected(quiet)
    chance = SILENT_CHANCE / max(sum(record.rates), 1)
    if at_most(0, expected, LEAST_DISPERSION, 0) > chance:
        return None
    if at_most(0, expected, _dispersion(record, since), 0) > chance:
        return None
    return Volume(verdict=AlarmKind.SILENT, since=since, expected=expected)


def _flood(record: Record) -> Volume | None:
    """Judge the last hour and the last six."""
    for length in (1, 6):
        span = record.last(length)
        found = _found(span)
        if found < FLOOD_LEAST or span[-1].longest_wait > DAY:
            continue
        since = span[-1].hour_at
        # What was found in the first hour may have been posted in the wait before it.
        expected = record.expected_between(since - span[-1].longest_wait, record.now)
        if found < FLOOD_FACTOR * expected:
            continue
        if at_least(found, expected, _dispersion(record, since), SPREAD) <= FLOOD_CHANCE:
            return Volume(verdict=AlarmKind.FLOOD, since=since, expected=expected, found=found)
    return None


def _slow(record: Record) -> Volume | None:
    """Judge the last day, unless the last hours are well again."""
    day = record.last(24)
    if not day or _is_lively(record):
        return None
    expected, found = record.expected(day), _found(day)
    since = day[-1].hour_at
    if found > SLOW_SHARE * expected:
        return None
    if at_most(found, expected, _dispersion(record, since), SPREAD) > SLOW_CHANCE:
        return None
    return Volume(verdict=AlarmKind.SLOW, since=since, expected=expected, found=found)


def _over(record: Record) -> frozenset[AlarmKind]:
    late = record.last(1)
    signs = {
        AlarmKind.SILENT: any(hour.found for hour in record.recent(1)),
        AlarmKind.SLOW: _is_lively(record),
        AlarmKind.FLOOD: bool(late)
        and _found(late) <= max(FLOOD_LEAST, FLOOD_FACTOR * record.expected(late)) / 2,
    }
    return frozenset(kind for kind, is_good in signs.items() if is_good)


def _is_lively(record: Record) -> bool:
    late = record.last(6)
    return _found(late) >= max(record.expected(late) / 2, 1)


def _dispersion(record: Record, until: datetime) -> float:
    """Return the ratio of variance to mean in the hours before `until`, by blocks of three."""
    hours = record.before(until)
    blocks = list(zip(hours, hours[1:], hours[2:], strict=False))
    means = [record.expected(block) for block in blocks]
    squares = sum((_found(block) - mean) ** 2 for block, mean in zip(blocks, means, strict=True))
    # Every hour is in three blocks.
    ratio = (USUAL_DISPERSION * USUAL_WEIGHT + squares / 3) / (USUAL_WEIGHT + sum(means) / 3)
    return min(max(ratio, LEAST_DISPERSION), MOST_DISPERSION)


def _found(hours: Iterable[SourceHour]) -> int:
    return sum(hour.found for hour in hours)
