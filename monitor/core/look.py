"""What one look at an article shows: its wording, and all that rules may ask of it and receivers are told of it.

A look comes from a page just read, from a headline where no page is to be had, or from the archive. It decides
nothing.
"""

from datetime import datetime

from monitor.core.age import age_of
from monitor.core.rules import Document
from monitor.model import ArticleUpdate, HeldArticle, HeldRevision, Revision, Wording
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Gauge:
    """What the counter says at one reading; None where it says nothing.

    The ranks are percentiles (0 to 100) among the articles of its section at its age; `rise` is how many times the
    expected views it has.
    """

    views: int | None = None
    views_per_hour: float | None = None
    views_per_hour_rank: float | None = None
    views_rank: float | None = None
    rise: float | None = None


NO_GAUGE = Gauge()


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
    gauge: Gauge = NO_GAUGE


def look_at_page(
    held: HeldArticle,
    wording: Revision | HeldRevision,
    page: ArticleUpdate,
    *,
    url: str,
    gauge: Gauge,
) -> Look:
    """Return what the page of an article shows, in its new wording or the one we hold."""
    return Look(
        held=held,
        number=wording.number,
        title=wording.title,
        body=wording.body,
        url=url,
        author=page.author,
        section=page.section or held.section,
        language=page.language or held.language,
        short_url=page.short_url,
        published_at=page.published_at or held.published_at,
        gauge=gauge,
    )


def look_at_held(held: HeldArticle, wording: Revision | HeldRevision, *, url: str) -> Look:
    """Return what is known of an article whose page is not to be had: what its listing said, or what it was."""
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
        gauge=Gauge(views=held.views),
    )


def document_of(look: Look, source: str, site: str, now: datetime) -> Document:
    """Return the look as rules see it. Its age counts from publication, at the latest from first sight."""
    return Document(
        title=look.title,
        body=look.body,
        author=look.author or "",
        section=look.section or "",
        language=look.language,
        source=source,
        site=site,
        url=look.url,
        views=look.gauge.views,
        views_per_hour=look.gauge.views_per_hour,
        views_per_hour_rank=look.gauge.views_per_hour_rank,
        views_rank=look.gauge.views_rank,
        rise=look.gauge.rise,
        position=look.held.position,
        age=age_of(look.published_at, look.held.first_seen_at, now),
    )
