"""Queries held against the archive before anybody is told of what they meet: one walk, for the page and the API.

Bounded in articles and in time. It arms nothing and shows nothing itself.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

from monitor.core.look import document_of, look_at_wording
from monitor.core.rehearsal import Rehearsal, Shown
from monitor.core.rules import CompiledRule, Rulebook
from monitor.core.rules.lint import Lint, lint_among, neighbours
from monitor.model.report import ArticleFilter
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.desk import Desk, Facts
from monitor.web.of_rules import OfRules

# What one may take of a machine that watches meanwhile.
MOST_ARTICLES = 3_000
_MOST_TIME = timedelta(seconds=2)
_BATCH = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsed:
    """What a query met among the newest articles, back to `reached`; None if there was none.

    It `is_whole` if the walk came to the end of what was asked for. `lints` are beside the rules in force.
    """

    rehearsal: Rehearsal
    reached: datetime | None
    is_whole: bool
    lints: tuple[Lint, ...]


@dataclass(kw_only=True, slots=True)
class _Walk:
    """How far a walk went back."""

    reached: datetime | None = None
    is_whole: bool = False


class Rehearsals:
    """Holds queries against the archive, one at a time: each keeps a processor busy."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = asyncio.Semaphore(1)
        self._among, self._others = OfRules(neighbours), OfRules(Rulebook)

    async def of(
        self, rule: CompiledRule, *, most: int, samples: int, since: datetime | None = None
    ) -> Rehearsed:
        """Return what a rule meets of the `most` newest articles since a time, with so many samples."""
        async with self._turn:
            return await self._desk.ask(
                lambda archive: self._rehearsed(archive, rule, most, samples, since)
            )

    def _rehearsed(
        self, archive: Archive, rule: CompiledRule, most: int, samples: int, since: datetime | None
    ) -> Rehearsed:
        facts, walk = self._desk.facts(), _Walk()
        rehearsal = Rehearsal(zone=facts.zone, most_samples=samples)
        shown = self._walked(archive, facts, most, since, walk)
        rehearsal.show(Rulebook((rule,)), self._others.of(facts.compiled), shown)
        return Rehearsed(
            rehearsal=rehearsal,
            reached=walk.reached,
            is_whole=walk.is_whole,
            lints=lint_among(rule, self._among.of(facts.compiled)),
        )

    def _walked(
        self, archive: Archive, facts: Facts, most: int, since: datetime | None, walk: _Walk
    ) -> Iterator[Shown]:
        """Yield articles, the newest first, until it has taken enough."""
        sites = {str(source.id): source.site for source in facts.sources}
        began, after, seen = self._desk.now(), "", 0
        which = ArticleFilter(since=since)
        while True:
            leaf = archive.article_leaf(which, after=after, limit=_BATCH)
            for line in leaf.items:
                now = self._desk.now()
                if seen >= most or now - began > _MOST_TIME:
                    return
                seen += 1
                walk.reached = line.published_at or line.first_seen_at
                wording = archive.wording(str(line.id))
                if wording is not None:
                    look = look_at_wording(wording)
                    yield wording, document_of(look, line.source, sites.get(line.source, ""), now)
            if not leaf.after:
                walk.is_whole = True
                return
            after = leaf.after
