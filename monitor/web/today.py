"""The first page: what was told, what is rising, what is blind."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.model.report import AlertReport, RisingLine, SourceReport
from monitor.ports import Archive
from monitor.web.desk import Desk
from monitor.web.frame import Frame

_SHOWN = 10
_RISING_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Today:
    """What the page says. `blind` are the sources that cannot be seen at the moment."""

    alerts: list[AlertReport]
    rising: list[RisingLine]
    blind: list[SourceReport]


@dataclass(frozen=True, slots=True)
class TodayPage:
    """Shows the day at a glance."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        return self.frame.page(request, "today", today=await self.desk.ask(self._today))

    def _today(self, archive: Archive) -> Today:
        since = self.desk.now() - _RISING_WITHIN
        return Today(
            alerts=archive.alerts(limit=_SHOWN),
            rising=archive.rising(_SHOWN, since=since),
            blind=[each for each in archive.sources() if each.is_configured and each.alarm],
        )
