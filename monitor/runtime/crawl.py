"""One shot: poll the chosen sources now, follow what they name, tell what matches, and sum up."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, field
from enum import IntEnum
from typing import TextIO

from monitor.config import Config
from monitor.fetch import Vanguard
from monitor.model import DeliveryState, Settlement, SourceId, TargetKind
from monitor.noun import dataclass
from monitor.pipeline import Checked
from monitor.ports import Clock
from monitor.runtime.engine import Engine, open_engine
from monitor.runtime.listeners import Listeners, Scope
from monitor.runtime.loading import collect_seldom
from monitor.runtime.reporting import report_attempt, report_check


class Verdict(IntEnum):
    """What a crawl as a whole came to; the value is the exit code."""

    GOOD = 0
    PARTIAL = 4  # some sources failed
    NOTHING = 5  # every source failed


@dataclass(kw_only=True, slots=True)
class SourceTally:
    """What a crawl found at one source. A source is good if its listing came and any of its pages were readable."""

    listings: int = 0
    articles: int = 0  # stored for the first time
    pages: int = 0  # article pages read
    unmodified: int = 0  # article pages that had not changed
    failed_pages: int = 0
    revisions: int = 0
    matches: int = 0
    alerts: int = 0
    holes: int = 0
    reason: str | None = None  # why its listing failed
    reasons: Counter[str] = field(default_factory=Counter)  # why its pages failed

    @property
    def is_good(self) -> bool:
        """Say whether the source did its work."""
        pages_are_good = not self.failed_pages or self.pages + self.unmodified > 0
        return self.reason is None and self.listings > 0 and pages_are_good


@dataclass(kw_only=True, slots=True)
class Tally:
    """What a crawl came to, by source, and what became of the deliveries."""

    by_source: dict[str, SourceTally]
    sent: int = 0
    deferred: int = 0
    dead: int = 0

    @property
    def verdict(self) -> Verdict:
        """Say what the crawl as a whole came to."""
        good = sum(tally.is_good for tally in self.by_source.values())
        if good == len(self.by_source):
            return Verdict.GOOD
        return Verdict.PARTIAL if good else Verdict.NOTHING

    def count_check(self, checked: Checked) -> None:
        """Add one check."""
        plan, committed = checked.plan, checked.committed
        tally = self.by_source[plan.target.source]
        tally.articles += committed.articles
        tally.revisions += committed.revisions
        tally.matches += committed.matches
        tally.alerts += committed.alerts
        if plan.target.kind is TargetKind.LISTING:
            tally.listings += plan.next.reason is None
            tally.reason = plan.next.reason
            tally.holes += bool(plan.source and plan.source.hole)
        elif plan.next.reason is not None:
            tally.failed_pages += 1
            tally.reasons[plan.next.reason] += 1
        elif plan.next.status == 304:
            tally.unmodified += 1
        else:
            tally.pages += 1

    def count_attempt(self, settlement: Settlement) -> None:
        """Add one attempt at a delivery."""
        self.sent += settlement.state is DeliveryState.SENT
        self.deferred += settlement.state is DeliveryState.PENDING
        self.dead += settlement.state is DeliveryState.DEAD

    def facts(self) -> dict[str, object]:
        """Return the tally as plain values for JSON."""
        facts = asdict(self)
        for source, tally in self.by_source.items():
            # `asdict` makes a Counter that counts pairs out of one that counts reasons.
            facts["by_source"][source]["reasons"] = dict(tally.reasons)
            facts["by_source"][source]["good"] = tally.is_good
        return {"type": "crawl.finished", "verdict": self.verdict.name.lower(), **facts}


async def crawl(
    config: Config,
    sources: frozenset[SourceId],
    *,
    pages: int,
    clock: Clock,
    console: TextIO,
    progress: Callable[[Tally], None],
    vanguard: Vanguard | None = None,
) -> Tally:
    """Poll `sources` now, for at least `pages` listing pages each, and work off all that was due or found.

    What fails is left for its own next time, which no crawl waits for. `progress` hears of every step; `vanguard`
    is the first scout.
    Raises `StoreUnavailable` if the database cannot be used.
    """
    tally = Tally(by_source={source: SourceTally() for source in sorted(sources)})

    def checked(check: Checked) -> None:
        report_check(check)
        tally.count_check(check)
        progress(tally)

    def settled(settlement: Settlement) -> None:
        report_attempt(settlement)
        tally.count_attempt(settlement)
        progress(tally)

    now = clock.now()
    engine = await open_engine(
        config,
        clock=clock,
        console=console,
        listeners=Listeners(on_checked=checked, on_settled=settled),
        scope=Scope(due_by=now, sources=sources),
        vanguard=vanguard,
    )
    collect_seldom()
    try:
        await engine.store.wish(sources, now, pages)
        await _work(engine)
    finally:
        await engine.close()
    return tally


async def _work(engine: Engine) -> None:
    """Check until nothing is left to check, telling meanwhile; then tell until nothing is left to tell."""
    async with asyncio.TaskGroup() as crews:
        crews.create_task(engine.deliveries.work())
        engine.checks.finish()
        await engine.checks.work()
        engine.deliveries.finish()
