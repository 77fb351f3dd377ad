"""The stage of the redesigns: the newsroom and the engine in virtual time, set back to one evening for each change.

One long quiet evening is lived once; its database is copied for each change, so that none meets the traces of another.
"""

import io
import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.afterlife import START, VirtualClock
from benchmarks.torture.markups import Redesign
from monitor.config import load
from monitor.demo import Newsroom
from monitor.pipeline import Checked
from monitor.runtime.engine import Engine, open_engine
from monitor.runtime.listeners import Listeners

# Two days of the listing are seen: it begins in the evening.
DUSK = START + timedelta(hours=21, minutes=20)
BACKLOG = 24
MINUTE = timedelta(minutes=1)
PUBLISH_EVERY = 7
CONFIG = """\
[monitor]
database = "monitor.db"
alarms = ["log"]
[fetch]
agent = "monitor-benchmark (+https://example.org/monitor)"
scouts = 0
allow_addresses = ["{address}"]
[politeness]
delay = "0s"
concurrency = 1
robots = false
budget = 4000
[[source]]
id = "ru"
site = "24.kg"
listing = "{listing}"
language = "ru"
every = "4m"
recheck = ["30d:10m"]
[[rule]]
id = "visas"
query = "visa-free OR безвизовый OR реклама OR материалы"
sinks = ["log"]
[[sink]]
id = "log"
kind = "console"
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lengths:
    """Minutes of virtual time: the quiet evening, the redesign, and the time after it was taken back."""

    quiet: int = 186
    broken: int = 21
    healed: int = 35


@dataclass(kw_only=True, slots=True)
class Story:
    """What was seen of one change.

    `looks` counts, by kind of page, the pages that lacked a field until the alert came: polls of the listing, and
    different articles. `named` are the fields that the alert names, `broken` all that were found broken.
    """

    name: str
    alerts: Counter[str] = field(default_factory=Counter)
    told: set[tuple[str, str]] = field(default_factory=set)
    events: Counter[str] = field(default_factory=Counter)
    named: dict[str, frozenset[str]] = field(default_factory=dict)
    broken: dict[str, frozenset[str]] = field(default_factory=dict)
    looks: dict[str, int] = field(default_factory=dict)
    raised_by: str | None = None
    lost: dict[str, set[int]] = field(default_factory=dict)
    wordings: int = 0


class Witness:
    """Hears of every commit, and writes the story."""

    def __init__(self, name: str) -> None:
        self.story = Story(name=name)
        self._polls = 0

    def hear(self, checked: Checked) -> None:
        """Take note of one check."""
        update, story = checked.plan.health, self.story
        if update is None:
            return
        page = update.glance.page.value
        if update.glance.lost or (update.glance.missed and update.glance.is_first):
            self._polls += 1
            # An article counts once; a poll counts each time.
            seen = story.lost.setdefault(page, set())
            seen.add(update.glance.subject or -self._polls)
        if update.breakage is None:
            return
        fields = {
            page.value: frozenset(b.field for b in update.breakage.fields if b.page is page)
            for page in {b.page for b in update.breakage.fields}
        }
        if story.raised_by is None:
            story.raised_by, story.named = page, fields
            story.looks = {kind: len(seen) for kind, seen in story.lost.items()}
        for kind, names in fields.items():
            story.broken[kind] = story.broken.get(kind, frozenset()) | names


class Stage:
    """The newsroom and the engine, set back to the same evening for each change."""

    def __init__(self, folder: Path, lengths: Lengths) -> None:
        self.quiet = folder / "quiet"
        self.folder = folder
        self.lengths = lengths
        self._port = 0
        self._count = 0

    async def prepare(self) -> None:
        """Live the quiet evening."""
        self.quiet.mkdir()
        clock = clock_at_dusk()
        async with self.newsroom(clock) as newsroom:
            self._port = int(newsroom.address.rpartition(":")[2])
            async with engine_in(self.quiet, newsroom, clock, Witness("")) as engine:
                await self.live(engine, newsroom, clock, self.lengths.quiet)

    async def perform(self, change: Redesign) -> Story:
        """Let one change happen and be taken back, and return what was told."""
        self._count += 1
        folder = self.folder / str(self._count)
        shutil.copytree(self.quiet, folder)
        clock, witness = clock_at_dusk(), Witness(change.name)
        async with self.newsroom(clock) as newsroom:
            self.relive(newsroom, clock)
            began = clock.now()
            async with engine_in(folder, newsroom, clock, witness) as engine:
                if change.fault is not None:
                    newsroom.script("*", change.fault())
                if change.act is not None:
                    change.act(newsroom)
                await self.live(engine, newsroom, clock, self.lengths.broken)
                if change.fault is not None:
                    newsroom.heal("*")
                await self.live(engine, newsroom, clock, self.lengths.healed)
        _read(folder / "monitor.db", began, witness.story)
        shutil.rmtree(folder)
        return witness.story

    def newsroom(self, clock: VirtualClock) -> Newsroom:
        """Return the newsroom of the evening, at its address."""
        return Newsroom(
            articles=BACKLOG, seed=5, editions=("ru",), page_size=30, port=self._port, now=clock.now
        )

    def relive(self, newsroom: Newsroom, clock: VirtualClock) -> None:
        """Publish what was published in the quiet evening, at its times."""
        for minute in range(1, self.lengths.quiet + 1):
            clock.set(DUSK + minute * MINUTE)
            if minute % PUBLISH_EVERY == 0:
                newsroom.publish()

    async def live(
        self, engine: Engine, newsroom: Newsroom, clock: VirtualClock, minutes: int
    ) -> None:
        """Let so many minutes pass, in which the newsroom publishes and the engine watches."""
        engine.checks.finish()
        for _ in range(minutes):
            clock.set(clock.now() + MINUTE)
            if ((clock.now() - DUSK) // MINUTE) % PUBLISH_EVERY == 0:
                newsroom.publish()
            await engine.checks.work()


def memory() -> str | None:
    """Return a folder in memory, if there is one: nothing here is about disks."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def clock_at_dusk() -> VirtualClock:
    """Return the clock of the evening, at its beginning."""
    clock = VirtualClock(1)
    clock.set(DUSK)
    return clock


@asynccontextmanager
async def engine_in(
    folder: Path, newsroom: Newsroom, clock: VirtualClock, witness: Witness
) -> AsyncIterator[Engine]:
    """Yield the engine over the database in a folder."""
    path = folder / "monitor.toml"
    path.write_text(CONFIG.format(address=newsroom.address, listing=newsroom.listing("ru")))
    engine = await open_engine(
        load(path, {}),
        clock=clock,
        console=io.StringIO(),
        listeners=Listeners(on_checked=witness.hear, on_settled=lambda _: None),
    )
    try:
        yield engine
    finally:
        await engine.close()


def _read(database: Path, began: datetime, story: Story) -> None:
    """Read what was stored since the change began."""
    since = began.isoformat(timespec="milliseconds")
    with closing(sqlite3.connect(database)) as connection:
        alerts = connection.execute(
            "SELECT alert.kind, article.name, alert.rule FROM alert LEFT JOIN article ON article.id = alert.article "
            "WHERE created_at > ?",
            (since,),
        ).fetchall()
        events = connection.execute("SELECT kind FROM event WHERE at > ?", (since,)).fetchall()
        (story.wordings,) = connection.execute(
            "SELECT count(*) FROM revision AS late JOIN revision AS first USING (article) "
            "WHERE late.number = first.number + 1 AND first.body <> '' AND late.seen_at > ?",
            (since,),
        ).fetchone()
    story.alerts = Counter(kind for kind, _, _ in alerts)
    story.told = {(name, rule) for _, name, rule in alerts if rule}
    story.events = Counter(kind for (kind,) in events)
