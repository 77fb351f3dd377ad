"""Pages that end their reader, among pages that do not: what becomes of the others?

The scouts are real, but for a reading that crashes, exits or is killed over a page that says so. Bad pages and good
ones are asked for at once, in an order by chance.
"""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from benchmarks.torture import poisoned_scout
from benchmarks.torture.markup import serving
from benchmarks.torture.tally import Size, Tally
from monitor.config import load_site, shipped_folder
from monitor.egress import Egress
from monitor.fetch import Fetcher, Scouts
from monitor.model import (
    ArticleReading,
    Failed,
    Fetched,
    FetchLimits,
    FetchOutcome,
    Politeness,
    PolitenessRules,
    Reason,
    SourceId,
    Target,
    TargetKind,
)
from monitor.runtime.clock import SystemClock

SCOUT = (sys.executable, "-P", poisoned_scout.__file__)
CRASHES = {Size.SHORT: 6, Size.FULL: 1_000}
# So many good pages come with each bad one, and so many pages are asked for at once.
GOOD = 10
AT_ONCE = 4
COUNT = 2
ENDS = ("crash", "abort", "exit", "killed")
SITE = load_site(shipped_folder() / "24.kg.toml")
TITLE = "A good page"
_BODY = f'<h1 class="newsTitle">{TITLE}</h1><div class="cont" itemprop="articleBody"><p>x</p></div>'


def torture(size: Size) -> Tally:
    """Return what became of the bad pages and of the good ones."""
    came = asyncio.run(_ask_all(CRASHES[size]))
    reasons = Counter((name if name == "good" else "bad", _said(outcome)) for name, outcome in came)
    return Tally(
        name="scouts",
        counts={
            **{f"{name} pages: {what}": count for (name, what), count in sorted(reasons.items())},
        },
        broken=judged(came),
    )


def judged(came: list[tuple[str, FetchOutcome]]) -> tuple[str, ...]:
    """Return a sentence for each good page that was called bad, and each bad one that was read."""
    sentences = []
    for name, outcome in came:
        said = _said(outcome)
        if name == "good" and said not in {"read", Reason.INTERRUPTED}:
            sentences.append(f"a good page is called {said}")
        if name != "good" and said not in {Reason.CRASHED, Reason.INTERRUPTED}:
            sentences.append(f"a page that ends its reader ({name}) is called {said}")
    return tuple(sentences)


def _said(outcome: FetchOutcome) -> str:
    if isinstance(outcome, Failed):
        return outcome.reason
    if not isinstance(outcome, Fetched) or not isinstance(outcome.reading, ArticleReading):
        return type(outcome).__name__
    return "read" if outcome.reading.extraction.title == TITLE else "misread"


async def _ask_all(crashes: int) -> list[tuple[str, FetchOutcome]]:
    pages = {"good": _BODY.encode(), **{end: f"<!-- {end} -->".encode() for end in ENDS}}
    names = list(pages)
    wanted = [ENDS[number % len(ENDS)] for number in range(crashes)] + ["good"] * crashes * GOOD
    random.Random(1).shuffle(wanted)
    async with serving(pages) as address, _fetching(address) as fetcher:
        waiting = iter(wanted)
        came: list[tuple[str, FetchOutcome]] = []

        async def ask() -> None:
            for name in waiting:
                url = f"http://{address}/{names.index(name)}"
                came.append((name, await fetcher.get(_target(url), SITE)))

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
        return came


@asynccontextmanager
async def _fetching(address: str) -> AsyncIterator[Fetcher]:
    clock = SystemClock()
    limits = FetchLimits(allow_addresses=frozenset({address}), scouts=COUNT)
    rude = PolitenessRules(default=Politeness(delay=timedelta(), concurrency=AT_ONCE, robots=False))
    scouts = Scouts(SCOUT, limits, clock)
    async with Egress(limits, clock) as egress:
        yield Fetcher(egress, scouts, limits=limits, politeness=rude, clock=clock)
        await scouts.aclose()


def _target(url: str) -> Target:
    return Target(
        id=1,
        kind=TargetKind.ARTICLE,
        source=SourceId("torture"),
        url=url,
        host="127.0.0.1",
        due_at=datetime.now(UTC),
        lease="1",
    )
