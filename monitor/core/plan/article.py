"""What an article page means: not to be believed, a duplicate, or a visit to the article."""

from monitor.core.plan.case import Case
from monitor.core.plan.setback import plan_setback
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
    if (other := case.instead) is not None:
        return plan_setback(case, _failed(outcome, other.reason, other.detail))
    if (defect := defect_of(reading.extraction, held) or _strangeness(case)) is not None:
        return plan_setback(case, _failed(outcome, Reason.UNREADABLE, defect))
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


def _failed(outcome: Fetched, reason: Reason, detail: str) -> Failed:
    """Return that the page came with status 200 and is not the article all the same."""
    return Failed(reason=reason, detail=detail, at=outcome.at, took=outcome.took, status=200)


def defect_of(extraction: Extraction, held: HeldArticle) -> str | None:
    """Return why the page cannot be believed to be the article, or None.

    A body that vanishes under a title that stays is a broken selector or a block page far more often than
    an edit, and an edit that is taken back later must not be alerted as one.
    """
    missing = [p.field for p in extraction.problems if p.kind is ProblemKind.MISSING]
    if missing or not extraction.title:
        return f"no {', '.join(missing or ['title'])} on the page"
    if held.revision is not None and extraction.fallbacks:
        # Its words come from another place than those that are held: they are not to be compared.
        return f"no {', '.join(sorted(extraction.fallbacks))} by any selector"
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
