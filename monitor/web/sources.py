"""The list of sources, each with how it fares. Owns the list and the word for how a source fares."""

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.core.canary import SOURCE
from monitor.model import Breakage
from monitor.model.report import SourceReport
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.desk import Desk
from monitor.web.frame import Frame

_LATELY = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceLine:
    """A source in the list; `state` is a word, `found` how many articles it brought in a day."""

    report: SourceReport
    state: str
    found: int


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Shows every source that ever was configured."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/sources", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        now = self.desk.now()
        lines = await self.desk.ask(lambda archive: _lines(archive, now))
        return self.frame.page(
            request,
            "sources",
            lines=[line for line in lines if line.report.is_configured],
            gone=[line for line in lines if not line.report.is_configured],
        )


def _lines(archive: Archive, now: datetime) -> list[SourceLine]:
    lines = []
    for report in archive.sources(counting=False):
        if report.id == SOURCE:
            continue
        # Of the days only this one: a line tells no more than whether something is broken.
        health = archive.health(report.id, now) if report.is_configured else None
        breakage = health.breakage if health else None
        lines.append(
            SourceLine(
                report=report,
                state=state_of(report, breakage),
                found=found_lately(archive, report.id, now),
            )
        )
    return lines


def found_lately(archive: Archive, source: str, now: datetime) -> int:
    """Return how many articles a source brought in the last day. (Counting all it ever brought takes long.)"""
    return sum(hour.found for hour in archive.hours(source, now - _LATELY))


def state_of(report: SourceReport, breakage: Breakage | None) -> str:
    """Return how a source fares, the worst of what can be said of it."""
    if not report.is_configured:
        return "gone"
    if report.alarm is not None:
        return report.alarm.kind.value
    if report.failures or report.opened_at:
        return "failing"
    if breakage is not None:
        return "broken"
    return "good" if report.seeded_at else "unseeded"
