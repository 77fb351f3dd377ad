"""What can be asked of sources and of the work itself: health, hours, holes, hosts, runs, rates."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from monitor.core.canary import SOURCE as CANARY
from monitor.model import Reason, SourceHour
from monitor.model.report import (
    FailingPage,
    HealthReport,
    HoleReport,
    HostAttention,
    RateReport,
    RunReport,
    SourceReport,
)
from monitor.ports.archive import Archive
from monitor.web.api.kinds import Choice
from monitor.web.api.table import (
    LIMIT,
    SINCE,
    SOURCE,
    Asked,
    Call,
    Endpoint,
    asking,
    in_path,
    known,
    reading,
)

T = TypeVar("T")

_ID = in_path("id", "The source's id.")
# The newest day is held against the seven before it.
_HEALTH = timedelta(days=8)
_LATELY = timedelta(days=30)


def _source(archive: Archive, asked: Asked) -> SourceReport:
    id_ = asked["id"]
    return known(next((each for each in archive.sources() if each.id == id_), None), id_)


def _health(archive: Archive, since: datetime) -> list[HealthReport]:
    sources = archive.sources(counting=False)
    names = [each.id for each in sources if each.is_configured and each.id != CANARY]
    return [report for name in names if (report := archive.health(name, since))]


def _health_of(archive: Archive, id_: str, since: datetime) -> HealthReport:
    return known(archive.health(id_, since), id_)


def _lately(
    question: Callable[[Archive, str, datetime], T], span: timedelta
) -> Callable[[Call], Awaitable[T]]:
    """Return the answer to a question about a time, which ends now and begins `span` ago if nobody says when."""

    async def answers(call: Call) -> T:
        since = call.asked["since"] or call.desk.now() - span
        id_ = call.asked.get("id", "")
        return await call.desk.ask(lambda archive: question(archive, id_, since))

    return answers


async def _hosts(call: Call) -> list[HostAttention]:
    now = call.desk.now()
    return await call.desk.ask(lambda archive: archive.attention(now))


def _failing(archive: Archive, asked: Asked) -> list[FailingPage]:
    return archive.failing(asked["reason"], asked["source"], asked["limit"])


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="/v1/sources",
        name="listSources",
        about="Every source that ever was configured and how it fares, the present ones first.",
        answer=list[SourceReport],
        answers=reading(lambda archive, _: archive.sources()),
    ),
    Endpoint(
        method="GET",
        path="/v1/sources/{id}",
        name="getSource",
        about="One source and how it fares.",
        parameters=(_ID,),
        answer=SourceReport,
        answers=reading(_source),
    ),
    Endpoint(
        method="GET",
        path="/v1/sources/{id}/health",
        name="getHealth",
        about="Which fields the source's pages gave, by day and selector, since a moment, or within 8 days.",
        parameters=(_ID, SINCE),
        answer=HealthReport,
        answers=_lately(_health_of, _HEALTH),
    ),
    Endpoint(
        method="GET",
        path="/v1/sources/{id}/hours",
        name="listHours",
        about="How much of each hour is proven complete, since a moment, or within 30 days; oldest first.",
        parameters=(_ID, SINCE),
        answer=list[SourceHour],
        answers=_lately(lambda archive, id_, since: archive.hours(id_, since), _LATELY),
    ),
    Endpoint(
        method="GET",
        path="/v1/sources/{id}/holes",
        name="listHoles",
        about="Rounds that did not meet the one before, since a moment, or within 30 days; oldest first.",
        parameters=(_ID, SINCE),
        answer=list[HoleReport],
        answers=_lately(lambda archive, id_, since: archive.holes(id_, since), _LATELY),
    ),
    Endpoint(
        method="GET",
        path="/v1/health",
        name="listHealth",
        about="The health of every configured source, since a moment, or within 8 days.",
        parameters=(SINCE,),
        answer=list[HealthReport],
        answers=_lately(lambda archive, _, since: _health(archive, since), _HEALTH),
    ),
    Endpoint(
        method="GET",
        path="/v1/failing",
        name="listFailing",
        about="Pages whose last look brought nothing, the latest first.",
        parameters=(asking("reason", "Only for this reason.", Choice(of=Reason)), SOURCE, LIMIT),
        answer=list[FailingPage],
        answers=reading(_failing),
    ),
    Endpoint(
        method="GET",
        path="/v1/hosts",
        name="listHosts",
        about="What is asked of every host's budget, and how far behind it is.",
        answer=list[HostAttention],
        answers=_hosts,
    ),
    Endpoint(
        method="GET",
        path="/v1/rates",
        name="listRates",
        about="Exchange rates since a moment, or within 30 days, by source and currency, oldest first.",
        parameters=(SINCE,),
        answer=list[RateReport],
        answers=_lately(lambda archive, _, since: archive.rates(since), _LATELY),
    ),
    Endpoint(
        method="GET",
        path="/v1/runs",
        name="listRuns",
        about="The lives of the daemon, newest first.",
        parameters=(LIMIT,),
        answer=list[RunReport],
        answers=reading(lambda archive, asked: archive.runs(asked["limit"])),
    ),
)
