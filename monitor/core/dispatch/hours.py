"""Times of day that return: quiet hours and digests. Knows no delivery.

A clock change may skip a time of day or show it twice. A time that is skipped is when the clock jumps over it; of two
the first counts.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from monitor.model import QuietHours

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
# Quiet hours that follow upon each other without an end are a week at most, then the same week again.
_LONGEST = 8


def quiet_until(hours: Iterable[QuietHours], at: datetime, zone: tzinfo) -> datetime | None:
    """Return when the quiet that `at` lies in ends; None if it lies in none. Times of day are those of `zone`."""
    spans, end = tuple(hours), at
    for _ in range(_LONGEST):
        later = max((_end(span, end, zone) or end for span in spans), default=end)
        if later == end:
            break
        end = later
    return end if end > at else None


def is_end(hours: Iterable[QuietHours], at: datetime, zone: tzinfo) -> bool:
    """Say whether it was quiet until this moment."""
    return quiet_until(hours, at - timedelta.resolution, zone) == at


def next_of(times: Iterable[time], after: datetime, zone: tzinfo) -> datetime:
    """Return the first moment later than `after` at which it becomes one of `times` by the clock of `zone`."""
    today = after.astimezone(zone).date()
    # The first hour of tomorrow may be behind us already, where a clock is put back over midnight.
    days = (today, today + _DAY, today + 2 * _DAY)
    moments = (_moment(day, clock, zone) for clock in times for day in days)
    return min(moment for moment in moments if moment > after).astimezone(after.tzinfo)


def _end(span: QuietHours, at: datetime, zone: tzinfo) -> datetime | None:
    """Return when a span that `at` lies in ends."""
    today = at.astimezone(zone).date()
    for day in (today - _DAY, today, today + _DAY):
        if day.weekday() not in span.days:
            continue
        last = day if span.begins < span.ends else day + _DAY
        ends = _moment(last, span.ends, zone)
        if _moment(day, span.begins, zone) <= at < ends:
            return ends.astimezone(at.tzinfo)
    return None


def _moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return the first moment at which the clock of `zone` shows this time of this day, or jumps over it, in UTC."""
    wanted = datetime.combine(day, clock)
    # The offset before a change is the one that Python reads a skipped time by, and the first of two (PEP 495).
    late = wanted.replace(tzinfo=zone).astimezone(UTC)
    if _shown(late, zone) == wanted:
        return late
    early = wanted.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        early, late = (middle, late) if _shown(middle, zone) < wanted else (early, middle)
    # Clocks are changed at a full second.
    return late.replace(microsecond=0)


def _shown(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
