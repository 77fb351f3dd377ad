"""From a feed or a sitemap to a listing: links of the site, dates that can be believed, the newest first.

Owns what an item must give to name an article, and what else it says of it; knows no identity.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from monitor.core.counters import read_count
from monitor.core.dates import NEVER, read_moment
from monitor.core.doors.atom import read_atom
from monitor.core.doors.document import Document, Item
from monitor.core.doors.json_feed import read_json
from monitor.core.doors.kind import Door, door_of, text_of
from monitor.core.doors.mend import mend
from monitor.core.doors.pieces import MOST_ITEMS, parse
from monitor.core.doors.rss import read_rss
from monitor.core.doors.sitemap import read_index, read_sitemap
from monitor.core.doors.words import lead, paragraphs, words
from monitor.core.doors.xml import Unreadable
from monitor.core.extract.links import DETAIL, FUTURE, SiteClock
from monitor.core.extract.listing import first_problems
from monitor.core.identity import belongs
from monitor.core.text import clean_line
from monitor.model import Extraction, Link, Listing, Page, Problem, ProblemKind, Selectors
from monitor.noun import replace

_LONGEST_URL = 1_999
_MOST_IMAGES = 50
# Of an index; those that were changed last are looked at.
_MOST_OTHERS = 50
_OLDEST = datetime.min.replace(tzinfo=UTC)
_READERS = {
    Door.RSS: read_rss,
    Door.RDF: read_rss,
    Door.ATOM: read_atom,
    Door.SITEMAP: read_sitemap,
    Door.INDEX: read_index,
}


class _Entry(NamedTuple):
    """An item that names a page of the site. `order` is by when it goes before or behind others, None if unknown."""

    link: Link
    said: Extraction
    order: datetime | None


def read_door(page: Page, selectors: Selectors, *, first_page: str, now: datetime) -> Listing:
    """Return the links of a feed or a sitemap, the newest first where all have a date, else in their order.

    `first_page` is the configured URL of the listing. A link that leaves the site is left out and recorded as a
    problem, and so is an item without a link. For sites whose articles are on their listings texts are read, too, and
    the page that a feed says to be of counts as the site's. An index of sitemaps names no article; the page after it
    is the sitemap that was changed last, and the others that say when they were are told beside it.
    Raises nothing: a document that cannot be read yields a listing without candidates and a problem of the field
    "page"; where only a part of it can, what is broken is a problem.
    """
    try:
        document = _document(page)
    except Unreadable as error:
        problem = Problem(
            field="page", kind=ProblemKind.UNREADABLE, detail=clean_line(str(error))[:DETAIL]
        )
        return Listing(candidates=(), problems=(problem,))
    reader = _Reader(document, page, selectors, first_page, now)
    return reader.index() if document.door is Door.INDEX else reader.listing()


def _document(page: Page) -> Document:
    """Return what the document says. Raises `Unreadable`."""
    door = door_of(page.body)
    text = text_of(page.body, page.content_type)
    if door is Door.JSON:
        return read_json(text, page.final_url)
    if door is None:
        raise Unreadable("neither a feed nor a sitemap")
    root, faults = parse(mend(text), page.final_url)
    return replace(_READERS[door](root), faults=faults)


class _Reader:
    """Reads one document once, and keeps what was wrong with it."""

    def __init__(
        self, document: Document, page: Page, selectors: Selectors, first_page: str, now: datetime
    ) -> None:
        self._document = document
        self._page = page
        self._clock = SiteClock(selectors.timezone, now)
        self._has_texts = selectors.article.is_on_listing
        self._hosts = selectors.hosts | {_host(first_page)}
        if self._has_texts and (home := _host(self._home())):
            # Where nothing is asked for behind its links, a feed's own word is enough.
            self._hosts |= {home}
        self._problems = [
            Problem(field="row", kind=ProblemKind.UNREADABLE, detail=clean_line(fault)[:DETAIL])
            for fault in document.faults
        ]

    def listing(self) -> Listing:
        items = self._document.items[:MOST_ITEMS]
        entries = _newest_first([entry for item in items if (entry := self._entry(item))])
        by_url: dict[str, _Entry] = {}
        for entry in entries:
            by_url.setdefault(entry.link.url, entry)
        links = tuple(entry.link for entry in by_url.values())
        return Listing(
            candidates=links,
            next_url=self._following(),
            problems=first_problems(self._problems),
            rows=len(items),
            gave=self._gave(links),
            said={url: entry.said for url, entry in by_url.items()},
            door=self._document.door.value,
        )

    def index(self) -> Listing:
        """Return a listing that only leads on: to the sitemap that was changed last, else to the last one."""
        dated = [
            (self._moment(item.modified, "time") or _OLDEST, place, url)
            for place, item in enumerate(self._document.items)
            if (url := self._resolve(item.link, item.base)) and belongs(url, self._hosts)
        ]
        dated.sort(reverse=True)
        return Listing(
            candidates=(),
            next_url=dated[0][2] if dated else None,
            problems=first_problems(self._problems),
            door=self._document.door.value,
            leads_on=bool(dated),
            others=tuple((url, at) for at, _, url in dated[1:_MOST_OTHERS] if at != _OLDEST),
        )

    def _home(self) -> str:
        return self._resolve(self._document.home, self._document.base) or ""

    def _entry(self, item: Item) -> _Entry | None:
        url = self._resolve(item.link, item.base)
        if url is None:
            kind = ProblemKind.UNREADABLE if item.link else ProblemKind.MISSING
            self._tell("link", kind, item.link or item.title)
            return None
        if not belongs(url, self._hosts):
            self._tell("link", ProblemKind.FOREIGN, url)
            return None
        published, modified = self._moment(item.published, "time"), self._moment(item.modified)
        # Of a sitemap's page it is not said that it was new when it was changed.
        is_feed = self._document.door is not Door.SITEMAP
        said = self._said(item, published, modified)
        link = Link(
            url=url,
            title=said.title or "",
            published_at=published or (modified if is_feed else None),
        )
        return _Entry(link, said, published or modified)

    def _said(
        self, item: Item, published: datetime | None, modified: datetime | None
    ) -> Extraction:
        body = paragraphs(item.content or item.summary) if self._has_texts else ""
        title = words(item.title) or lead(body)
        language = item.language.strip().lower()[:2]
        return Extraction(
            title=title or None,
            body=body or None,
            published_at=published,
            modified_at=modified,
            language=language if language.isalpha() and language.isascii() else None,
            section=words(item.section) or None,
            author=words(item.author) or None,
            views=read_count(item.views) if item.views else None,
            images=tuple(self._images(item)) if self._has_texts else (),
        )

    def _images(self, item: Item) -> Iterator[str]:
        urls = (self._resolve(image, item.base) for image in item.images)
        yield from list(dict.fromkeys(url for url in urls if url))[:_MOST_IMAGES]

    def _moment(self, text: str, field: str = "modified") -> datetime | None:
        if not text.strip():
            return None
        moment = read_moment(text, self._clock.zone)
        if moment is NEVER or moment is None:
            self._tell(field, ProblemKind.UNREADABLE, text)
            return None
        if moment > self._clock.now + FUTURE:
            self._tell(field, ProblemKind.DOUBTFUL, text)
            return None
        return moment

    def _following(self) -> str | None:
        url = self._resolve(self._document.following, self._document.base)
        if url is None or url == self._page.final_url:
            return None
        if belongs(url, self._hosts):
            return url
        self._tell("next", ProblemKind.FOREIGN, url)
        return None

    def _gave(self, links: Collection[Link]) -> dict[str, dict[str, int]]:
        door = self._document.door.value
        counts = {
            "link": len(links),
            "title": sum(bool(link.title) for link in links),
            "time": sum(link.published_at is not None for link in links),
        }
        return {name: {door: count} for name, count in counts.items() if count}

    def _tell(self, field: str, kind: ProblemKind, detail: str) -> None:
        self._problems.append(Problem(field=field, kind=kind, detail=clean_line(detail)[:DETAIL]))

    def _resolve(self, link: str, base: str) -> str | None:
        """Return a link as an absolute http(s) URL, without the white space in it; None for what is none."""
        link = "".join(clean_line(link).split())
        if not link or len(link) > _LONGEST_URL:
            return None
        try:
            url = urljoin(urljoin(self._page.final_url, base), link)
            parts = urlsplit(url)
        except ValueError:
            return None
        return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _newest_first(entries: Iterable[_Entry]) -> list[_Entry]:
    """Return the entries by falling date; in their own order if one of them has none."""
    ordered = list(entries)
    if all(entry.order is not None for entry in ordered):
        ordered.sort(key=lambda entry: entry.order or _OLDEST, reverse=True)
    return ordered


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
