"""Every way by which the program goes out, each asked for one URL once. Owns what is built for that; judges nothing."""

import ssl
from collections.abc import Awaitable, Callable
from datetime import timedelta

from benchmarks.torture.asked import AT, DELIVERY, page_at
from benchmarks.torture.border import Border
from benchmarks.torture.ssrf_cases import Case, Form
from monitor.deliver import AppriseSink, WebhookSink
from monitor.demo.messages import Request, Response
from monitor.demo.server import Server
from monitor.egress import Egress
from monitor.fetch import Fetcher
from monitor.fetch.direct import Direct
from monitor.model import (
    FetchLimits,
    Politeness,
    PolitenessRules,
    Round,
    Secret,
    SinkKind,
    SinkSettings,
    Target,
    TargetKind,
)
from monitor.relay import defect_of
from monitor.runtime.clock import SystemClock
from monitor.runtime.heartbeat import beat

# A loopback address that no case aims at, so that its look-ups can be told apart.
STAGE = "127.0.0.99"
THROUGH = "through"
_PATIENCE = timedelta(seconds=5)
_RUDE = Politeness(delay=timedelta(), robots=False)
_POLITE = Politeness(delay=timedelta(), robots=True)

Ask = Callable[[Case], Awaitable[str]]


class Ways:
    """The ways out of one process, over a server of our own that redirects to the case at hand."""

    def __init__(self, border: Border, allow: frozenset[str]) -> None:
        self._border = border
        self._server = Server(self._respond, host=STAGE)
        self._location = ""
        self._allow = allow
        self._clock = SystemClock()
        self._context = ssl.create_default_context()
        self.heard = 0

    async def __aenter__(self) -> "Ways":
        await self._server.__aenter__()
        here = f"{STAGE}:{self._server.port}"
        self._border.opened.add((STAGE, self._server.port))
        limits = FetchLimits(allow_addresses=self._allow | {here}, timeout=_PATIENCE)
        self._here = f"http://{here}"
        self._limits = limits
        self._egress = Egress(limits, self._clock, context=self._context)
        proxied = FetchLimits(
            allow_addresses=limits.allow_addresses, timeout=_PATIENCE, proxy=self._here
        )
        self._proxied = Egress(proxied, self._clock, context=self._context)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._egress.aclose()
        await self._proxied.aclose()
        await self._server.__aexit__(None, None, None)

    def all(self) -> dict[str, Ask]:
        """Return the ways by name. Each returns `THROUGH`, or why it did not come through."""
        return {
            "listing": lambda case: self._fetch(_RUDE, page_at(case.url)),
            "next page": lambda case: self._fetch(_RUDE, self._next_page(case.url)),
            "article": lambda case: self._fetch(_RUDE, page_at(case.url, TargetKind.ARTICLE)),
            "robots.txt": lambda case: self._fetch(_POLITE, page_at(case.url)),
            "redirect": self._redirected,
            "redirect of robots.txt": self._robots_redirected,
            "webhook": self._webhook,
            "heartbeat": self._heartbeat,
            "proxy": self._over_proxy,
            "apprise": lambda case: self._apprise("json" + case.url.removeprefix("http")),
            "apprise mail": self._mail,
        }

    def _respond(self, request: Request) -> Response:
        self.heard += 1
        if self._location and request.path in ("/go", "/robots.txt"):
            return Response(status=302, headers=(("Location", self._location),))
        return Response(status=404)

    async def _fetch(self, politeness: Politeness, target: Target) -> str:
        rules = PolitenessRules(default=politeness)
        fetcher = Fetcher(
            self._egress,
            Direct(self._egress, self._clock.now),
            limits=self._limits,
            politeness=rules,
            clock=self._clock,
        )
        return _why(await fetcher.get(target))

    async def _redirected(self, case: Case) -> str:
        self._location = _printable(case.url)
        return await self._fetch(_RUDE, page_at(f"{self._here}/go"))

    async def _robots_redirected(self, case: Case) -> str:
        self._location = _printable(case.url)
        return await self._fetch(_POLITE, page_at(f"{self._here}/page"))

    async def _webhook(self, case: Case) -> str:
        settings = SinkSettings(id="desk", kind=SinkKind.WEBHOOK, url=case.url, timeout=_PATIENCE)
        sink = WebhookSink(settings, egress=self._egress, agent="torture", clock=self._clock)
        return _why(await sink.send(DELIVERY))

    async def _heartbeat(self, case: Case) -> str:
        return (await beat(self._egress, case.url, "torture")).partition(":")[0] or THROUGH

    async def _over_proxy(self, case: Case) -> str:
        before = self.heard
        settings = SinkSettings(id="desk", kind=SinkKind.WEBHOOK, url=case.url, timeout=_PATIENCE)
        sink = WebhookSink(settings, egress=self._proxied, agent="torture", clock=self._clock)
        why = _why(await sink.send(DELIVERY))
        return THROUGH if self.heard > before else why

    async def _apprise(self, url: str) -> str:
        if defect_of(url):
            return "bad_url"
        settings = SinkSettings(
            id="desk", kind=SinkKind.APPRISE, apprise_urls=(Secret(url),), timeout=_PATIENCE
        )
        sink = AppriseSink(settings, permits=self._egress.permits, clock=self._clock)
        return _why(await sink.send(DELIVERY))

    async def _mail(self, case: Case) -> str:
        more = f"smtp={case.host.strip('[]')}&from=a@open.test&to=b@open.test&rto=5&cto=5"
        return await self._apprise(f"mailto://u:p@{case.host}:2525/?{more}")

    def _next_page(self, url: str) -> Target:
        return page_at(f"{self._here}/", TargetKind.LISTING, Round(began_at=AT, page=2, url=url))


def goes_this_way(way: str, form: Form) -> bool:
    """Say whether the case means something there: what a name leads to is a proxy's to judge, mail wants a host."""
    if way == "proxy":
        return form in (Form.LITERAL, Form.SPELLING)
    return way != "apprise mail" or form is not Form.TRICK


def _why(outcome: object) -> str:
    return str(getattr(outcome, "reason", THROUGH))


def _printable(url: str) -> str:
    """Return the URL as a header can carry it; a header that is broken in two is refused elsewhere."""
    return url.replace("\r\n", "%0d%0a").encode().decode("latin-1")
