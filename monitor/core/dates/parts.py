"""Find the date, the clock and the offset inside a text. Owns the patterns; knows no zone and no `now`."""

import re
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta, timezone, tzinfo
from typing import NamedTuple

from monitor.core.dates.words import MONTH, OFFSET_BY_ZONE, month_number

_LONGEST = 500
_DAY = r"(?<![\w.:/])([0-9]{1,2})(?:st|nd|rd|th|-?го|-?е)?"
_YEAR = r"([0-9]{4})(?![0-9])"
_GAP = r"[\s,–-]{0,3}"
_ISO = re.compile(
    r"(?<![\w.:/-])([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})(?:(?=t[0-9])|(?![\w\\/-]))"
)
_NUMERIC = re.compile(
    r"(?<![\w.:/-])([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![\w/-])"
)
_DAY_MONTH_YEAR = re.compile(rf"{_DAY}{_GAP}({MONTH}){_GAP}{_YEAR}")
_MONTH_DAY_YEAR = re.compile(rf"(?<![\w])({MONTH}) ?([0-9]{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}")
_YEAR_DAY_MONTH = re.compile(rf"(?<![\w]){_YEAR}[ -]?(?:жыл\w*|года?|г\.?),? {_DAY}{_GAP}({MONTH})")
_DAY_MONTH = re.compile(rf"{_DAY}{_GAP}({MONTH})")
_MONTH_DAY = re.compile(rf"(?<![\w])({MONTH}) ?([0-9]{{1,2}})(?![\w:])")
_CLOCK = re.compile(
    r"(?<![\w:.,+])([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]{1,9})?)?(?![0-9:])"
    r"(?: ?([ap])\.?m\b)?(?:( ?[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})(?![0-9:])| ?(z|utc|gmt|ut|[ecmp][sd]t|msk)\b)?"
)


class Found(NamedTuple):
    """Year, month and day as written (not yet known to exist), and where in the text they stand."""

    year: int
    month: int
    day: int
    start: int
    end: int


class Clock(NamedTuple):
    """A time of day, and its distance from UTC where the text says it."""

    at: time
    zone: tzinfo | None


def normalise(text: str) -> str:
    """Return the beginning of `text` in lower case with single blanks."""
    return " ".join(text[:_LONGEST].lower().split())


def find_date(text: str) -> Found | None:
    """Return the first date with a year in normalised text, the most certain spelling first."""
    found = (make(hit) for pattern, make in _WITH_YEAR if (hit := pattern.search(text)))
    return next(found, None)


def find_day(text: str) -> tuple[int, int] | None:
    """Return (month, day) of the first date without a year in normalised text."""
    if hit := _DAY_MONTH.search(text):
        return month_number(hit[2]), int(hit[1])
    if hit := _MONTH_DAY.search(text):
        return month_number(hit[1]), int(hit[2])
    return None


def find_clock(text: str) -> Clock | None:
    """Return the first time of day in normalised text."""
    hit = _CLOCK.search(text)
    if hit is None:
        return None
    hour = int(hit[1])
    if hit[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if hit[4] == "p" else 0)
    return Clock(time(hour, int(hit[2]), int(hit[3] or 0)), _zone(hit))


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _zone(hit: re.Match[str]) -> tzinfo | None:
    if hit[6]:
        return timezone(timedelta(hours=OFFSET_BY_ZONE[hit[6]]))
    if not hit[5]:
        return None
    sign, digits = hit[5].strip()[0], re.sub(r"[^0-9]", "", hit[5])
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    # No place on Earth is further from UTC than 14 hours: then it is not an offset.
    return timezone(-offset if sign == "-" else offset) if offset <= timedelta(hours=14) else None


def _iso(hit: re.Match[str]) -> Found:
    return Found(int(hit[1]), int(hit[3]), int(hit[4]), *hit.span())


def _numeric(hit: re.Match[str]) -> Found:
    day, month = int(hit[1]), int(hit[3])
    if month > 12 >= day:
        day, month = month, day
    year = int(hit[4]) + (2000 if len(hit[4]) == 2 else 0)
    return Found(year, month, day, *hit.span())


def _by_word(day: int, month: int, year: int) -> Callable[[re.Match[str]], Found]:
    return lambda hit: Found(int(hit[year]), month_number(hit[month]), int(hit[day]), *hit.span())


_WITH_YEAR: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Found]], ...] = (
    (_ISO, _iso),
    (_YEAR_DAY_MONTH, _by_word(2, 3, 1)),
    (_DAY_MONTH_YEAR, _by_word(1, 2, 3)),
    (_MONTH_DAY_YEAR, _by_word(2, 1, 3)),
    (_NUMERIC, _numeric),
)


def years_around(year: int) -> Iterator[int]:
    """Yield the year after, the year itself and the ones before, latest first; a 29 February needs four."""
    return iter(range(year + 1, year - 9, -1))
