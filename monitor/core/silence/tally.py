"""Hour by hour what was found beside what was to be expected. Judges neither."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from monitor.core.silence.hours import HOUR, ROUNDING
from monitor.model import SourceHour

# The present hour is proven up to its last poll, whose round may have taken so long.
ROUND_TRIP = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What was found in an hour, and `expected` of it so far.

    `is_whole` if nothing of it was missed; what was found in it may have been posted up to `wait` before it.
    """

    at: datetime
    found: int
    expected: float
    wait: timedelta
    is_whole: bool


def tally_hours(
    rates: Sequence[float], hours: Sequence[SourceHour], now: datetime, zone: tzinfo
) -> tuple[Tally, ...]:
    """Return the tallies of `hours`, the latest first; `rates` are posts an hour by the hour of the week in `zone`."""
    return tuple(_tally(rates, hour, now, zone) for hour in reversed(hours) if hour.hour_at <= now)


def expected_between(
    rates: Sequence[float], since: datetime, until: datetime, zone: tzinfo
) -> float:
    """Return how many articles are to be expected from `since` to `until`."""
    total = 0.0
    while since < until:
        local = since.astimezone(zone)
        gone = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        end = min(since + HOUR - gone, until)
        total += rates[local.weekday() * 24 + local.hour] * ((end - since) / HOUR)
        since = end
    return total


def _tally(rates: Sequence[float], hour: SourceHour, now: datetime, zone: tzinfo) -> Tally:
    length = min(now - hour.hour_at, HOUR)
    slack = ROUNDING if length == HOUR else ROUND_TRIP
    return Tally(
        at=hour.hour_at,
        found=hour.found,
        expected=expected_between(rates, hour.hour_at, hour.hour_at + length, zone),
        wait=hour.longest_wait,
        is_whole=hour.proven >= length - slack,
    )
