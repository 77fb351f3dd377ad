"""The first page: what was told, what is rising, what is blind, and how fresh all of it is."""

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.model.report import AlertFilter, BlindReport, RisingLine
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web import spark
from monitor.web.desk import Desk
from monitor.web.frame import Frame
from monitor.web.told import Told, told_of

_SHOWN = 30
# What was told before today is shown where today has less than that.
_FEW = 5
_RISING = 10
_DAY = timedelta(hours=24)
# It gives a sign of life many times a minute.
_LIFELESS = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rising:
    """An article that is read now, and the points of its line (`spark`)."""

    rising: RisingLine
    points: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Today:
    """What the page says. There are `more` alerts of today than it shows.

    The daemon `is_lifeless` if it gave no sign of life of late; all `is_stale` if no listing was polled for a day.
    """

    told: list[Told]
    more: bool
    earlier: list[Told]
    rising: list[Rising]
    blind: BlindReport
    is_lifeless: bool
    is_stale: bool

    @property
    def sees_all(self) -> bool:
        """Say whether nothing is known to be hidden."""
        blind = self.blind
        is_hidden = blind.sources or blind.hosts or blind.sinks or blind.failing
        return not (is_hidden or blind.is_ended or self.is_lifeless or self.is_stale)


@dataclass(frozen=True, slots=True)
class TodayPage:
    """Shows the day at a glance."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        today = await self.desk.ask(self._today)
        return self.frame.page(request, "today", today=today, spark=spark)

    def _today(self, archive: Archive) -> Today:
        now, zone = self.desk.now(), self.desk.facts().zone
        midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        leaf = archive.alert_leaf(AlertFilter(since=midnight), limit=_SHOWN)
        earlier = []
        if len(leaf.items) < _FEW:
            earlier = list(archive.alert_leaf(AlertFilter(until=midnight), limit=_FEW).items)
        blind = archive.blind(now - _DAY)
        return Today(
            told=[told_of(alert, zone) for alert in leaf.items],
            more=bool(leaf.after),
            earlier=[told_of(alert, zone) for alert in earlier],
            rising=_rising(archive, now),
            blind=blind,
            is_lifeless=blind.alive_at is not None and now - blind.alive_at > _LIFELESS,
            is_stale=blind.polled_at is None or now - blind.polled_at > _DAY,
        )


def _rising(archive: Archive, now: datetime) -> list[Rising]:
    lines = archive.rising(_RISING, since=now - _DAY)
    read = archive.counters([each.line.id for each in lines], now - _DAY)
    return [Rising(rising=each, points=spark.points(read[each.line.id])) for each in lines]
