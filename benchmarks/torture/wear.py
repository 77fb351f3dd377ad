"""One scout over twenty thousand pages, in real time and as fast as it reads: does it grow, or leave anything behind?

The scout is the real one, asked over its link as the fetcher asks; its pages are articles, listings, mutants and pages
of a megabyte, in an order by chance. The soak, in virtual time, asks mostly for pages that did not change.
"""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.torture.markup import serving
from benchmarks.torture.mutants import SITE, mutated
from benchmarks.torture.taken import Taken, children, growth, taken
from benchmarks.torture.tally import Size, Tally
from monitor.demo import Newsroom
from monitor.demo.messages import Request
from monitor.egress import Egress
from monitor.fetch import Fetcher, Scouts
from monitor.model import (
    Failed,
    FetchLimits,
    FetchOutcome,
    Politeness,
    PolitenessRules,
    SourceId,
    Target,
    TargetKind,
)
from monitor.runtime.clock import SystemClock

_SCOUT = (sys.executable, "-P", "-m", "monitor.runtime.scout")
# How many articles, mutants and large pages there are, all different.
_ARTICLES, _MUTANTS, _LARGE = 240, 80, 12
_LARGEST = 1_000_000
LISTINGS = ("/english/", "/", "/kyrgyzcha/")
AT_ONCE = 4
# What memory may grow after the warm-up, in KiB: the larger of the two.
MOST_KIB, MOST_SHARE = 2 * 1024, 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """How many pages are read between two looks at the scout, how many looks are taken, and which of them warm up."""

    between: int
    looks: int
    warm_up: int


COURSES = {
    Size.SHORT: Course(between=40, looks=5, warm_up=1),
    Size.FULL: Course(between=1_000, looks=28, warm_up=6),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Worn:
    """What the scout took at each look, by its process; and what came of the pages."""

    course: Course
    looks: Sequence[tuple[int, Taken]]
    came: Counter[str]


def torture(size: Size) -> Tally:
    """Return what the pages did to the scout."""
    return tally(asyncio.run(wear(COURSES[size])))


def tally(worn: Worn) -> Tally:
    """Return the counts, and what was broken."""
    rested = _rested(worn)
    return Tally(
        name="wear",
        counts={
            "pages": worn.course.between * worn.course.looks,
            "of them after the warm-up": worn.course.between * len(rested),
            **dict(worn.came.most_common()),
            "memory after the warm-up, at the end": f"{rested[0].resident / 1024:.1f} MiB, "
            f"{rested[-1].resident / 1024:.1f} MiB",
            "growth, quarter to quarter": f"{_grown(rested) / 1024:+.2f} MiB",
            "files": _range(each.files for each in rested),
            "sockets": _range(each.sockets for each in rested),
            "threads": _range(each.threads for each in rested),
        },
        broken=tuple(broken(worn)),
    )


def broken(worn: Worn) -> Iterator[str]:
    """Yield a sentence for each way in which the scout grew, or fell."""
    rested = _rested(worn)
    if len({pid for pid, _ in worn.looks}) > 1:
        yield "the scout fell, or had a successor"
    most = max(MOST_KIB, MOST_SHARE * rested[0].resident)
    if _grown(rested) > most:
        yield f"the scout grew by {_grown(rested) / 1024:.1f} MiB"
    half = len(rested) // 2
    for name in ("files", "sockets", "threads"):
        before, after = (
            max(getattr(each, name) for each in part) for part in (rested[:half], rested[half:])
        )
        if after > before:
            yield f"its {name} grew from {before} to {after}"
    if sum(worn.came.values()) != worn.course.between * worn.course.looks:
        yield "not every page was answered"


def _rested(worn: Worn) -> Sequence[Taken]:
    return [each for _, each in worn.looks[worn.course.warm_up :]]


def _grown(rested: Sequence[Taken]) -> float:
    return growth([each.resident for each in rested])


def _range(values: Iterator[int]) -> str:
    found = sorted(values)
    return f"{found[0]} to {found[-1]}"


async def wear(course: Course) -> Worn:
    """Return what a scout took while it read its way through the course."""
    pages, chance = _pages(), random.Random(2)
    names, came, looks = list(pages), Counter[str](), []
    others = set(children())
    async with serving(pages) as address, _fetching(address) as fetcher:

        async def read(wanted: Iterator[int]) -> None:
            for number in wanted:
                target = _target(f"http://{address}/{number}", names[number])
                came[_said(await fetcher.get(target, SITE))] += 1

        for _ in range(course.looks):
            wanted = iter([chance.randrange(len(names)) for _ in range(course.between)])
            await asyncio.gather(*(read(wanted) for _ in range(AT_ONCE)))
            looks += [(pid, taken(pid)) for pid in children() if pid not in others]
    return Worn(course=course, looks=looks, came=came)


def _pages() -> dict[str, bytes]:
    """Return the pages by their names, which begin with their kinds."""
    newsroom, chance = Newsroom(articles=_ARTICLES, seed=5), random.Random(1)

    def page(path: str) -> bytes:
        return b"".join(newsroom.site.respond(Request(method="GET", path=path), "24.kg").body)

    pages = {f"listing {path}": page(path) for path in LISTINGS}
    pages |= {f"article {number}": page(f"/english/{number}_x/") for number in newsroom.articles}
    made = list(pages.values())
    for number in range(_MUTANTS):
        pages[f"mutant {number}"] = mutated(chance.choice(made), made, chance)
    for number in range(_LARGE):
        pages[f"large {number}"] = _swollen(chance.choice(made), chance.randrange(_LARGEST))
    return pages


def _swollen(body: bytes, size: int) -> bytes:
    """Return the page with so many bytes of paragraphs before its end."""
    paragraph = (
        b"<p>One more paragraph of a long text, <b>with</b> <a href='/x/'>marks</a> in it.</p>\n"
    )
    return body.replace(b"</body>", paragraph * (size // len(paragraph)) + b"</body>")


def _said(outcome: FetchOutcome) -> str:
    return outcome.reason if isinstance(outcome, Failed) else type(outcome).__name__.lower()


@asynccontextmanager
async def _fetching(address: str) -> AsyncIterator[Fetcher]:
    clock = SystemClock()
    limits = FetchLimits(allow_addresses=frozenset({address}), scouts=1)
    rude = PolitenessRules(default=Politeness(delay=timedelta(), concurrency=AT_ONCE, robots=False))
    scouts = Scouts(_SCOUT, limits, clock)
    async with Egress(limits, clock) as egress:
        try:
            yield Fetcher(egress, scouts, limits=limits, politeness=rude, clock=clock)
        finally:
            await scouts.aclose()


def _target(url: str, name: str) -> Target:
    kind = TargetKind.LISTING if name.startswith("listing") else TargetKind.ARTICLE
    return Target(
        id=1,
        kind=kind,
        source=SourceId("torture"),
        url=url,
        host="127.0.0.1",
        due_at=datetime.now(UTC),
        lease="1",
    )
