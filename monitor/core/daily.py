"""A host's budgets of one day: what may still be asked of it. Pure; counts nothing itself.

The nearer the end of a budget, the fewer may ask: re-checks starve first, then articles that were never read, and
listings last, so that what is new is still found.
"""

from datetime import UTC, datetime, time, timedelta
from enum import IntEnum

from monitor.core import message
from monitor.model import AlertKind, Politeness, Traffic

# Shares of a day's budget after which no article is read again, and none at all.
_RECHECKS = 0.75
_ARTICLES = 0.9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Allowance(IntEnum):
    """Who may still ask a host today; each has the rights of those above it."""

    NOBODY = 0
    LISTINGS = 1
    NEWS = 2  # listings, and articles that were never read
    ALL = 3


def day_of(now: datetime) -> int:
    """Return the day of UTC that `now` is in, counted from 1970."""
    return (now - _EPOCH).days


def day_end(day: int) -> datetime:
    """Return when a day of UTC is over."""
    return datetime.combine(_EPOCH.date() + timedelta(days=day + 1), time(), UTC)


def allowance(politeness: Politeness, requests: int, bytes_: int) -> Allowance:
    """Return who may still ask a host that got so many requests and sent so many bytes today."""
    used = max(
        requests / politeness.daily_requests if politeness.daily_requests else 0.0,
        bytes_ / politeness.daily_bytes if politeness.daily_bytes else 0.0,
    )
    if used >= 1.0:
        return Allowance.NOBODY
    if used >= _ARTICLES:
        return Allowance.LISTINGS
    return Allowance.NEWS if used >= _RECHECKS else Allowance.ALL


def spent_payload(
    id_: str, day: Traffic, manners: Politeness, until: datetime, now: datetime
) -> str:
    """Return the JSON text of the alert that a host is left alone `until` its next day."""
    facts = {
        "alert": id_,
        "host": day.host,
        "requests": day.requests,
        "daily_requests": manners.daily_requests or None,
        "bytes": day.bytes,
        "daily_bytes": manners.daily_bytes or None,
        "until": message.moment(until),
    }
    return message.write(AlertKind.HOST_SPENT, now, facts)
