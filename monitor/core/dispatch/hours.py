"""Times of day that return: quiet hours and digests. Knows no delivery."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo

from monitor.model import QuietHours

_DAY = timedelta(days=1)
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


def next_of(times: Iterable[time], after: datetime, zone: tzinfo) -> datetime:
    """Return the first moment later than `after` at which the clock of `zone` shows one of `times`."""
    today = after.astimezone(zone).date()
    moments = (
        datetime.combine(day, clock, zone)
        for clock in times
        for day in (today, today + _DAY, today + 2 * _DAY)
    )
    # Compared in UTC: in one zone Python compares what the clocks show.
    return min(moment.astimezone(after.tzinfo) for moment in moments if _is_later(moment, after))


def _is_later(moment: datetime, after: datetime) -> bool:
    return moment.astimezone(after.tzinfo) > after


def _end(span: QuietHours, at: datetime, zone: tzinfo) -> datetime | None:
    """Return when a span that `at` lies in ends."""
    today = at.astimezone(zone).date()
    for day in (today - _DAY, today):
        if day.weekday() not in span.days:
            continue
        last = day if span.begins < span.ends else day + _DAY
        begins = datetime.combine(day, span.begins, zone).astimezone(at.tzinfo)
        ends = datetime.combine(last, span.ends, zone).astimezone(at.tzinfo)
        if begins <= at < ends:
            return ends
    return None
