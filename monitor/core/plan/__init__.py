"""Decide what one check means: the one composition of the judgement, from an outcome to a Plan.

It does no I/O, reads no clock and throws no dice: `now` and `jitter` are arguments.
"""

from datetime import datetime

from monitor.core.plan.article import plan_article, plan_unmodified_article
from monitor.core.plan.away import came_instead
from monitor.core.plan.case import Case
from monitor.core.plan.correction import correct, differences, may_correct, target_of
from monitor.core.plan.count import norms_wanted
from monitor.core.plan.evidence import evidence_in
from monitor.core.plan.health import fields_wanted, note_health
from monitor.core.plan.host import host_sign
from monitor.core.plan.listing import plan_listing, plan_unmodified_listing
from monitor.core.plan.old_copy import credible
from monitor.core.plan.on_listing import with_no_page
from monitor.core.plan.setback import limited_until, plan_setback
from monitor.core.plan.story import sketch_wanted
from monitor.core.plan.telling import tell_late
from monitor.core.watch import Watch
from monitor.model import (
    ArticleReading,
    Failed,
    Fetched,
    FetchOutcome,
    Known,
    ListingReading,
    NotModified,
    Plan,
    Reading,
    Reason,
    Target,
    TargetKind,
)
from monitor.noun import replace

__all__ = [
    "Watch",
    "correct",
    "decide",
    "differences",
    "evidence_in",
    "fields_wanted",
    "may_correct",
    "norms_wanted",
    "sketch_wanted",
    "target_of",
    "tell_late",
]


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
    # The clock may have been set back under the check: nothing was due, and nothing came, later than now.
    if outcome.at > now:
        outcome = replace(outcome, at=now)
    if target.due_at is not None and target.due_at > now:
        target = replace(target, due_at=now)
    case = Case(target=target, known=known, watch=watch, now=now, jitter=jitter)
    if (instead := came_instead(case, outcome, reading)) is not None:
        case = replace(case, instead=instead)
    seen = credible(case, outcome, reading)
    case = _counting_anew(case, seen.outcome)
    # Of an old copy, too, the selectors show whether they hit.
    health = note_health(case, seen.outcome, reading if seen.reading else None)
    case = replace(case, health=health)
    plan = _planned(case, seen.outcome, seen.reading)
    if target.kind is TargetKind.ARTICLE and watch.selectors.article.is_on_listing:
        plan = with_no_page(plan)
    return replace(
        plan,
        # Whoever asks to be left alone is heard, whatever copy says so.
        host=host_sign(case, plan.next, limited_until(case, outcome)),
        next=replace(plan.next, made_at=seen.made_at),
        health=health.update,
        traffic=outcome.traffic,
    )


def _counting_anew(case: Case, outcome: FetchOutcome) -> Case:
    """Return the case with no failures in a row if those before were old copies and this is none, or the other way."""
    was_stale = case.target.reason is Reason.STALE_COPY
    is_stale = isinstance(outcome, Failed) and outcome.reason is Reason.STALE_COPY
    if was_stale is is_stale:
        return case
    return replace(case, target=replace(case.target, failures=0))


def _planned(case: Case, outcome: FetchOutcome, reading: Reading | None) -> Plan:
    match outcome, reading:
        case Fetched(), ListingReading():
            return plan_listing(case, outcome, reading)
        case Fetched(), ArticleReading():
            return plan_article(case, outcome, reading)
        case NotModified(), _ if case.target.kind is TargetKind.LISTING:
            return plan_unmodified_listing(case, outcome)
        case NotModified(), _:
            return plan_unmodified_article(case, outcome)
        case _:
            return plan_setback(case, outcome)
