"""The hours of a source: what a check adds to them, and what can be said of one. Knows no article."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from monitor.model import SourceHour

HOUR = timedelta(hours=1)
# What lies further back than this was never watched closely enough to be called proven by one poll.
LONGEST = timedelta(days=31)
# An hour proven later than this was blind while it lasted.
LATE_AFTER = HOUR
# Times are rounded where they are stored; more than this is no rounding.
ROUNDING = timedelta(seconds=1)


class HourState(StrEnum):
    """What can be said of one hour of a source."""

    COMPLETE = "complete"  # nothing posted in it was missed
    LATE = "late"  # the same, but known only by a poll long after
    HOLE = "hole"  # articles of it may be missed
    OPEN = "open"  # not proven, or not yet


def covered(
    since: datetime | None, until: datetime, *, found: int, is_proven: bool, is_failed: bool
) -> tuple[SourceHour, ...]:
    """Return what one check adds to the hours of its source, in order.

    `until` is when the listing's first page was fetched, `since` the same of the last good round. Where the round
    met that one (`is_proven`), all between is proven, at most 31 days of it. `found` counts the articles that
    were published since then, not a backlog. A failed poll only counts as such.
    """
    now = _hour_of(until)
    if is_failed:
        return (SourceHour(hour_at=now, failed=1),)
    poll = SourceHour(hour_at=now, polls=1, found=found)
    if since is None or not is_proven:
        return (poll,)
    return with_hours(_proven(since, until), (poll,))


def with_hours(held: Iterable[SourceHour], more: Iterable[SourceHour]) -> tuple[SourceHour, ...]:
    """Return the hours that are held with `more` added to them, in order. No hour is proven for more than an hour."""
    hours = {hour.hour_at: hour for hour in held}
    for hour in more:
        before = hours.get(hour.hour_at)
        hours[hour.hour_at] = _sum(before, hour) if before else hour
    return tuple(hours[at] for at in sorted(hours))


def judge_hour(
    hour: SourceHour, holes: Iterable[tuple[datetime, datetime]], now: datetime
) -> HourState:
    """Return what can be said of an hour. `holes` are the times (from, to) in which articles may be missed.

    A hole runs from the last good poll to the oldest time on the round's last page (or to when it was noticed); where
    that page reached back behind the poll, it runs the other way, and still nothing proves what lies between.
    """
    end = hour.hour_at + HOUR
    if any(min(hole) < end and hour.hour_at < max(hole) for hole in holes):
        return HourState.HOLE
    # A clock that was set back may have proven more of the present hour than there was of it.
    if now < end or hour.proven < HOUR - ROUNDING:
        return HourState.OPEN
    return HourState.LATE if hour.longest_wait > LATE_AFTER else HourState.COMPLETE


def _proven(since: datetime, until: datetime) -> Iterator[SourceHour]:
    wait = until - since
    begin = max(since, until - LONGEST)
    while begin < until:
        hour_at = _hour_of(begin)
        end = min(hour_at + HOUR, until)
        yield SourceHour(hour_at=hour_at, proven=end - begin, longest_wait=wait)
        begin = end


def _sum(one: SourceHour, other: SourceHour) -> SourceHour:
    return SourceHour(
        hour_at=one.hour_at,
        proven=min(one.proven + other.proven, HOUR),
        polls=one.polls + other.polls,
        failed=one.failed + other.failed,
        found=one.found + other.found,
        longest_wait=max(one.longest_wait, other.longest_wait),
    )


def _hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
