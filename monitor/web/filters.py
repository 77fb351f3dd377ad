"""What the address of a list asks for: its filters, read with patience. What makes no sense asks for nothing."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

K = TypeVar("K", bound=StrEnum)
_DAY = timedelta(days=1)


def text_of(query: Mapping[str, str], name: str) -> str | None:
    """Return what is asked by that name, None for nothing."""
    return query.get(name, "").strip() or None


def one_of(kinds: type[K], query: Mapping[str, str], name: str) -> K | None:
    """Return which of the kinds is asked for, None for none."""
    asked = query.get(name, "")
    return next((kind for kind in kinds if kind.value == asked), None)


def yes_or_no(query: Mapping[str, str], name: str) -> bool | None:
    """Return whether "yes" or "no" is asked for, None for neither."""
    return {"yes": True, "no": False}.get(query.get(name, ""))


def day_of(query: Mapping[str, str], name: str, zone: ZoneInfo) -> datetime | None:
    """Return when the day that is asked for ("2026-11-22") begins in `zone`, None for none."""
    asked = _date(query, name)
    return None if asked is None else datetime.combine(asked, time(), zone)


def day_after(query: Mapping[str, str], name: str, zone: ZoneInfo) -> datetime | None:
    """Return when the day that is asked for is over in `zone`, None for none."""
    asked = _date(query, name)
    if asked is None or asked == date.max:
        return None
    return datetime.combine(asked + _DAY, time(), zone)


def _date(query: Mapping[str, str], name: str) -> date | None:
    try:
        asked = date.fromisoformat(query.get(name, ""))
    except ValueError:
        return None
    # Beyond these a time zone leaves the calendar.
    return asked if date(1900, 1, 1) <= asked <= date(9000, 1, 1) else None
