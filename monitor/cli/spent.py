"""Sentences about the budgets of a day: what a host was asked of what it may be, and who may still ask."""

from monitor.core.daily import Allowance, allowance
from monitor.model import Politeness, Traffic

_REST = {
    Allowance.NOBODY: "; used up, it is asked nothing before the day is over (UTC)",
    Allowance.LISTINGS: "; only listings are asked for until the day is over (UTC)",
    Allowance.NEWS: "; no article is read again before the day is over (UTC)",
    Allowance.ALL: "",
}


def is_short(today: Traffic, manners: Politeness) -> bool:
    """Say whether a host's budget of the day holds anything back."""
    return allowance(manners, today.requests, today.bytes) is not Allowance.ALL


def spent(today: Traffic, manners: Politeness) -> str:
    """Return what a host was asked today, and how much of what it may be."""
    requests = f" of {manners.daily_requests}" if manners.daily_requests else ""
    came = f" of {manners.daily_bytes / 1e6:.1f}" if manners.daily_bytes else ""
    rest = _REST[allowance(manners, today.requests, today.bytes)]
    asked = f"requests today: {today.requests}{requests}"
    return f"{asked}, {today.bytes / 1e6:.1f}{came} MB came{rest}"
