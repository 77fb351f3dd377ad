"""What an article page means: a first wording, a changed one, the same, one that churns, or a duplicate."""

from datetime import datetime

from monitor.core.cadence import next_recheck
from monitor.core.fingerprint import fingerprint
from monitor.core.look import look_at_page
from monitor.core.plan.setback import plan_setback
from monitor.core.plan.telling import Told, tell, tell_risen
from monitor.core.plan.watch import Watch
from monitor.core.reading import ArticleReading
from monitor.model import (
    ArticleUpdate,
    Extraction,
    Failed,
    Fetched,
    HeldArticle,
    Identity,
    Known,
    Merge,
    NextCheck,
    NotModified,
    Observation,
    Plan,
    ProblemKind,
    Reason,
    Revision,
    Target,
)

# A text that was new at this many checks in a row changes with the fetch, not with the news (a clock, an
# advertisement inside the body): its wordings are no longer kept until it holds still once.
CHURNING_AFTER = 12


def plan_article(
    target: Target,
    outcome: Fetched,
    reading: ArticleReading,
    known: Known,
    watch: Watch,
    now: datetime,
    jitter: float,
) -> Plan:
    """Return the plan for an article page that came."""
    held = _held(target, known)
    if held is None:
        return Plan(target=target, next=_never(outcome))
    if (defect := _defect(reading.extraction, held)) is not None:
        return plan_setback(target, _unreadable(outcome, defect), known, watch, now, jitter)
    if (same := _same_article(held, reading, known)) is not None:
        merge = Merge(duplicate=held.id, article=same.id)
        return Plan(target=target, next=_never(outcome), merge=merge)
    return _plan_wording(target, outcome, reading, held, known, watch, now, jitter)


def plan_unmodified_article(
    target: Target, outcome: NotModified, known: Known, watch: Watch, now: datetime, jitter: float
) -> Plan:
    """Return the plan for an article page that has not changed: seen again, its counter as it was."""
    held = _held(target, known)
    if held is None:
        return Plan(target=target, next=_never(outcome))
    age = now - (held.published_at or held.first_seen_at)
    return Plan(
        target=target,
        next=NextCheck(
            due_at=next_recheck(age, watch.source.recheck or (), now, jitter),
            checked_at=outcome.at,
            took=outcome.took,
            status=304,
            validators=target.validators,
        ),
        observation=Observation(article=held.id, at=outcome.at, views=held.views),
    )


def _held(target: Target, known: Known) -> HeldArticle | None:
    return next((a for a in known.articles.values() if a.id == target.article), None)


def _never(outcome: Fetched | NotModified) -> NextCheck:
    return NextCheck(due_at=None, checked_at=outcome.at, took=outcome.took)


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


def _unreadable(outcome: Fetched, defect: str) -> Failed:
    return Failed(
        reason=Reason.UNREADABLE, detail=defect, at=outcome.at, took=outcome.took, status=200
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


def _plan_wording(
    target: Target,
    outcome: Fetched,
    reading: ArticleReading,
    held: HeldArticle,
    known: Known,
    watch: Watch,
    now: datetime,
    jitter: float,
) -> Plan:
    extraction = reading.extraction
    revision = _revision(extraction, held, outcome.at)
    is_changed = revision is not None and held.revision is not None
    is_kept = revision is not None and not (is_changed and held.changes >= CHURNING_AFTER)
    update = _update(reading, held, known, held.changes + 1 if is_changed else 0)
    kept = revision if is_kept else None
    matches, alerts = _told(target, outcome, extraction, held, kept, update, watch, now)
    published_at = extraction.published_at or held.published_at or held.first_seen_at
    return Plan(
        target=target,
        next=NextCheck(
            due_at=next_recheck(now - published_at, watch.source.recheck or (), now, jitter),
            checked_at=outcome.at,
            took=outcome.took,
            status=200,
            validators=outcome.page.validators,
        ),
        article=update,
        expects=held.revision.number if held.revision else 0,
        observation=Observation(article=held.id, at=outcome.at, views=extraction.views),
        revision=kept,
        matches=matches,
        alerts=alerts,
        rates=extraction.rates,
        problems=extraction.problems,
    )


def _told(
    target: Target,
    outcome: Fetched,
    extraction: Extraction,
    held: HeldArticle,
    revision: Revision | None,
    update: ArticleUpdate,
    watch: Watch,
    now: datetime,
) -> Told:
    wording = revision or held.revision
    if wording is None:
        return (), ()
    look = look_at_page(
        held, wording, update, url=target.url, views=extraction.views, at=outcome.at
    )
    return tell(look, watch, now) if revision else tell_risen(look, watch, now)


def _revision(extraction: Extraction, held: HeldArticle, seen_at: datetime) -> Revision | None:
    """Return the wording as a revision, or None if it is the one we hold."""
    title, body = extraction.title or "", extraction.body or ""
    print_ = fingerprint(title, body)
    if held.revision is not None and held.revision.fingerprint == print_:
        return None
    return Revision(
        article=held.id,
        number=held.revision.number + 1 if held.revision else 1,
        fingerprint=print_,
        seen_at=seen_at,
        title=title,
        body=body,
        author=extraction.author or "",
    )


def _update(
    reading: ArticleReading, held: HeldArticle, known: Known, changes: int
) -> ArticleUpdate:
    extraction = reading.extraction
    return ArticleUpdate(
        article=held.id,
        title=extraction.title,
        published_at=extraction.published_at,
        modified_at=extraction.modified_at,
        language=extraction.language,
        section=extraction.section,
        author=extraction.author,
        short_url=extraction.short_url,
        images=extraction.images,
        related=tuple(link.url for link in extraction.links.get("related", ())),
        changes=changes,
        identities=_new_identities(reading, known),
        spellings=reading.spellings,
    )


def _new_identities(reading: ArticleReading, known: Known) -> tuple[Identity, ...]:
    """Return the identity a redirect led to, if nobody holds it: the article is found under it from now on."""
    led_to = reading.redirected
    return (led_to,) if led_to and led_to.key not in known.articles else ()
