"""What an article page means: not to be believed, a duplicate, or a visit to the article."""

from monitor.core.plan.away import leads_away
from monitor.core.plan.case import Case
from monitor.core.plan.setback import plan_setback
from monitor.core.plan.standin import StandIn, stand_in
from monitor.core.plan.visit import plan_unmodified_visit, plan_visit
from monitor.model import (
    ArticleReading,
    Extraction,
    Failed,
    Fetched,
    HeldArticle,
    Known,
    Merge,
    NextCheck,
    NotModified,
    Plan,
    ProblemKind,
    Reason,
)


def plan_article(case: Case, outcome: Fetched, reading: ArticleReading) -> Plan:
    """Return the plan for an article page that came."""
    held = case.held
    if held is None:
        return Plan(target=case.target, next=_never(outcome))
    if leads_away(case, outcome.page):
        return plan_setback(case, _away(outcome))
    if (other := stand_in(reading, held, case.known)) is not None:
        return plan_setback(case, _not_it(outcome, other))
    if (defect := _defect(reading.extraction, held) or _strangeness(case)) is not None:
        return plan_setback(case, _unreadable(outcome, defect))
    if (same := _same_article(held, reading, case.known)) is not None:
        merge = Merge(duplicate=held.id, article=same.id)
        return Plan(target=case.target, next=_never(outcome), merge=merge)
    return plan_visit(case, outcome, reading, held)


def plan_unmodified_article(case: Case, outcome: NotModified) -> Plan:
    """Return the plan for an article page that has not changed."""
    held = case.held
    if held is None:
        return Plan(target=case.target, next=_never(outcome))
    return plan_unmodified_visit(case, outcome, held)


def _never(outcome: Fetched | NotModified) -> NextCheck:
    return NextCheck(due_at=None, checked_at=outcome.at, took=outcome.took)


def _away(outcome: Fetched) -> Failed:
    return Failed(
        reason=Reason.REDIRECTED_AWAY,
        detail=f"the article's address leads to {outcome.page.final_url}",
        at=outcome.at,
        took=outcome.took,
        status=200,
    )


def _defect(extraction: Extraction, held: HeldArticle) -> str | None:
    """Return why the page cannot be believed to be the article, or None.

    A body that vanishes under a title that stays is a broken selector or a block page far more often than
    an edit, and an edit that is taken back later must not be alerted as one.
    """
    missing = [p.field for p in extraction.problems if p.kind is ProblemKind.MISSING]
    if missing or not extraction.title:
        return f"no {', '.join(missing or ['title'])} on the page"
    if held.revision is not None and held.revision.body and not extraction.body:
        return "the article's text is gone from the page"
    return None


def _strangeness(case: Case) -> str | None:
    """Return which words on the page are hardly the article's, None if they all may be."""
    strange = case.health.strange
    if not strange:
        return None
    verb = "is" if len(strange) == 1 else "are"
    return f"the {' and the '.join(sorted(strange))} on the page {verb} hardly the article's"


def _unreadable(outcome: Fetched, defect: str) -> Failed:
    return Failed(
        reason=Reason.UNREADABLE, detail=defect, at=outcome.at, took=outcome.took, status=200
    )


def _not_it(outcome: Fetched, other: StandIn) -> Failed:
    return Failed(
        reason=other.reason, detail=other.detail, at=outcome.at, took=outcome.took, status=200
    )


def _same_article(held: HeldArticle, reading: ArticleReading, known: Known) -> HeldArticle | None:
    """Return the article that this one, not read before, turns out to be; None if it is itself.

    A redirect is believed. A canonical or short link is believed only under the same headline, because a
    template that names one page as canonical for all would swallow every article.
    """
    if held.revision is not None:
        return None
    if reading.redirected and (other := known.articles.get(reading.redirected.key)):
        return other if other.id != held.id else None
    for identity in reading.claimed:
        other = known.articles.get(identity.key)
        if other and other.id != held.id and other.title == reading.extraction.title:
            return other
    return None
