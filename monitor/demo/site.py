"""The newsroom as a web site: address in, page out. Owns routes, caching and validators; never misbehaves."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.demo.addresses import article_id
from monitor.demo.archive import Archive
from monitor.demo.article import Article
from monitor.demo.article_page import article_end, article_head, article_start
from monitor.demo.chrome import bottom, head, top, views_label
from monitor.demo.churn import Churn
from monitor.demo.coding import Segment, gzipped, pack, store
from monitor.demo.columns import columns
from monitor.demo.counters import Counters
from monitor.demo.doors import DOORS, DoorView, channel, channel_path
from monitor.demo.edition import EDITIONS, Edition
from monitor.demo.listing_page import ListingView, listing_main
from monitor.demo.messages import Request, Response, http_date, text_response
from monitor.noun import dataclass

RATES = (("USD", "87.45"), ("EUR", "101.72"), ("RUB", "1.08"))
ROBOTS = "User-agent: *\nDisallow: /poisk_po_sajtu/\nDisallow: /admin/\n"
HTML = "text/html; charset=UTF-8"
RELATED = 5
POPULAR_OVER = timedelta(days=1)
MAX_CACHED = 20_000
MAX_SHARED = 256
# A GIF of one transparent pixel, for every picture.
PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)

_HOST = re.compile(r"^[A-Za-z0-9.:\[\]-]{1,255}$")
_PAGE = re.compile(r"^(?P<root>/|/[a-z_]+/)(?:page_(?P<page>\d{1,9})/?)?$")


@dataclass(frozen=True, kw_only=True, slots=True)
class _ArticlePieces:
    """An article as it stands and as one host shows it, but for its counter and the columns."""

    article: Article
    head: Segment
    start: Segment
    end: Segment


class Site:
    """Answers honest requests. `robots`, `rates` and `page_size` may be set at any time."""

    def __init__(
        self,
        archive: Archive,
        *,
        counters: Counters,
        churn: Churn,
        page_size: int,
        now: Callable[[], datetime],
    ) -> None:
        self.archive = archive
        self._counters = counters
        self._churn = churn
        self.page_size = page_size
        self.robots = ROBOTS
        self.rates = RATES
        self._now = now
        self._articles: dict[tuple[str, int], _ArticlePieces] = {}
        self._shared: dict[tuple[object, ...], Segment] = {}
        self._since: dict[object, tuple[str, datetime]] = {}
        self._polls: Counter[tuple[str, int]] = Counter()

    def respond(self, request: Request, fallback_host: str) -> Response:
        """Return the answer to an honest request."""
        if request.method not in {"GET", "HEAD"}:
            return text_response(405, "method not allowed\n")
        host = request.headers.get("host", "")
        if not _HOST.match(host):
            host = fallback_host
        number = article_id(request.path)
        if number is not None:
            return self._article(request, number, host)
        return self._listing(request, host) or self._other(request, host)

    def _article(self, request: Request, number: int, host: str) -> Response:
        article = self.archive.articles.get(number)
        if article is None:
            return text_response(404, "<h1>404</h1>\n", "text/html")
        if article.withdrawn:
            return _withdrawn(article)
        edition = EDITIONS[article.edition]
        views = self._counters.show(article)
        churned = self._churn.shown(article)
        generation = self.archive.generations[article.edition]
        # The columns show who was read most: they are new with the readers too.
        state = f"{article.revision}-{views}-{generation}-{self._popular_at():%d%H%M}"
        if churned is None:
            pieces = self._pieces(article, host)
        else:
            pieces = self._cut(churned, host)
            state += f"-{self._churn.requests(number)}"
        segments = (
            pieces.head,
            self._top(edition),
            pieces.start,
            store(views_label(edition.labels, views)),
            pieces.end,
            self._columns(edition, generation, host),
            self._bottom(edition),
        )
        return self._page(request, segments, f'W/"{number}-{state}"', number)

    def _pieces(self, article: Article, host: str) -> _ArticlePieces:
        pieces = self._articles.get((host, article.id))
        if pieces is None or pieces.article is not article:
            pieces = self._cut(article, host)
            if len(self._articles) >= MAX_CACHED:
                self._articles.clear()
            self._articles[host, article.id] = pieces
        return pieces

    def _cut(self, article: Article, host: str) -> _ArticlePieces:
        others = self.archive.beside(article, RELATED)
        return _ArticlePieces(
            article=article,
            head=pack(article_head(article, host)),
            start=pack(article_start(article, others, host)),
            end=pack(article_end(article, others)),
        )

    def _top(self, edition: Edition) -> Segment:
        return self._share(("top", edition.code, self.rates), lambda: top(edition, self.rates))

    def _bottom(self, edition: Edition) -> Segment:
        return self._share(("bottom", edition.code), lambda: bottom(edition))

    def _columns(self, edition: Edition, generation: int, host: str) -> Segment:
        at = self._popular_at()
        key = ("columns", edition.code, generation, at, host)

        def reads(article: Article) -> int:
            return self._counters.readers(article, at - POPULAR_OVER, at)

        return self._share(
            key, lambda: columns(edition, self.archive.latest(edition.code), reads, host)
        )

    def _popular_at(self) -> datetime:
        """Return when the popular articles were counted last."""
        now = self._now()
        return now.replace(minute=now.minute - now.minute % 10, second=0, microsecond=0)

    def _share(self, key: tuple[object, ...], render: Callable[[], str]) -> Segment:
        segment = self._shared.get(key)
        if segment is None:
            if len(self._shared) >= MAX_SHARED:
                self._shared.clear()
            segment = self._shared[key] = pack(render())
        return segment

    def _listing(self, request: Request, host: str) -> Response | None:
        found = _PAGE.match(request.path if request.path.endswith("/") else f"{request.path}/")
        place = self._place(found["root"]) if found else None
        if found is None or place is None:
            return None
        view = self._view(found["root"], *place, page=int(found["page"] or 1), host=host)
        edition = view.edition
        generation = self.archive.generations[edition.code]
        key = (view.root, view.page)
        title = edition.section_name(view.section) if view.section else edition.labels.latest
        segments = (
            self._share(("head", edition.code, title), lambda: head(edition, title)),
            self._top(edition),
            self._share(
                ("listing", *key, self.page_size, generation, view.poll, host),
                lambda: listing_main(view),
            ),
            self._bottom(edition),
        )
        etag = f'W/"L{view.page}-{self.page_size}-{generation}-{view.poll}"'
        return self._page(request, segments, etag, key)

    def _view(
        self, root: str, edition: Edition, section: str | None, *, page: int, host: str
    ) -> ListingView:
        """Return one page of a listing; past the end it is the last one."""
        articles = self.archive.listing(edition.code, section)
        last_page = max(1, -(-len(articles) // self.page_size))
        page = min(max(1, page), last_page)
        poll = self._polls[root, page]
        if page > 1:
            self._polls[root, page] += 1
        return ListingView(
            edition=edition,
            section=section,
            root=root,
            page=page,
            last_page=last_page,
            articles=articles[(page - 1) * self.page_size : page * self.page_size],
            host=host,
            poll=poll % 4,
        )

    def _place(self, root: str) -> tuple[Edition, str | None] | None:
        for edition in self.archive.editions:
            if root == edition.root:
                return edition, None
            for section, _ in edition.sections:
                if edition.root == "/" and root == f"/{section}/":
                    return edition, section
        return None

    def _other(self, request: Request, host: str) -> Response:
        path = request.path
        if path == "/robots.txt":
            return text_response(200, self.robots)
        for edition in self.archive.editions:
            name = path.removeprefix(edition.root).rstrip("/")
            if path.startswith(edition.root) and name in DOORS:
                return self._door(request, edition, name, host)
            if path == channel_path(edition):
                return self._channel(request, edition, host)
        if path.startswith(("/thumbnails/", "/files/", "/img/")):
            return Response(headers=(("Content-Type", "image/gif"),), body=(PIXEL,))
        return text_response(404, "<h1>404</h1>\n", "text/html")

    def _door(self, request: Request, edition: Edition, name: str, host: str) -> Response:
        render, content_type = DOORS[name]
        generation = self.archive.generations[edition.code]
        key = (name, edition.code, generation, host)
        segment = self._share(key, lambda: render(self._behind(edition, host)))
        return self._page(request, (segment,), f'W/"F{generation}"', key[:2], content_type)

    def _channel(self, request: Request, edition: Edition, host: str) -> Response:
        before = request.query.removeprefix("before=")
        view = self._behind(edition, host, int(before) if before.isdecimal() else None)
        return text_response(200, channel(view), "text/html")

    def _behind(self, edition: Edition, host: str, before: int | None = None) -> DoorView:
        articles = self.archive.latest(edition.code)
        return DoorView(
            edition=edition, articles=articles, host=host, views=self._counters.show, before=before
        )

    def _page(
        self,
        request: Request,
        segments: Sequence[Segment],
        etag: str,
        key: object,
        content_type: str = HTML,
    ) -> Response:
        since = self._changed_at(key, etag)
        headers = (
            ("Content-Type", content_type),
            ("ETag", etag),
            ("Last-Modified", http_date(since)),
            ("Vary", "Accept-Encoding"),
        )
        if _is_unchanged(request, etag, since):
            return Response(status=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(
                headers=(*headers, ("Content-Encoding", "gzip")), body=gzipped(segments)
            )
        return Response(headers=headers, body=tuple(segment.plain for segment in segments))

    def _changed_at(self, key: object, etag: str) -> datetime:
        """Return when the page under `key` was first seen in this form."""
        held = self._since.get(key)
        if held is None or held[0] != etag:
            held = self._since[key] = (etag, self._now().replace(microsecond=0))
        return held[1]


def _withdrawn(article: Article) -> Response:
    if article.moved_to:
        return Response(status=article.withdrawn, headers=(("Location", article.moved_to),))
    return text_response(article.withdrawn, f"<h1>{article.withdrawn}</h1>\n", "text/html")


def _is_unchanged(request: Request, etag: str, since: datetime) -> bool:
    """Return whether a 304 is due; an entity tag outranks the date (RFC 9110 §13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return etag in tags or tags.strip() == "*"
    date = request.headers.get("if-modified-since")
    if date is None:
        return False
    try:
        return since <= parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return False
