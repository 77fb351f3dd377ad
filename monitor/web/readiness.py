"""Whether all is well, for programs that ask every few seconds: /healthz, /readyz and /metrics.

The first two are open to all and say a word; metrics are for whoever may read. None of them is a page.
"""

import platform
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import cast

from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor import __version__
from monitor.errors import MonitorError
from monitor.model.report import Latency, RunReport, Tally
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.desk import Desk, Vitals
from monitor.web.metrics import held, stated

# The daemon writes every 10 s that it is alive.
_LAST_SIGN = timedelta(minutes=1)
_LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Says how the program is."""

    desk: Desk

    def routes(self) -> list[Route]:
        """Return where they are."""
        return [
            Route("/healthz", self._healthz, methods=["GET"]),
            Route("/readyz", self._readyz, methods=["GET"]),
            Route("/metrics", self._metrics, methods=["GET"]),
        ]

    async def _healthz(self, _: Request) -> Response:
        # That the loop came here is the answer.
        return PlainTextResponse("alive\n")

    async def _readyz(self, _: Request) -> Response:
        against = await self._against()
        return PlainTextResponse(f"{against or 'ready'}\n", 503 if against else 200)

    async def _against(self) -> str:
        """Return in a word what is against the program being at work; "" if nothing is. docs/metrics.md has them."""
        vitals = self.desk.vitals()
        if self.desk.is_closing() or (vitals is not None and vitals.is_draining):
            return "draining"
        if vitals is not None and (against := _against(vitals)):
            return against
        try:
            runs = await self.desk.ask(lambda archive: archive.runs(1))
        except MonitorError:
            return "database"
        # An engine in this very process needs no row that says so.
        return "" if vitals is not None or is_alive(runs, self.desk.now()) else "daemon"

    async def _metrics(self, request: Request) -> Response:
        now = self.desk.now()
        try:
            tally, latency = await self.desk.ask(lambda archive: _asked(archive, now))
        except MonitorError:
            # What is counted here is known all the same.
            told = list(_living(self.desk.vitals()))
        else:
            politeness = self.desk.facts().politeness
            build = (__version__, platform.python_version())
            told = [
                *held(tally, latency, politeness, build, now),
                *_living(self.desk.vitals()),
            ]
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        text = encode(cast("Collector", _Told(told)))
        return Response(text, headers={"Content-Type": content_type})


def _against(vitals: Vitals) -> str:
    if vitals.trouble:
        return "trouble"
    if not vitals.is_at_work:
        return "stalled"
    return "starting" if vitals.is_starting else ""


def is_alive(runs: Iterable[RunReport], now: datetime) -> bool:
    """Say whether the newest of the daemon's lives goes on, by its last sign."""
    newest = next(iter(runs), None)
    return newest is not None and newest.ended_at is None and now - newest.alive_at <= _LAST_SIGN


@dataclass(frozen=True, slots=True)
class _Told:
    metrics: Iterable[Metric]

    def collect(self) -> Iterable[Metric]:
        """Return them (what an encoder asks of a registry)."""
        return self.metrics


def _asked(archive: Archive, now: datetime) -> tuple[Tally, list[Latency]]:
    return archive.tally(now), archive.latency(since=now - _LAST_HOUR)


def _living(vitals: Vitals | None) -> Iterator[Metric]:
    if vitals is None:
        return
    yield from stated(
        is_in_trouble=bool(vitals.trouble), jobs=vitals.jobs_by_crew, scouts=vitals.scouts
    )
    yield from vitals.meters.collect()
