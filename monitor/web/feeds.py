"""What is told and what is found, for feed readers: RSS, Atom and JSON Feed; and the sources as OPML.

A reader shows its token as Basic's password or as the parameter `token` (`door.py`). No feed repeats it; the list of
feeds does, so that they can be read by it.
"""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.core.body.notice import notice_of
from monitor.core.feed import Entry, Feed, atom, json_feed, rss, tag
from monitor.core.opml import listed, opml
from monitor.core.snippet import snippet
from monitor.errors import StoreUnavailable
from monitor.model import AlertKind, Web
from monitor.model.report import AlertFilter, AlertReport, ArticleFilter, ArticleLine, ArticleReport
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web import validators
from monitor.web.desk import Desk
from monitor.web.frame import web_link

# Readers ask often enough that more are never missed.
_MOST = 50
_MOST_TEXT = 500
# As in the API: a longer search is nobody's.
_MOST_WORDS = 200
_FORMS: Mapping[str, tuple[str, Callable[[Feed], str]]] = {
    "rss": ("application/rss+xml", rss),
    "atom": ("application/atom+xml", atom),
    "json": ("application/feed+json", json_feed),
}
_SEARCH = ("text", "source", "rule", "language")


@dataclass(frozen=True, slots=True)
class Feeds:
    """Answers feed readers."""

    desk: Desk

    def routes(self) -> list[Route]:
        """Return where the feeds are."""
        feeds: dict[str, Callable[[Request], Awaitable[Feed | None]]] = {
            "/feeds/alerts": self._alerts,
            "/feeds/search": self._search,
            "/feeds/rules/{name}": self._rule,
            "/feeds/sources/{name}": self._source,
        }
        return [
            Route("/feeds/sources.opml", self._opml, methods=["GET"]),
            *(
                Route(f"{path}.{{form}}", self._in_form(of), methods=["GET"])
                for path, of in feeds.items()
            ),
        ]

    def _in_form(
        self, of: Callable[[Request], Awaitable[Feed | None]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            media, write = _FORMS.get(request.path_params["form"], ("", None))
            try:
                feed = None if write is None else await of(request)
            except StoreUnavailable:
                later = {"Retry-After": "60"}
                return PlainTextResponse("The archive cannot be read at the moment.", 503, later)
            if write is None or feed is None:
                return PlainTextResponse(f"There is no such feed. Forms: {', '.join(_FORMS)}.", 404)
            return validators.answer(
                request, write(feed), f"{media}; charset=utf-8", changed_at=feed.updated_at
            )

        return answer

    async def _alerts(self, request: Request) -> Feed:
        return await self._of_alerts(request, "Alerts", "/alerts", AlertFilter())

    async def _rule(self, request: Request) -> Feed | None:
        name = request.path_params["name"]
        if name not in {each.id for each in self.desk.facts().rules}:
            return None
        page = f"/rules/{quote(name)}"
        return await self._of_alerts(request, f"Alerts of {name}", page, AlertFilter(rule=name))

    async def _source(self, request: Request) -> Feed | None:
        name = request.path_params["name"]
        if name not in {each.id for each in self.desk.facts().sources}:
            return None
        page = f"/sources/{quote(name)}"
        return await self._of_articles(
            request, f"Articles of {name}", page, ArticleFilter(source=name)
        )

    async def _search(self, request: Request) -> Feed | None:
        given = {name: text for name, text in request.query_params.items() if name != "token"}
        query = search_query(given)
        if query is None:
            return None
        asked = {name: text for name in _SEARCH if (text := given.get(name))}
        title = ", ".join(asked.values()) or "everything"
        page = f"/articles{query}"
        which = ArticleFilter(
            text=asked.get("text"),
            source=asked.get("source"),
            rule=asked.get("rule"),
            language=asked.get("language"),
        )
        return await self._of_articles(request, f"Articles: {title}", page, which)

    async def _of_alerts(self, request: Request, title: str, page: str, which: AlertFilter) -> Feed:
        web = self.desk.facts().web
        leaf = await self.desk.ask(lambda archive: archive.alert_leaf(which, limit=_MOST))
        entries = tuple(_told(each, web) for each in leaf.items)
        return _feed(request, title, page, entries, web)

    async def _of_articles(
        self, request: Request, title: str, page: str, which: ArticleFilter
    ) -> Feed:
        web = self.desk.facts().web
        found = await self.desk.ask(lambda archive: _articles(archive, which))
        entries = tuple(_found(line, report, web) for line, report in found)
        return _feed(request, title, page, entries, web)

    async def _opml(self, request: Request) -> Response:
        facts = self.desk.facts()
        outlines = listed(facts.sources, facts.web, request.query_params.get("token", ""))
        return validators.answer(request, opml(outlines), "text/x-opml; charset=utf-8")


def search_query(given: Mapping[str, str]) -> str | None:
    """Return what follows the address of the feed of such a search ("" if it asks for all); None if there is none."""
    asked = {name: text for name in _SEARCH if (text := given.get(name))}
    if set(given) - set(_SEARCH) or any(len(text) > _MOST_WORDS for text in asked.values()):
        return None
    return f"?{urlencode(asked)}" if asked else ""


def _feed(request: Request, title: str, page: str, entries: tuple[Entry, ...], web: Web) -> Feed:
    asked = [(name, text) for name, text in request.query_params.multi_items() if name != "token"]
    path = quote(request.url.path) + (f"?{urlencode(asked)}" if asked else "")
    # The same news in another form is the same feed.
    name = path.replace(f".{request.path_params['form']}", "", 1)
    return Feed(
        id=tag(_host(web), name.removeprefix("/")),
        title=f"{title} · monitor",
        url=f"{web.url}{path}",
        page=f"{web.url}{page}",
        entries=entries,
    )


def _host(web: Web) -> str:
    return urlsplit(web.url).hostname or ""


def _told(alert: AlertReport, web: Web) -> Entry:
    """Return an alert as it was told: the article may say something else by now."""
    notice = notice_of(alert.payload)
    lines = ["".join(piece.text for piece in line) for line in notice.lines]
    return Entry(
        id=tag(_host(web), f"alert/{alert.id}"),
        title=notice.title if alert.kind is AlertKind.MATCHED else notice.headline,
        link=web_link(notice.url) or f"{web.url}/alerts/{quote(alert.id)}",
        text="\n".join([*lines, " · ".join(notice.facts)]),
        published_at=alert.created_at,
        updated_at=alert.created_at,
        tags=tuple(filter(None, (alert.rule, alert.source))),
    )


def _articles(
    archive: Archive, which: ArticleFilter
) -> list[tuple[ArticleLine, ArticleReport | None]]:
    lines = archive.article_leaf(which, limit=_MOST).items
    return [(line, archive.article(str(line.id))) for line in lines]


def _found(line: ArticleLine, report: ArticleReport | None, web: Web) -> Entry:
    newest = report.revisions[-1] if report and report.revisions else None
    return Entry(
        id=tag(_host(web), f"article/{line.name}"),
        title=line.title,
        link=web_link(line.url),
        text=snippet(newest.body, 0, 0, _MOST_TEXT).text if newest else "",
        published_at=line.published_at or line.first_seen_at,
        # Not what the page says: an old article that is found late is new to who reads the feed.
        updated_at=newest.seen_at if newest else line.first_seen_at,
        language=line.language,
        author=report.author if report else None,
        tags=tuple(filter(None, (line.source, report.section if report else None, *line.rules))),
    )
