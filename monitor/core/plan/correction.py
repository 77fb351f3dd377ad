"""What follows from reading a kept page again by mended selectors: the fields that differ, and what was owed for them.

The site edited nothing, so nothing here is an edit. Readings of counters are not touched: what a counter showed at that
time is either held already or was not seen.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from monitor.core.fingerprint import fingerprint
from monitor.core.health import given
from monitor.core.identity import identify
from monitor.core.plan.article import defect_of
from monitor.core.plan.standin import stand_in
from monitor.core.plan.telling import tell_late
from monitor.core.plan.watch import Watch
from monitor.model import (
    ArticleReading,
    ArticleUpdate,
    Extraction,
    HeldArticle,
    HeldRevision,
    Known,
    Late,
    LateTelling,
    LateWhy,
    Reason,
    Revision,
    SourceId,
    SourceState,
    Target,
    TargetKind,
    Wording,
)
from monitor.model.correction import Correction, FieldChange, Subject
from monitor.model.evidence import KeptPage
from monitor.model.plan import Cause


class _Fields(NamedTuple):
    """What a page may correct, by name, as values that can be told apart."""

    title: str | None
    body: str | None
    author: str | None
    section: str | None
    language: str | None
    published: datetime | None
    modified: datetime | None
    short_url: str | None
    images: tuple[str, ...]


def may_correct(page: KeptPage, subject: Subject) -> bool:
    """Say whether a kept page has anything to say of its article as it stands.

    The page that its newest wording was read from has, and one that could not be read and came later. What was read
    and changed nothing then, was judged with all that was known, and is not judged again.
    """
    if page.id == subject.page:
        return page.reason in {None, Reason.UNREADABLE}
    is_later = subject.seen_at is None or page.capture.at > subject.seen_at
    return is_later and page.reason is Reason.UNREADABLE


def target_of(page: KeptPage) -> Target:
    """Return the target that a kept page of an article was asked for, as far as a reading needs it."""
    return Target(
        id=0,
        kind=TargetKind.ARTICLE,
        source=SourceId(page.source),
        article=page.article,
        url=page.capture.url,
        host="",
        due_at=page.capture.at,
        lease="",
    )


def correct(
    page: KeptPage, subject: Subject, reading: ArticleReading, watch: Watch, now: datetime
) -> Correction | None:
    """Return what the page corrects of its article and what is owed for that; None if it corrects nothing.

    A page that is not the article by what we know of pages corrects nothing.
    """
    held, extraction = subject.article, reading.extraction
    if not _is_the_article(reading, held, watch):
        return None
    changes = differences(subject, extraction)
    if not changes:
        return None
    revision = _revision(page, held, extraction)
    return Correction(
        article=held.id,
        expects=held.revision.number if held.revision else 0,
        page=page.id,
        changes=changes,
        update=_update(subject, extraction, watch),
        revision=revision,
        late=_late(page, subject, extraction, revision, watch, now),
    )


def differences(subject: Subject, extraction: Extraction) -> tuple[FieldChange, ...]:
    """Return which fields are read otherwise than they are held. What is not read any more does not differ."""
    return tuple(_changes(_held_fields(subject), _read_fields(extraction)))


def _is_the_article(reading: ArticleReading, held: HeldArticle, watch: Watch) -> bool:
    if defect_of(reading.extraction, held) is not None:
        return False
    # Wordings by former selectors may be of another place on the page: only headlines and links are judged.
    bare = replace(held, revision=None)
    known = Known(articles={held.identity.key: held}, source=SourceState())
    if stand_in(reading, bare, known) is not None:
        return False
    claimed = reading.redirected
    return claimed is None or claimed.key in {held.identity.key, _key(held.identity.url, watch)}


def _key(url: str, watch: Watch) -> bytes | None:
    identity = identify(url, watch.selectors)
    return None if identity is None else identity.key


def _held_fields(subject: Subject) -> _Fields:
    held = subject.article
    newest = held.revision
    return _Fields(
        title=newest.title if newest else None,
        body=newest.body if newest else None,
        author=subject.author,
        section=held.section,
        language=held.language,
        published=held.published_at,
        modified=subject.modified_at,
        short_url=subject.short_url,
        images=subject.images,
    )


def _read_fields(extraction: Extraction) -> _Fields:
    return _Fields(
        title=extraction.title,
        body=extraction.body,
        author=extraction.author,
        section=extraction.section,
        language=extraction.language,
        published=extraction.published_at,
        modified=extraction.modified_at,
        short_url=extraction.short_url,
        images=extraction.images,
    )


def _changes(before: _Fields, after: _Fields) -> Iterator[FieldChange]:
    """Yield what is read otherwise. What is not read any more is kept as it was."""
    for name, old, new in zip(_Fields._fields, before, after, strict=True):
        if new and new != old:
            yield FieldChange(field=name, before=_said(old), after=_said(new))


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else str(value)


def _revision(page: KeptPage, held: HeldArticle, extraction: Extraction) -> Revision | None:
    title, body = extraction.title or "", extraction.body or ""
    print_ = fingerprint(title, body)
    if held.revision is not None and held.revision.fingerprint == print_:
        return None
    return Revision(
        article=held.id,
        number=held.revision.number + 1 if held.revision else 1,
        fingerprint=print_,
        seen_at=page.capture.at,
        title=title,
        body=body,
        author=extraction.author or "",
        cause=Cause.REREAD,
    )


def _update(subject: Subject, extraction: Extraction, watch: Watch) -> ArticleUpdate:
    return ArticleUpdate(
        article=subject.article.id,
        title=extraction.title,
        published_at=extraction.published_at,
        modified_at=extraction.modified_at,
        language=extraction.language,
        section=extraction.section,
        author=extraction.author,
        short_url=extraction.short_url,
        images=extraction.images or None,
        gave={**subject.gave, **given(extraction, watch.selectors)},
    )


def _late(
    page: KeptPage,
    subject: Subject,
    extraction: Extraction,
    revision: Revision | None,
    watch: Watch,
    now: datetime,
) -> LateTelling | None:
    """Return what the corrected article matches, and the alerts that it owes: not for what was told, nor a backlog."""
    held = subject.article
    newest = revision or held.revision
    if newest is None:
        return None
    article = replace(
        held,
        title=extraction.title or held.title,
        section=extraction.section or held.section,
        language=extraction.language or held.language,
        published_at=extraction.published_at or held.published_at,
        revision=HeldRevision(
            number=newest.number,
            fingerprint=newest.fingerprint,
            title=newest.title,
            body=newest.body,
        ),
    )
    wording = Wording(
        article=article,
        revision=article.revision or HeldRevision(number=0, fingerprint=b"", title="", body=""),
        section=article.section,
        author=extraction.author or subject.author,
        short_url=extraction.short_url or subject.short_url,
    )
    late = Late(why=LateWhy.REREAD, since=page.capture.at, until=now)
    told = tell_late(wording, watch, now, late)
    if told is None:
        return None
    is_backlog = held.seeded and subject.is_first
    alerts = () if is_backlog else tuple(a for a in told.alerts if a.rule not in held.matched)
    return replace(told, alerts=alerts)
