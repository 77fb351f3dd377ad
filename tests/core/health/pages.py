"""Pages as they count for health, and a source's past, with only what a test is about."""

from datetime import datetime, timedelta

from monitor.model import Basis, Glance, PageHealth, Past, TargetKind
from tests.factories import NOW

MINUTE = timedelta(minutes=1)
BODY = "div.cont"


def at(minute: int) -> datetime:
    return NOW + minute * MINUTE


def good(subject: int, minute: int, *fields: str) -> Glance:
    return Glance(
        page=TargetKind.ARTICLE,
        subject=subject,
        at=at(minute),
        hit=frozenset(fields or ("title", "body")),
    )


def bad(subject: int, minute: int, *fields: str) -> Glance:
    """Return a page that gave these fields before and gives them no more."""
    lost = frozenset(fields or ("body",))
    return Glance(
        page=TargetKind.ARTICLE,
        subject=subject,
        at=at(minute),
        hit=frozenset({"title", "body"}) - lost,
        lost=lost,
    )


def new(subject: int, minute: int, *missed: str) -> Glance:
    """Return a page that was never read before and lacks these fields."""
    return Glance(
        page=TargetKind.ARTICLE,
        subject=subject,
        at=at(minute),
        hit=frozenset({"title", "body"}) - frozenset(missed),
        missed=frozenset(missed),
        is_first=True,
    )


def past(hits: int = 300, misses: int = 0, *, fresh: int = 300, unheld: int = 0) -> dict:
    selectors = {BODY: hits}
    found = {}
    for field in ("title", "body"):
        found[field, Basis.HELD] = Past(hits=hits, misses=misses, selectors=selectors)
        found[field, Basis.FRESH] = Past(hits=fresh, misses=unheld, selectors=selectors)
    return found


def health(*glances: Glance, **changes) -> PageHealth:
    return PageHealth(**({"glances": glances, "past": past()} | changes))
