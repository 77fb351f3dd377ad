"""The page on which a query is tried over the archive. Walks through nothing itself (`rehearsals.py`)."""

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.core.rehearsal import Rehearsal, Sample
from monitor.core.rules import CompiledRule, compile_rule
from monitor.errors import RuleError
from monitor.model import Rule
from monitor.noun import dataclass
from monitor.web.bars import Bars, bars_of
from monitor.web.desk import Desk
from monitor.web.frame import Frame
from monitor.web.marked import Part
from monitor.web.rehearsals import MOST_ARTICLES, Rehearsals, Rehearsed
from monitor.web.words_met import WordMet, places_of, words_met

_LONGEST_QUERY = 2_000
_SAMPLES = 10
PERIODS = (1, 7, 30, 90)
_USUAL_PERIOD = 7
# A rule of this name is nobody's: it cannot be typed as one.
_TRIED = "?"


@dataclass(frozen=True, kw_only=True, slots=True)
class BadQuery:
    """Why a query does not compile, and where: its `line` (from 1), the `column` in it (from 1), and a caret below."""

    message: str
    hint: str
    number: int
    column: int
    line: str
    caret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """An article that the query meets, with the places it was met at. `name` is what the archive knows it by."""

    sample: Sample
    places: tuple[tuple[str, tuple[Part, ...]], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What came of a try."""

    query: str
    rehearsed: Rehearsed
    found: tuple[Found, ...]
    days: Bars
    words: tuple[WordMet, ...]
    more: int


@dataclass(frozen=True, slots=True)
class TryPage:
    """Takes a query and shows what it would have told."""

    desk: Desk
    frame: Frame
    rehearsals: Rehearsals

    def routes(self) -> list[Route]:
        """Return where the page is."""
        return [Route("/rules/try", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        query = request.query_params.get("q", "").strip()[:_LONGEST_QUERY].replace("\r\n", "\n")
        days = _period(request.query_params.get("days", ""))
        tried, bad = None, None
        if query:
            try:
                compiled = compile_rule(Rule(id=_TRIED, query=query))
            except RuleError as error:
                bad = bad_query(error)
            else:
                tried = await self._try(compiled, days)
        return self.frame.page(
            request,
            "try",
            query=query,
            days=days,
            periods=PERIODS,
            longest=_LONGEST_QUERY,
            bad=bad,
            tried=tried,
        )

    async def _try(self, compiled: CompiledRule, days: int) -> Tried:
        now = self.desk.now()
        since = now - timedelta(days=days)
        rehearsed = await self.rehearsals.of(
            compiled, most=MOST_ARTICLES, samples=_SAMPLES, since=since
        )
        words, more = words_met(compiled.query)
        return Tried(
            query=compiled.query,
            rehearsed=rehearsed,
            found=tuple(map(_found, rehearsed.rehearsal.samples)),
            days=_days(rehearsed.rehearsal, rehearsed.reached or since, now),
            words=words,
            more=more,
        )


def bad_query(error: RuleError) -> BadQuery:
    """Return where in the lines of its query a fault is."""
    before = error.query[: error.column - 1]
    line = (error.query.split("\n") or [""])[before.count("\n")]
    column = len(before) - (before.rfind("\n") + 1)
    return BadQuery(
        # It names the column of the whole query.
        message=str(error).removeprefix(f"column {error.column}: "),
        hint=error.hint,
        number=before.count("\n") + 1,
        column=column + 1,
        line=line,
        caret=" " * column + "^",
    )


def _period(asked: str) -> int:
    days = int(asked) if asked.isascii() and asked.isdigit() else _USUAL_PERIOD
    return days if days in PERIODS else _USUAL_PERIOD


def _found(sample: Sample) -> Found:
    texts = {"title": sample.title, "body": sample.body}
    return Found(sample=sample, places=places_of(sample.hits, texts))


def _days(rehearsal: Rehearsal, since: datetime, now: datetime) -> Bars:
    """Return what was met on each of the days that were looked at."""
    first, last = (at.astimezone(rehearsal.zone).date() for at in (since, now))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return bars_of([(day.isoformat(), rehearsal.matches_by_day[day]) for day in days])
