"""The list of alerts: what was told, by rule, source, kind, sink, state and day. Owns the list, no single alert."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.model import AlertKind, DeliveryState
from monitor.model.report import AlertFilter
from monitor.noun import dataclass
from monitor.web.desk import Desk, Facts
from monitor.web.filters import day_after, day_of, one_of, text_of, yes_or_no
from monitor.web.frame import Frame
from monitor.web.standing import standing_of


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """Shows alerts, newest first."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/alerts", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        facts, query = self.desk.facts(), request.query_params
        which = _asked(query, facts)
        after = query.get("after", "")
        leaf = await self.desk.ask(lambda archive: archive.alert_leaf(which, after=after))
        return self.frame.page(
            request,
            "alerts",
            alerts=[standing_of(alert, facts.zone) for alert in leaf.items],
            leaf=leaf,
            query=query,
            rules=[rule.id for rule in facts.rules],
            sources=[source.id for source in facts.sources],
            sinks=[sink.id for sink in facts.sinks],
            kinds=[kind.value for kind in AlertKind if kind is not AlertKind.TEST],
            states=[state.value for state in DeliveryState],
            is_filtered=which != AlertFilter(),
        )


def _asked(query: Mapping[str, str], facts: Facts) -> AlertFilter:
    return AlertFilter(
        rule=text_of(query, "rule"),
        source=text_of(query, "source"),
        kind=one_of(AlertKind, query, "kind"),
        sink=text_of(query, "sink"),
        state=one_of(DeliveryState, query, "state"),
        since=day_of(query, "since", facts.zone),
        until=day_after(query, "until", facts.zone),
        is_acknowledged=yes_or_no(query, "noted"),
    )
