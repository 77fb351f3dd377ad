"""What one look at an article shows: its wording, and all that rules may ask of it and receivers are told of it.

A look comes from a page just read, from a headline where no page is to be had, or from the archive. It decides
nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from monitor.core.rules import Document
from monitor.core.velocity import views_per_hour
from monitor.model import ArticleUpdate, HeldArticle, HeldRevision, Revision, Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """An article in one wording. `number` is that of the wording; None stands where nothing is known."""

    held: HeldArticle
    number: int
    title: str
    body: str
    url: str
    author: str | None = None
    section: str | None = None
    language: str | None = None
    short_url: str | None = None
    published_at: datetime | None = None
    views: int | None = None
    views_per_hour: float | None = None


def look_at_page(
    held: HeldArticle,
    wording: Revision | HeldRevision,
    page: ArticleUpdate,
    *,
    url: str,
    views: int | None,
    at: datetime,
) -> Look:
    """Return what the page of an article shows at a time, in its new wording or the one we hold."""
    published_at = page.published_at or held.published_at
    return Look(
        held=held,
        number=wording.number,
        title=wording.title,
        body=wording.body,
        url=url,
        author=page.author,
        section=page.section,
        language=page.language or held.language,
        short_url=page.short_url,
        published_at=published_at,
        views=views,
        views_per_hour=views_per_hour(
            views,
            at,
            before=held.views,
            before_at=held.viewed_at,
            published_at=published_at,
        ),
    )


def look_at_headline(held: HeldArticle, wording: Revision, *, url: str) -> Look:
    """Return what the listing alone shows of an article whose page is not to be had."""
    return Look(
        held=held,
        number=wording.number,
        title=wording.title,
        body=wording.body,
        url=url,
        language=held.language,
        published_at=held.published_at,
    )


def look_at_wording(wording: Wording) -> Look:
    """Return what the archive shows of an article, with its last counter and no velocity."""
    held = wording.article
    return Look(
        held=held,
        number=wording.revision.number,
        title=wording.revision.title,
        body=wording.revision.body,
        url=held.identity.url,
        author=wording.author,
        section=wording.section,
        language=held.language,
        short_url=wording.short_url,
        published_at=held.published_at,
        views=held.views,
    )


def document_of(look: Look, source: str, site: str, now: datetime) -> Document:
    """Return the look as rules see it. Its age counts from publication, or from first sight where that is unknown."""
    return Document(
        title=look.title,
        body=look.body,
        author=look.author or "",
        section=look.section or "",
        language=look.language,
        source=source,
        site=site,
        url=look.url,
        views=look.views,
        views_per_hour=look.views_per_hour,
        age=now - (look.published_at or look.held.first_seen_at),
    )
