"""One source: how it fares, what its pages lack, how politely it is asked, when it posts, and what was proven."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.core.attention import Staleness, worst_staleness
from monitor.core.attention.price import unit_wait
from monitor.core.canary import SOURCE
from monitor.core.daily import Allowance, allowance
from monitor.core.health.course import Course, Filled, courses, filled
from monitor.core.silence.coverage import coverage_of
from monitor.model import Demand, Politeness, Rhythm
from monitor.model.report import (
    ArticleFilter,
    ArticleLine,
    FailingPage,
    HealthReport,
    HostQueue,
    SourceReport,
)
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.desk import Desk, Facts
from monitor.web.frame import Frame
from monitor.web.source_hours import MARKS, Heat, Hours, heat_of, hours_of
from monitor.web.sources import found_lately, state_of

# The newest day is held against the seven before it.
_HEALTH = timedelta(days=8)
_DAYS = 7
REST = {
    Allowance.NOBODY: "used up: nothing is asked before the day is over (UTC)",
    Allowance.LISTINGS: "only listings are asked for until the day is over (UTC)",
    Allowance.NEWS: "no article is read again before the day is over (UTC)",
    Allowance.ALL: "",
}
_SHOWN = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Manners:
    """How a host is asked, and what follows from that. `expected` are requests an hour.

    `rest` is a phrase for what the budgets of the day leave, "" where they hold nothing back.
    """

    host: str
    politeness: Politeness
    queue: HostQueue | None
    expected: float
    rest: str
    waits: Staleness | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """All that is shown of a source."""

    report: SourceReport
    state: str
    health: HealthReport | None
    fields: Sequence[Course]
    filled: Sequence[Filled]
    failing: Sequence[FailingPage]
    manners: Manners
    heat: Heat | None
    hours: Hours
    found: int
    articles: Sequence[ArticleLine]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Shows one source, also one that is configured no more."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/sources/{source}", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        facts, now = self.desk.facts(), self.desk.now()
        name = request.path_params["source"]
        known = await self.desk.ask(lambda archive: _known(archive, facts, name, now))
        if known is None:
            raise HTTPException(404)
        return self.frame.page(request, "source", known=known, marks=MARKS)


def _known(archive: Archive, facts: Facts, name: str, now: datetime) -> Known | None:
    report = next((each for each in archive.sources(counting=False) if each.id == name), None)
    if report is None or name == SOURCE:
        return None
    health = archive.health(name, now - _HEALTH)
    breakage = health.breakage if health else None
    rhythm = archive.rhythm(name)
    since = _days_ago(now, _DAYS - 1, facts)
    coverage = coverage_of(
        name,
        report.seeded_at,
        archive.hours(name, since),
        archive.holes(name, since),
        (since, now),
    )
    return Known(
        report=report,
        state=state_of(report, breakage),
        health=health,
        fields=courses(health.days, breakage) if health else (),
        filled=filled(health.days) if health else (),
        failing=archive.failing(source=name, limit=_SHOWN),
        manners=_manners(archive, facts, report, rhythm, now),
        heat=heat_of(rhythm),
        hours=hours_of(coverage, now, facts.zone),
        found=found_lately(archive, name, now),
        articles=archive.article_leaf(ArticleFilter(source=name), limit=_SHOWN).items,
    )


def _manners(
    archive: Archive, facts: Facts, report: SourceReport, rhythm: Rhythm, now: datetime
) -> Manners:
    host = urlsplit(report.listing).hostname or ""
    politeness, queue = facts.politeness.of(host), archive.host_queue(host, now)
    demand = Demand(worth=queue.worth, firm=queue.firm) if queue else Demand()
    free = demand.worth / unit_wait(politeness.budget, demand) if demand.worth > 0 else 0.0
    source = next((each for each in facts.sources if each.id == report.id), None)
    return Manners(
        host=host,
        politeness=politeness,
        queue=queue,
        expected=demand.firm + free,
        rest=REST[allowance(politeness, queue.requests_today, queue.bytes_today)] if queue else "",
        waits=worst_staleness(source, rhythm, budget=politeness.budget, host=demand)
        if source
        else None,
    )


def _days_ago(now: datetime, days: int, facts: Facts) -> datetime:
    """Return the local midnight that began the day so many days before today."""
    day = now.astimezone(facts.zone).date() - timedelta(days=days)
    return datetime.combine(day, time(), facts.zone)
