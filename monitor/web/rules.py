"""The list of rules, with what each met of late. Owns the list, no single rule."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.model import Rule
from monitor.model.report import RuleDay
from monitor.noun import dataclass
from monitor.web.bars import Bars, bars_of
from monitor.web.desk import Desk
from monitor.web.frame import Frame

DAYS = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Hits:
    """What a rule met of late, day by day (UTC). `last` is the newest day with a hit, None without any."""

    total: int
    last: date | None
    days: tuple[tuple[date, int], ...]
    bars: Bars


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleLine:
    """A rule in the list. `query` is what it looks for, also where the configuration says it in lists."""

    rule: Rule
    query: str
    hits: Hits


@dataclass(frozen=True, slots=True)
class RulesPage:
    """Shows every configured rule."""

    desk: Desk
    frame: Frame

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/rules", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        facts, now = self.desk.facts(), self.desk.now()
        found = await self.desk.ask(lambda archive: archive.rule_days(since=first_day(now)))
        by_rule: dict[str, list[RuleDay]] = defaultdict(list)
        for day in found:
            by_rule[day.rule].append(day)
        lines = [
            RuleLine(rule=rule, query=compiled.query, hits=hits_of(by_rule[rule.id], now))
            for rule, compiled in zip(facts.rules, facts.compiled, strict=True)
        ]
        return self.frame.page(request, "rules", lines=lines, days=DAYS)


def first_day(now: datetime) -> datetime:
    """Return when the first of the days began that are shown, of which the last is today (UTC)."""
    return datetime.combine(now.date() - timedelta(days=DAYS - 1), time(), UTC)


def hits_of(found: list[RuleDay], now: datetime) -> Hits:
    """Return what a rule met, with the days on which it met nothing."""
    count_by_day: Mapping[date, int] = {day.day: day.articles for day in found}
    first = first_day(now).date()
    days = [first + timedelta(days=number) for number in range(DAYS)]
    counts = tuple((day, count_by_day.get(day, 0)) for day in days)
    return Hits(
        total=sum(count for _, count in counts),
        last=max(count_by_day, default=None),
        days=counts,
        bars=bars_of([(day.isoformat(), count) for day, count in counts]),
    )
