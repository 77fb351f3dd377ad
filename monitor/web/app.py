"""The pages, by their addresses, and what makes every response inert. Knows no database and no socket."""

from importlib.resources import files

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.web.ack import AckPage
from monitor.web.alert import AlertPage
from monitor.web.alerts import AlertsPage
from monitor.web.api import api_of
from monitor.web.article import ArticlePage
from monitor.web.articles import ArticlesPage
from monitor.web.deliveries import DeliveriesPage
from monitor.web.desk import Desk
from monitor.web.door import Door
from monitor.web.feeds import Feeds
from monitor.web.frame import Frame
from monitor.web.login import Login
from monitor.web.pictures import Pictures
from monitor.web.rates import RatesPage
from monitor.web.readiness import Readiness
from monitor.web.rehearsals import Rehearsals
from monitor.web.rule import RulePage
from monitor.web.rules import RulesPage
from monitor.web.source import SourcePage
from monitor.web.sources import SourcesPage
from monitor.web.stories import StoriesPages
from monitor.web.today import TodayPage
from monitor.web.tryout import TryPage

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # An address may hold the key of a link.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def app_of(desk: Desk) -> ASGIApp:
    """Return the application."""
    frame = Frame(desk)

    async def nothing_here(request: Request, _: Exception) -> Response:
        # Whoever has the link of an alert and no more is told of that, and led nowhere.
        is_link = request.url.path.startswith("/ack/")
        return frame.page(request, "bad_link" if is_link else "not_found", 404)

    pages = Starlette(routes=routes_of(desk, frame), exception_handlers={404: nothing_here})
    return sealed(Door(pages, desk))


def routes_of(desk: Desk, frame: Frame) -> list[BaseRoute]:
    """Return every route behind the door."""
    rehearsals = Rehearsals(desk)
    static = StaticFiles(directory=str(files("monitor.web").joinpath("static")))
    return [
        *TodayPage(desk, frame).routes(),
        *ArticlesPage(desk, frame).routes(),
        *ArticlePage(desk, frame).routes(),
        *Pictures(desk, frame).routes(),
        *StoriesPages(desk, frame).routes(),
        *RatesPage(desk, frame).routes(),
        *AlertsPage(desk, frame).routes(),
        *AlertPage(desk, frame).routes(),
        *RulesPage(desk, frame).routes(),
        # Before the page of a single rule, whose address it would be: no rule may have that id.
        *TryPage(desk, frame, rehearsals).routes(),
        *RulePage(desk, frame).routes(),
        *SourcesPage(desk, frame).routes(),
        *SourcePage(desk, frame).routes(),
        *DeliveriesPage(desk, frame).routes(),
        *AckPage(desk, frame).routes(),
        *Login(desk, frame).routes(),
        *Readiness(desk).routes(),
        *Feeds(desk).routes(),
        Mount("/api", api_of(desk, rehearsals)),
        Mount("/static", static),
    ]


def sealed(app: ASGIApp) -> ASGIApp:
    """Return `app` with the headers that keep a page inert on every response, whoever of the frameworks makes it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await app(scope, receive, with_headers)

    return wrapped
