"""The page of exchange rates: a curve a currency, where it stands, and every change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.model.report import RateReport
from monitor.noun import dataclass
from monitor.web.desk import Desk
from monitor.web.frame import Frame

PERIODS = (7, 30, 90, 365)
_DEFAULT = 30
# What readers look for first.
_FIRST = ("USD", "EUR", "RUB")
_CHANGES_SHOWN = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A rate as a source shows it now, and by how much it changed since `since`, of which it was `before`."""

    source: str
    value: float
    seen_at: datetime
    before: float
    since: datetime

    @property
    def change(self) -> float:
        """Return the change in per cent."""
        return 100 * (self.value - self.before) / self.before if self.before else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Currency:
    """A currency: where each source has it, and the newest changes, the newest first."""

    name: str
    standings: list[Standing]
    changes: list[RateReport]


@dataclass(frozen=True, slots=True)
class RatesPage:
    """Shows exchange rates."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/rates", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        days = days_of(request)
        since = self.desk.now() - timedelta(days=days)
        rates = await self.desk.ask(lambda archive: archive.rates(since))
        return self.frame.page(
            request,
            "rates",
            currencies=_currencies(rates, since),
            days=days,
            periods=PERIODS,
            can_draw=self.desk.facts().can_draw,
        )


def days_of(request: Request) -> int:
    """Return how many days a reader wants to look back."""
    wanted = request.query_params.get("days", "")
    return int(wanted) if wanted in map(str, PERIODS) else _DEFAULT


def _currencies(rates: Sequence[RateReport], since: datetime) -> list[Currency]:
    names = {rate.currency for rate in rates}
    order = sorted(names, key=lambda name: (name not in _FIRST, _place(name), name))
    return [_currency(name, [r for r in rates if r.currency == name], since) for name in order]


def _place(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _currency(name: str, rates: Sequence[RateReport], since: datetime) -> Currency:
    standings = []
    for source, shown in groupby(rates, key=lambda rate: rate.source):
        steps = list(shown)
        first, last = steps[0], steps[-1]
        standings.append(
            Standing(
                source=source,
                value=last.value,
                seen_at=last.seen_at,
                before=first.value,
                since=max(first.seen_at, since),
            )
        )
    newest = sorted(rates, key=lambda rate: rate.seen_at, reverse=True)
    return Currency(name=name, standings=standings, changes=newest[:_CHANGES_SHOWN])
