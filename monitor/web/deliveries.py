"""What is on its way to whom, what was given up, and how it is sent again: asked first, then done."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.model import DeliveryState, Replay
from monitor.model.report import DeliveryFilter, DeliveryReport, Latency, Leaf, SinkReport
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.desk import Desk
from monitor.web.filters import one_of, text_of
from monitor.web.forms import shown_form
from monitor.web.frame import Frame
from monitor.web.life import WHY

# Latency is told of so long.
LATELY = timedelta(hours=24)
DONE = {"replayed": "They are on their way again."}


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispatched:
    """What the list shows. The first leaf alone has the `sinks` and their `latency`."""

    leaf: Leaf[DeliveryReport]
    sinks: list[SinkReport]
    latency: list[Latency]


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """Shows sinks and deliveries, and takes the wish to send some again."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the pages are."""
        return [
            Route("/deliveries", self._show, methods=["GET"]),
            Route("/deliveries/replay", self._ask, methods=["GET"]),
            Route("/deliveries/replay", self._replay, methods=["POST"]),
        ]

    async def _show(self, request: Request) -> Response:
        query, now = request.query_params, self.desk.now()
        which = DeliveryFilter(
            state=one_of(DeliveryState, query, "state"),
            sink=text_of(query, "sink"),
            rule=text_of(query, "rule"),
        )
        after = query.get("after", "")
        shown = await self.desk.ask(lambda archive: _dispatched(archive, which, after, now))
        return self.frame.page(
            request,
            "deliveries",
            shown=shown,
            query=query,
            states=[state.value for state in DeliveryState],
            sinks=[sink.id for sink in self.desk.facts().sinks],
            rules=[rule.id for rule in self.desk.facts().rules],
            is_filtered=which != DeliveryFilter(),
            why=WHY,
            done=DONE.get(query.get("done", ""), ""),
        )

    async def _ask(self, request: Request) -> Response:
        which = _wished(request.query_params)
        if which is None:
            return RedirectResponse("/deliveries", 303)
        return await self._page(request, which)

    async def _replay(self, request: Request) -> Response:
        form = await shown_form(request, self.desk.facts().web)
        if form is None:
            return PlainTextResponse("This form did not come from a page of this server.", 403)
        which = _wished(form)
        if which is None:
            return RedirectResponse("/deliveries", 303)
        if trouble := (await self.desk.grant(which)).trouble:
            return await self._page(request, which, trouble, 409)
        return RedirectResponse("/deliveries?done=replayed", 303)

    async def _page(
        self, request: Request, which: Replay, trouble: str = "", status: int = 200
    ) -> Response:
        count = await self.desk.ask(lambda archive: archive.replayed(which))
        return self.frame.page(request, "replay", status, which=which, count=count, trouble=trouble)


def _dispatched(archive: Archive, which: DeliveryFilter, after: str, now: datetime) -> Dispatched:
    is_first = not after
    return Dispatched(
        leaf=archive.delivery_leaf(which, after=after),
        sinks=archive.sinks() if is_first else [],
        latency=archive.latency(since=now - LATELY) if is_first else [],
    )


def _wished(asked: Mapping[str, str]) -> Replay | None:
    """Return which deliveries are to be sent again; None where that would be all of every sink."""
    alert, sink = text_of(asked, "alert"), text_of(asked, "sink")
    state = one_of(DeliveryState, asked, "state") or DeliveryState.DEAD
    if state is DeliveryState.PENDING or (alert is None and sink is None):
        return None
    return Replay(state=state, alert=alert, sink=sink)
