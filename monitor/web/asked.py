"""What a reader asks of the list of articles, as the parameters of its address say it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from monitor.model.report import ArticleFilter
from monitor.noun import dataclass

T = TypeVar("T")

# The parameters, and what their fields are called.
NAMES: Mapping[str, str] = {
    "text": "Words",
    "source": "Source",
    "language": "Language",
    "rule": "Rule",
    "since": "From",
    "until": "To",
    "views": "Views at least",
}
# SQLite's integers end there.
_MOST_VIEWS = (1 << 63) - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Which articles a reader wants. `given` are the parameters that filter, `bad` those that say nothing."""

    which: ArticleFilter
    given: Mapping[str, str]
    bad: Mapping[str, str]


def asked(parameters: Mapping[str, str], zone: ZoneInfo) -> Asked:
    """Return what the parameters ask for. Days are those of `zone`; the last one is asked for as a whole."""
    shown = {name: parameters.get(name, "").strip() for name in NAMES}
    given = {name: value for name, value in shown.items() if value}
    since = _read(_day, given.get("since"))
    until = _read(_day, given.get("until"))
    views = _read(_count, given.get("views"))
    read = {"since": since, "until": until, "views": views}
    bad = {name: given.pop(name) for name, value in read.items() if name in given and value is None}
    which = ArticleFilter(
        text=given.get("text"),
        source=given.get("source"),
        language=given.get("language"),
        rule=given.get("rule"),
        since=None if since is None else _midnight(since, zone),
        until=None if until is None else _midnight(until + timedelta(days=1), zone),
        views=views,
    )
    return Asked(which=which, given=given, bad=bad)


def _read(read: Callable[[str], T], text: str | None) -> T | None:
    try:
        return None if text is None else read(text)
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    # The day after it and its midnight in UTC have to exist.
    if not date(1900, 1, 1) <= day <= date(9000, 1, 1):
        raise ValueError(text)
    return day


def _count(text: str) -> int:
    count = int(text)
    if not 0 <= count <= _MOST_VIEWS:
        raise ValueError(text)
    return count


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
