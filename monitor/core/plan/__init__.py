"""Decide what one check means: the one composition of the judgement, from an outcome to a Plan.

It does no I/O, reads no clock and throws no dice: `now` and `jitter` are arguments.
"""

from datetime import datetime

from monitor.core.plan.article import plan_article, plan_unmodified_article
from monitor.core.plan.listing import plan_listing, plan_unmodified_listing
from monitor.core.plan.setback import plan_setback
from monitor.core.plan.telling import tell_late
from monitor.core.plan.watch import Watch
from monitor.core.reading import ArticleReading, ListingReading, Reading
from monitor.model import Fetched, FetchOutcome, Known, NotModified, Plan, Target, TargetKind

__all__ = ["Watch", "decide", "tell_late"]


def decide(
    target: Target,
    outcome: FetchOutcome,
    reading: Reading | None,
    known: Known,
    watch: Watch,
    *,
    now: datetime,
    jitter: float,
) -> Plan:
    """Return everything that follows from one check.

    `reading` is what a `Fetched` page says and None for every other outcome; `jitter` is in [0, 1).
    """
    match outcome, reading:
        case Fetched(), ListingReading():
            return plan_listing(target, outcome, reading, known, watch, now, jitter)
        case Fetched(), ArticleReading():
            return plan_article(target, outcome, reading, known, watch, now, jitter)
        case NotModified(), _ if target.kind is TargetKind.LISTING:
            return plan_unmodified_listing(target, outcome, known, watch, now, jitter)
        case NotModified(), _:
            return plan_unmodified_article(target, outcome, known, watch, now, jitter)
        case _:
            return plan_setback(target, outcome, known, watch, now, jitter)
