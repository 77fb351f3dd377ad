"""From a text to a moment in UTC. Owns full dates and the rows of a listing; the clock comes in as `now`."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from monitor.core.dates.parts import (
    Clock,
    find_clock,
    find_date,
    find_day,
    make_date,
    normalise,
    years_around,
)
from monitor.core.dates.words import AGO, JUST_NOW, TODAY, YESTERDAY, unit_seconds

# What a site writes when it has no date: "0001-01-01", the Unix epoch. No news page is older than the Web.
NEVER = datetime(1, 1, 1, tzinfo=UTC)
_FIRST_YEAR = 1990
_LAST_YEAR = 9998
# Seconds or milliseconds since 1970, from September 2001 to 2286.
_EPOCH = re.compile(r"[1-9][0-9]{9}(?:[0-9]{3})?")
# How pages date themselves in their metas; the rest of the spellings is read word by word.
_ISO = re.compile(
    r"(?:199[0-9]|2[0-9]{3})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])"
)
_BARE_CLOCK = re.compile(r"\s*([01]?[0-9]|2[0-3]):([0-5][0-9])\s*")
# A site's clock and ours differ, and so do time zones: a header may be of our tomorrow.
_AHEAD = timedelta(days=1)
# A row without a day that is further ahead than this is of yesterday.
_CLOCK_AHEAD = timedelta(hours=1)


def read_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment that `text` names, in UTC; `NEVER` for a year before 1990; None if it names none.

    The text may hold other words. A date needs a year; without a time it means midnight. An offset in the
    text (ISO 8601, RFC 822) counts, else it is the time of `zone`. English, Russian and Kyrgyz months,
    dd.mm.yyyy, and seconds since the epoch are read.
    """
    if _ISO.fullmatch(text):
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except ValueError:
            pass  # no such day, or no such hour: some of it may still be read
    words = normalise(text)
    if _EPOCH.fullmatch(words):
        return datetime.fromtimestamp(int(words[:10]), UTC)
    found = find_date(words)
    if found is None:
        return None
    if found.year < _FIRST_YEAR:
        return NEVER
    day = make_date(found.year, found.month, found.day)
    after = words[found.end :].removeprefix("t")  # the letter between an ISO date and its time
    clock = find_clock(after) or find_clock(words[: found.start])
    return _combine(day, clock, zone) if day else None


def read_row_moment(
    text: str, header: str | None, *, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """Return the moment a listing's row gives, in UTC, or None if it gives none.

    `text` is the row's time: a full date, "12 минут назад", "Вчера, 14:05", or "HH:MM" of the day that
    `header` names. A header without a year means the latest such day that is not after `now` (a day's
    tolerance); without a header it is today, or yesterday if that time is still to come.
    """
    if bare := _BARE_CLOCK.fullmatch(text):
        return _of_header(Clock(time(int(bare[1]), int(bare[2])), None), header, zone, now)
    words, today = normalise(text), now.astimezone(zone).date()
    if moment := read_moment(words, zone):
        return moment if moment is not NEVER else None
    if (distance := _ago(words)) is not None:
        return now.astimezone(UTC) - distance
    clock = find_clock(words)
    if clock and (day := read_day(words, today)):
        return _combine(day, clock, zone)
    return _of_header(clock, header, zone, now)


def _of_header(
    clock: Clock | None, header: str | None, zone: ZoneInfo, now: datetime
) -> datetime | None:
    if clock is None:
        return None
    today = now.astimezone(zone).date()
    day = read_day(header, today) if header else today
    moment = _combine(day, clock, zone) if day else None
    if moment and not header and moment > now + _CLOCK_AHEAD:
        return moment - timedelta(days=1)
    return moment


@lru_cache(maxsize=256)
def read_day(text: str, today: date) -> date | None:
    """Return the day that a header names, as seen from the site's `today`, or None."""
    words = normalise(text)
    if TODAY.search(words):
        return today
    if YESTERDAY.search(words):
        return today - timedelta(days=1)
    if found := find_date(words):
        return make_date(found.year, found.month, found.day)
    if (named := find_day(words)) is None:
        return None
    days = (make_date(year, *named) for year in years_around(today.year))
    return next((day for day in days if day and day <= today + _AHEAD), None)


def _ago(words: str) -> timedelta | None:
    if JUST_NOW.search(words):
        return timedelta()
    found = AGO.search(words)
    if found is None:
        return None
    number = int(found[1]) if found[1] and found[1].isdigit() else 1
    return timedelta(seconds=number * unit_seconds(found[2]))


def _combine(day: date, clock: Clock | None, zone: ZoneInfo) -> datetime | None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None
    at = clock.at if clock else time()
    of = clock.zone if clock and clock.zone else zone
    return datetime.combine(day, at, of).astimezone(UTC)
