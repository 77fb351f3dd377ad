"""The simulated news site, alive on a port. Owns its life, its script and its request log.

What can be done to its articles is in `Desk`, and over HTTP in `control`; it renders nothing itself.
"""

import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from monitor.demo.addresses import listed_path, short_url, spellings
from monitor.demo.article import Article
from monitor.demo.control import CONTROL_ROOT, Control
from monitor.demo.desk import Desk
from monitor.demo.doors import channel_path
from monitor.demo.edition import EDITIONS
from monitor.demo.faults import Fault
from monitor.demo.ledger import PATIENCE, Exchange, Ledger
from monitor.demo.messages import Request, Response
from monitor.demo.script import Script
from monitor.demo.server import Answer, Server
from monitor.demo.site import Site


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def _fair(_request: Request) -> Fault | None:
    return None


class Newsroom(Desk):
    """A desk and its news site on loopback: `async with Newsroom(articles=200, seed=1) as newsroom: …`.

    The same seed gives the same articles. `now` is the site's clock: it dates articles and makes view
    counters grow. Port 0 takes a free one.
    """

    def __init__(
        self,
        *,
        articles: int = 200,
        seed: int = 1,
        editions: Collection[str] = ("en", "ru", "ky"),
        host: str = "127.0.0.1",
        port: int = 0,
        page_size: int = 30,
        now: Callable[[], datetime] = now,
    ) -> None:
        super().__init__(articles=articles, seed=seed, editions=editions, now=now)
        self.site = Site(
            self._archive,
            counters=self._counters,
            churn=self._churn,
            page_size=page_size,
            now=now,
        )
        self.requests: Ledger[Exchange] = Ledger()
        # What a request meets that no script is for.
        self.weather: Callable[[Request], Fault | None] = _fair
        self._script = Script()
        self._control = Control(self, self._script, self.requests)
        self._host = host
        self._server = Server(self._respond, host=host, port=port)

    async def __aenter__(self) -> Self:
        await self._server.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._server.__aexit__(kind, error, trace)

    @property
    def address(self) -> str:
        """Return "127.0.0.1:PORT"."""
        return f"{self._host}:{self._server.port}"

    @property
    def url(self) -> str:
        """Return the site's address without a trailing slash."""
        return f"http://{self.address}"

    @property
    def most_in_flight(self) -> int:
        """Return how many requests were ever under way at once."""
        return self._server.most_in_flight

    @property
    def in_flight(self) -> int:
        """Return how many requests are under way now."""
        return self._server.in_flight

    @property
    def connections(self) -> int:
        """Return how many clients are connected now."""
        return len(self._server.connections)

    def listing(self, edition: str = "en") -> str:
        """Return the URL of an edition's listing."""
        return f"{self.url}{EDITIONS[edition].root}"

    def feed(self, edition: str = "en") -> str:
        """Return the URL of an edition's RSS feed."""
        return f"{self.listing(edition)}rss/"

    def door(self, name: str, edition: str = "en") -> str:
        """Return the URL of an edition's "atom", "feed.json", "sitemap.xml" or "sitemap_news.xml"."""
        return f"{self.listing(edition)}{name}"

    def channel(self, edition: str = "en") -> str:
        """Return the URL of an edition's channel, in the shape of a Telegram preview."""
        return f"{self.url}{channel_path(EDITIONS[edition])}"

    def article_url(self, article: Article) -> str:
        """Return the URL under which the listing's first page links the article."""
        return f"{self.url}{listed_path(article)}"

    def short_url(self, article: Article) -> str:
        """Return the URL without a slug that the article page shows for copying."""
        return short_url(article, self.address)

    def spellings(self, article: Article) -> tuple[str, ...]:
        """Return every way the site links the article, some relative; all lead to its page."""
        return spellings(article, self.address)

    def script(self, where: str | int, fault: Fault, times: int | None = None) -> None:
        """Meet the next `times` requests (None: all) for `where` with a fault; earlier scripts go first.

        `where` is a path without its query, a prefix ending in "*", or an article's id, whatever its spelling.
        """
        self._script.add(where, fault, times)

    def heal(self, where: str | int | None = None) -> None:
        """End the faults scripted for this `where`; None: all."""
        self._script.heal(where)

    def also_at(self, host: str) -> Server:
        """Return a server, to be entered, of the same site at another address of this machine, on a free port."""
        return Server(self._respond, host=host)

    async def wait_for(
        self, is_fulfilled: Callable[[], bool], within: timedelta = PATIENCE
    ) -> None:
        """Return once the condition holds, looking after every request. Raises `TimeoutError`."""
        await self.requests.wait_for(is_fulfilled, within)

    def _respond(self, request: Request) -> Answer:
        if request.path.startswith(CONTROL_ROOT):
            return self._control.respond(request, self.address)
        fault = self._script.next_fault(request.path) or self.weather(request)
        if fault is None:
            answer: Answer = self.site.respond(request, self.address)
        else:
            answer = self._misbehave(fault, request)
        status = answer.status if isinstance(answer, Response) else fault.status if fault else 0
        self.requests.append(
            Exchange(
                method=request.method,
                path=request.target,
                headers=dict(request.headers),
                at=time.monotonic(),
                wall=time.time(),
                status=status,
                in_flight=self._server.in_flight,
            )
        )
        return answer

    def _misbehave(self, fault: Fault, request: Request) -> Answer:
        plain = request.without("accept-encoding", "if-none-match", "if-modified-since")
        return fault.answer(request, lambda: self.site.respond(plain, self.address))
