"""Block pages in the place of articles and of the listing: what the program takes them for, and what it takes for one.

A real newsroom over HTTP and the engine itself on a real database, in virtual time.
"""

import asyncio
import io
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.afterlife import VirtualClock
from benchmarks.torture.near_misses import ARTICLES, DETOURS, PAGES
from benchmarks.torture.tally import Size, Tally
from benchmarks.torture.walls import Wall, walls
from monitor.config import load
from monitor.core.blockpage import recognise
from monitor.demo import Newsroom
from monitor.demo.faults import HTML, Status
from monitor.model import Reason
from monitor.runtime.engine import Engine, open_engine
from monitor.runtime.listeners import Listeners

_CONFIG = """\
[monitor]
database = "monitor.db"
stories = false
alarms = ["log"]
[fetch]
agent = "monitor-torture (+https://example.org/monitor)"
allow_addresses = ["{address}"]
[politeness]
delay = "0s"
concurrency = 8
budget = 100000
"""
_SOURCE = """
[[source]]
id = "{edition}"
site = "24.kg"
listing = "{listing}"
language = "{edition}"
every = "5m"
first_run = "alert"
recheck = ["90m:10m", "30d:7d"]
"""
_SINK = """
[[sink]]
id = "log"
kind = "console"
"""
_TICK = timedelta(minutes=5)
# Of each kind of listing trouble: polls until it is failing, and until it is well again.
_POLLS = 9
_MOST_TICKS = 60
_REFUSED = frozenset({Reason.BLOCKED, Reason.HTTP_4XX, Reason.HTTP_5XX, Reason.RATE_LIMITED})


class Sight(NamedTuple):
    """What the store holds of an article."""

    reason: str | None
    detail: str | None
    revisions: int
    events: int
    is_withdrawn: bool
    views: int | None
    readings: int


class Stage:
    """A newsroom, the engine that watches it, and the one clock of both."""

    def __init__(
        self, newsroom: Newsroom, engine: Engine, clock: VirtualClock, database: Path
    ) -> None:
        self.newsroom = newsroom
        self._database = database
        self._engine = engine
        self._clock = clock

    def now(self) -> datetime:
        """Return the time of both."""
        return self._clock.now()

    async def pass_time(self, ticks: int) -> None:
        """Let so many ticks pass, and all be done that is due at each."""
        for _ in range(ticks):
            self._clock.set(self._clock.now() + _TICK)
            await self._engine.checks.work()

    async def pass_until_asked(self, paths: Sequence[str], since: int) -> bool:
        """Let time pass until each of `paths` was asked for since the newsroom's request `since`; False: never."""
        for _ in range(_MOST_TICKS):
            await self.pass_time(1)
            asked = {exchange.path for exchange in list(self.newsroom.requests)[since:]}
            if all(path in asked for path in paths):
                return True
        return False

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Return what the database says."""
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def sight(self, number: int) -> Sight:
        """Return what is held of the newsroom's article `number`."""
        ((reason, detail, *held),) = self.rows(_SIGHT, f"24.kg#{number}")
        return Sight(reason, detail, *held)


_SIGHT = """
SELECT target.reason, target.detail,
    (SELECT count(*) FROM revision WHERE revision.article = article.id),
    (SELECT count(*) FROM event WHERE event.article = article.id),
    article.withdrawn_at IS NOT NULL, article.views,
    (SELECT count(*) FROM observation WHERE observation.article = article.id)
FROM article JOIN target ON target.article = article.id WHERE article.name = ?
"""
_SOURCE_STATE = "SELECT reason, alarm, breakage FROM source WHERE id = 'en'"


@asynccontextmanager
async def staged(folder: Path):
    """Run a newsroom and an engine over it."""
    clock = VirtualClock(1)
    async with Newsroom(articles=4, seed=5, page_size=200, now=clock.now) as newsroom:
        sources = "".join(
            _SOURCE.format(edition=code, listing=newsroom.listing(code))
            for code in ("en", "ru", "ky")
        )
        path = folder / "monitor.toml"
        path.write_text(_CONFIG.format(address=newsroom.address) + sources + _SINK)
        engine = await open_engine(
            load(path, {}),
            clock=clock,
            console=io.StringIO(),
            listeners=Listeners(on_checked=lambda _: None, on_settled=lambda _: None),
        )
        engine.checks.finish()
        try:
            yield Stage(newsroom, engine, clock, folder / "monitor.db")
        finally:
            await engine.close()


def torture(size: Size) -> Tally:
    """Put every block page before articles and, in full, before the listing; publish every near miss."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(performed(Path(folder), walls(), is_full=size is Size.FULL))


async def performed(folder: Path, chosen: Sequence[Wall], *, is_full: bool) -> Tally:
    """Return what came of the block pages `chosen` and of all near misses."""
    broken: list[str] = []
    async with staged(folder) as stage:
        broken += await _before_articles(stage, chosen)
        kept = await _near_misses(stage)
        broken += kept
        listings = chosen if is_full else chosen[:1]
        broken += [line for wall in listings for line in await _before_listing(stage, wall)]
    shown = [*((name, "/1", page) for name, page in PAGES), *DETOURS]
    refused = [f"{name}: a good page is refused" for name, *seen in shown if _is_refused(*seen)]
    return Tally(
        name="blockpages",
        counts={
            "block pages before an article": len(chosen),
            "block pages before the listing": len(listings),
            "near misses": len(ARTICLES) + len(shown),
            "near misses refused": len(kept) + len(refused),
        },
        broken=(*broken, *refused),
    )


async def _before_articles(stage: Stage, chosen: Sequence[Wall]) -> list[str]:
    """Put each block page before an article that was read, and say what it was taken for if for more than a failure."""
    numbers = [stage.newsroom.publish(edition="en", topics=()).id for _ in chosen]
    await stage.pass_time(3)
    before = [stage.sight(number) for number in numbers]
    for number, wall in zip(numbers, chosen, strict=True):
        stage.newsroom.script(number, _fault(wall))
    paths = [_path(stage, number) for number in numbers]
    # Twice each, so that what would only be doubted at first is seen.
    asked = [await stage.pass_until_asked(paths, len(stage.newsroom.requests)) for _ in range(2)]
    broken = ["an article behind a block page is not asked for any more"] * asked.count(False)
    during = [stage.sight(number) for number in numbers]
    stage.newsroom.heal()
    for wall, one, other in zip(chosen, before, during, strict=True):
        broken += [f"{wall.name}: {what}" for what in judged(one, other)]
    await stage.pass_time(8)
    after = [stage.sight(number) for number in numbers]
    return broken + [
        f"{wall.name}: the article does not heal ({sight.reason})"
        for wall, sight in zip(chosen, after, strict=True)
        if sight.reason is not None or sight.readings <= 1
    ]


def judged(before: Sight, during: Sight) -> list[str]:
    """Return what a block page was taken for besides a failure."""
    wrong = {
        f"taken for a good page, or for another failure ({during.reason})": during.reason
        not in {reason.value for reason in _REFUSED},
        "the detail says no kind": not during.detail or ":" not in during.detail,
        "stored as content": during.revisions != before.revisions,
        "told as an event": during.events != before.events,
        "taken for a withdrawal": during.is_withdrawn,
        "taken for a reading": during.views != before.views or during.readings != before.readings,
    }
    return [what for what, is_so in wrong.items() if is_so]


async def _near_misses(stage: Stage) -> list[str]:
    articles = {
        stage.newsroom.publish(edition=code, title=title, paragraphs=[text]).id: title
        for code, title, text in ARTICLES
    }
    await stage.pass_time(2)
    sights = {title: stage.sight(number) for number, title in articles.items()}
    return [
        f"{title!r} is refused ({sight.reason}: {sight.detail})"
        for title, sight in sights.items()
        if sight.reason is not None or sight.revisions != 1
    ]


async def _before_listing(stage: Stage, wall: Wall) -> list[str]:
    """Put a block page before the listing until its source is failing, or its selectors broken, and see it heal."""
    stage.newsroom.script("/english/", _fault(wall))
    await stage.pass_time(_POLLS)
    ((reason, alarm, breakage),) = stage.rows(_SOURCE_STATE)
    stage.newsroom.heal()
    await stage.pass_time(_POLLS)
    ((left, still, _),) = stage.rows(_SOURCE_STATE)
    wrong = {
        f"before the listing it is {reason}": reason not in {*map(str, _REFUSED), "empty_listing"},
        # In the dress of a site whose listing was read before it is a redesign that lost its rows.
        f"the source is not failing but {alarm}": alarm != "failing"
        and not (reason == "empty_listing" and breakage),
        # That selectors are mended takes more pages than one; the redesigns see to that.
        f"the source does not heal ({left}, {still})": (left, still) != (None, None),
    }
    return [f"{wall.name}: {what}" for what, is_so in wrong.items() if is_so]


def _path(stage: Stage, number: int) -> str:
    ((url,),) = stage.rows(
        "SELECT target.url FROM target JOIN article ON article.id = target.article WHERE article.name = ?",
        f"24.kg#{number}",
    )
    return str(url).removeprefix(stage.newsroom.url)


def _fault(wall: Wall) -> Status:
    return Status(code=wall.status, headers=(*HTML, *wall.fields), body=wall.body.encode())


def _is_refused(path: str, page: str) -> bool:
    site = "http://example.kg"
    final = f"{site}{path}"
    return recognise(200, lambda _: "", page.encode(), url=f"{site}/1", final_url=final) is not None
