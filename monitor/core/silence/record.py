"""What was found of late, hour by hour, and what was to be expected by the rhythm. Judges neither."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import takewhile

from monitor.core.silence.hours import HOUR, ROUNDING
from monitor.model import SourceHour
from monitor.noun import dataclass

# The present hour is proven up to its last poll, whose round may have taken so long.
ROUND_TRIP = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The hours of a source, in order, beside its `rates`: posts an hour by the hour of the week in `zone`.

    What is expected is worked out where it is asked for: at most polls little of it is.
    """

    rates: Sequence[float]
    hours: Sequence[SourceHour]
    now: datetime
    zone: tzinfo

    def quiet(self) -> list[SourceHour]:
        """Return the proven hours since the last one in which anything was found, the latest first."""
        return list(
            takewhile(lambda hour: self._is_whole(hour) and not hour.found, self._backwards())
        )

    def last(self, length: int) -> list[SourceHour]:
        """Return the proven ones of the present hour and the `length` hours before it, the latest first."""
        return [hour for hour in self.recent(length) if self._is_whole(hour)]

    def recent(self, length: int) -> list[SourceHour]:
        """Return the present hour and the `length` hours before it, proven or not, the latest first."""
        first = self.now - (length + 1) * HOUR
        return list(takewhile(lambda hour: hour.hour_at > first, self._backwards()))

    def before(self, at: datetime) -> list[SourceHour]:
        """Return the proven hours before `at`, in order."""
        return [hour for hour in self.hours if hour.hour_at < at and self._is_whole(hour)]

    def expected(self, hours: Iterable[SourceHour]) -> float:
        """Return how many articles were to be expected in `hours`, until now."""
        return sum(
            self.expected_between(hour.hour_at, hour.hour_at + self._length(hour)) for hour in hours
        )

    def expected_between(self, since: datetime, until: datetime) -> float:
        """Return how many articles were to be expected from `since` to `until`."""
        total = 0.0
        while since < until:
            local = since.astimezone(self.zone)
            gone = timedelta(
                minutes=local.minute, seconds=local.second, microseconds=local.microsecond
            )
            end = min(since + HOUR - gone, until)
            total += self.rates[local.weekday() * 24 + local.hour] * ((end - since) / HOUR)
            since = end
        return total

    def _backwards(self) -> Iterable[SourceHour]:
        return (hour for hour in reversed(self.hours) if hour.hour_at <= self.now)

    def _length(self, hour: SourceHour) -> timedelta:
        return min(self.now - hour.hour_at, HOUR)

    def _is_whole(self, hour: SourceHour) -> bool:
        length = self._length(hour)
        return hour.proven >= length - (ROUNDING if length == HOUR else ROUND_TRIP)
