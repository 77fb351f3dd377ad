"""A query tried over the archive before anybody is told of what it meets. Bounded in articles and in time."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.core.canary import SOURCE
from monitor.core.look import document_of, look_at_wording
from monitor.core.rehearsal import Rehearsal, Sample, Shown
from monitor.core.rules import CompiledRule, Rulebook, compile_rule
from monitor.core.rules.lint import Lint, lint
from monitor.errors import RuleError
from monitor.model import Rule
from monitor.model.report import ArticleFilter
from monitor.ports.archive import Archive
from monitor.web.bars import Bars, bars_of
from monitor.web.desk import Desk, Facts
from monitor.web.frame import Frame
from monitor.web.marked import Part
from monitor.web.words_met import WordMet, places_of, words_met

# What one try may take of a machine that watches meanwhile.
_MOST_ARTICLES = 3_000
_MOST_TIME = timedelta(seconds=2)
_BATCH = 200
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


@dataclass(kw_only=True, slots=True)
class Walk:
    """How far a try went back: to `reached`, and whether to the end of what was asked for."""

    reached: datetime | None = None
    is_whole: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What came of a try."""

    query: str
    rehearsal: Rehearsal
    walk: Walk
    found: tuple[Found, ...]
    days: Bars
    words: tuple[WordMet, ...]
    more: int
    lints: tuple[Lint, ...]


@dataclass(frozen=True, slots=True)
class TryPage:
    """Takes a query and shows what it would have told."""

    desk: Desk
    frame: Frame
    # One try at a time: each keeps a processor busy.
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

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
                async with self._turn:
                    tried = await self.desk.ask(lambda archive: self._try(archive, compiled, days))
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

    def _try(self, archive: Archive, compiled: CompiledRule, days: int) -> Tried:
        facts = self.desk.facts()
        rehearsal, walk = Rehearsal(zone=facts.zone, most_samples=_SAMPLES), Walk()
        since = self.desk.now() - timedelta(days=days)
        shown = self._walk(archive, facts, since, walk)
        rehearsal.show(Rulebook((compiled,)), Rulebook(facts.compiled), shown)
        words, more = words_met(compiled.query)
        return Tried(
            query=compiled.query,
            rehearsal=rehearsal,
            walk=walk,
            found=tuple(map(_found, rehearsal.samples)),
            days=_days(rehearsal, walk.reached or since, self.desk.now()),
            words=words,
            more=more,
            lints=tuple(each for each in lint((*facts.compiled, compiled)) if each.rule == _TRIED),
        )

    def _walk(self, archive: Archive, facts: Facts, since: datetime, walk: Walk) -> Iterator[Shown]:
        """Yield the articles since a time, the newest first, until the try has taken enough."""
        sites = {str(source.id): source.site for source in facts.sources}
        began, after, seen = self.desk.now(), "", 0
        which = ArticleFilter(since=since)
        while True:
            leaf = archive.article_leaf(which, after=after, limit=_BATCH)
            for line in leaf.items:
                now = self.desk.now()
                if seen >= _MOST_ARTICLES or now - began > _MOST_TIME:
                    return
                seen += 1
                walk.reached = line.published_at or line.first_seen_at
                wording = archive.wording(str(line.id))
                if wording is not None and line.source != SOURCE:
                    look = look_at_wording(wording)
                    yield wording, document_of(look, line.source, sites.get(line.source, ""), now)
            if not leaf.after:
                walk.is_whole = True
                return
            after = leaf.after


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
