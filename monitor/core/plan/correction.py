"""What follows from reading a kept page again by mended selectors: the fields that differ, and what was owed for them.

The site edited nothing, so nothing here is an edit. Readings of counters are not touched: what a counter showed at that
time is either held already or was not seen.
"""

from datetime import datetime
from typing import NamedTuple

from monitor.core.fingerprint import fingerprint
from monitor.core.health import given
from monitor.core.identity import identify
from monitor.core.plan.article import defect_of
from monitor.core.plan.standin import stand_in
from monitor.core.plan.telling import tell_late
from monitor.core.watch import Watch
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
from monitor.model.source import unleased
from monitor.noun import replace


class _Fields(NamedTuple):
    """What a page may correct, named as in selectors files."""

    title: str | None
    body: str | None
    author: str | None
    section: str | None
    language: str | None
    published: datetime | None
    modified: datetime | None
    short: str | None
    images: tuple[str, ...]


# What a wording is made of: the page that it came from has the last word on them.
_WORDS = frozenset({"title", "body"})


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
    source, at = SourceId(page.source), page.capture.at
    return unleased(page.capture.url, TargetKind.ARTICLE, source, at, page.article)


def correct(
    page: KeptPage, subject: Subject, reading: ArticleReading, watch: Watch, now: datetime
) -> Correction | None:
    """Return what the page corrects of its article and what is owed for that; None if it corrects nothing.

    A page that is not the article by what we know of pages corrects nothing.
    """
    held, extraction = subject.article, reading.extraction
    if not _is_the_article(reading, held, watch):
        return None
    changes = differences(page, subject, extraction)
    if not changes:
        return None
    revision = _revision(page, held, extraction)
    after = _corrected(subject, extraction, changes)
    return Correction(
        article=held.id,
        expects=held.revision.number if held.revision else 0,
        page=page.id,
        changes=changes,
        update=_update(subject, extraction, changes, watch),
        revision=revision,
        late=_late(page, subject, after, revision, watch, now),
    )


def differences(
    page: KeptPage, subject: Subject, extraction: Extraction
) -> tuple[FieldChange, ...]:
    """Return which fields a kept page gives otherwise than they are held, and has the right to.

    What is not read any more does not differ. What the site may have changed since does not either: a field beside the
    wording that the same selector gave again later, when no page was kept.
    """
    is_last = subject.read_at is None or subject.read_at <= page.capture.at
    return tuple(
        FieldChange(field=name, before=_said(old), after=_said(new))
        for name, old, new in zip(
            _Fields._fields, _held_fields(subject), _read_fields(extraction), strict=True
        )
        if new
        and new != old
        and (
            name in _WORDS
            or not old
            or is_last
            or subject.gave.get(name) != extraction.hits.get(name)
        )
    )


def _corrected(
    subject: Subject, extraction: Extraction, changes: tuple[FieldChange, ...]
) -> _Fields:
    """Return the fields as they are held once the changes are made."""
    read = _read_fields(extraction)
    changed = {change.field: getattr(read, change.field) for change in changes}
    return _held_fields(subject)._replace(**changed)


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
        short=subject.short_url,
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
        short=extraction.short_url,
        images=extraction.images,
    )


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


def _update(
    subject: Subject, extraction: Extraction, changes: tuple[FieldChange, ...], watch: Watch
) -> ArticleUpdate:
    """Return what is written of the article: the fields that change, and by which selector they are given now."""
    names = {change.field for change in changes}
    after, now = _read_fields(extraction), given(extraction, watch.selectors)
    return ArticleUpdate(
        article=subject.article.id,
        title=after.title if "title" in names else None,
        published_at=after.published if "published" in names else None,
        modified_at=after.modified if "modified" in names else None,
        language=after.language if "language" in names else None,
        section=after.section if "section" in names else None,
        author=after.author if "author" in names else None,
        short_url=after.short if "short" in names else None,
        images=after.images if "images" in names else None,
        gave={**subject.gave, **{name: now[name] for name in names & now.keys()}},
    )


def _late(
    page: KeptPage,
    subject: Subject,
    after: _Fields,
    revision: Revision | None,
    watch: Watch,
    now: datetime,
) -> LateTelling | None:
    """Return what the corrected article matches, and the alerts that it owes: not for what was told, nor a backlog."""
    held = subject.article
    newest = _as_held(revision) or held.revision
    if newest is None:
        return None
    article = replace(
        held,
        title=after.title or held.title,
        section=after.section,
        language=after.language,
        published_at=after.published,
        revision=newest,
    )
    wording = Wording(
        article=article,
        revision=newest,
        section=after.section,
        author=after.author,
        short_url=after.short,
    )
    late = Late(why=LateWhy.REREAD, since=page.capture.at, until=now)
    told = tell_late(wording, watch, now, late)
    if told is None:
        return None
    is_backlog = held.seeded and subject.is_first
    alerts = () if is_backlog else tuple(a for a in told.alerts if a.rule not in held.matched)
    return replace(told, alerts=alerts)


def _as_held(revision: Revision | None) -> HeldRevision | None:
    if revision is None:
        return None
    return HeldRevision(
        number=revision.number,
        fingerprint=revision.fingerprint,
        title=revision.title,
        body=revision.body,
    )
