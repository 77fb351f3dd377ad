"""`python -m benchmarks.afterlife`: is all that happens to articles after publication reported, and nothing else?

A newsroom publishes for some days of virtual time and does to its articles what `benchmarks.fates` deals them. The
engine itself watches over real HTTP with its attention budget and stores what it finds; both read one clock, which
goes from minute to minute as soon as nothing is due. Then every event in the store is held against the newsroom's
own ledger. One that was due and is not there is missed; one that is there without an act, before it, or twice, is
invented; one whose texts differ from what was done is altered.
"""

import argparse
import asyncio
import heapq
import io
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.fates import QUIET, Fate, deal
from benchmarks.row import Row, at_most
from monitor.config import Config, load
from monitor.demo import Act, Article, Expected, Newsroom
from monitor.model import EventKind
from monitor.model.report import EventLine
from monitor.ports.archive import Archive
from monitor.runtime.engine import Engine, open_engine
from monitor.runtime.listeners import Listeners
from monitor.store.reading import open_archive

START = datetime(2026, 3, 2, tzinfo=UTC)
BACKLOG = 150
TEND = timedelta(hours=6)
EVERYTHING = 1_000_000
CONFIG = """\
[monitor]
database = "monitor.db"
[fetch]
agent = "monitor-benchmark (+https://example.org/monitor)"
allow_addresses = ["{address}"]
[politeness]
delay = "0s"
concurrency = 16
robots = false
budget = {budget}
"""
SOURCE = """
[[source]]
id = "{edition}"
site = "24.kg"
listing = "{listing}"
language = "{edition}"
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """How much happens: so many articles at so many an hour, and `tail` to notice what was done to the last."""

    articles: int
    per_hour: float
    tail: timedelta
    budget: int
    editions: tuple[str, ...] = ("en", "ru", "ky")
    tick: timedelta = timedelta(minutes=1)
    seed: int = 1


class VirtualClock:
    """`ports.Clock` that stands still until it is set. Its dice fall by seed and time, whoever throws them."""

    def __init__(self, seed: int) -> None:
        self._now = START
        self._seed = seed

    def now(self) -> datetime:
        """Return the virtual time."""
        return self._now

    def monotonic(self) -> float:
        """Return the virtual seconds since the start."""
        return (self._now - START).total_seconds()

    def jitter(self) -> float:
        """Return a number in [0, 1)."""
        return random.Random(f"{self._seed}/{self._now}").random()

    async def sleep(self, duration: timedelta) -> None:
        """Let the time pass at once."""
        self.set(self._now + duration)
        await asyncio.sleep(0)

    def set(self, now: datetime) -> None:
        """Go forward to `now`; the clock never goes back."""
        self._now = max(self._now, now)


@dataclass(kw_only=True, slots=True)
class Score:
    """One kind of event: how many were due, told, missed, invented, altered."""

    due: int = 0
    told: int = 0
    missed: int = 0
    invented: int = 0
    altered: int = 0


@dataclass(kw_only=True, slots=True)
class Verdict:
    """What was reported beside what was done. `faults` has a line for each that does not fit."""

    rows: dict[EventKind, Score] = field(default_factory=lambda: defaultdict(Score))
    faults: list[str] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    days: float = 0.0


class Life:
    """The newsroom's side: publishes at its times, and does to each article what its fate says."""

    def __init__(self, newsroom: Newsroom, clock: VirtualClock, scenario: Scenario) -> None:
        self.newsroom = newsroom
        self.fate_by_article: dict[int, Fate] = {}
        self._clock = clock
        self._chance = random.Random(f"{scenario.seed}/fates")
        self._fates = deal(scenario.articles, self._chance)
        self._agenda: list[tuple[datetime, int, Callable[[], object]]] = []
        at = START + timedelta(hours=1)
        for _ in range(scenario.articles):
            at += timedelta(hours=self._chance.expovariate(scenario.per_hour))
            self._plan(at, self._publish)
        self.last_published_at = at

    def live_until(self, end: datetime) -> None:
        """Do all that is planned up to `end`, each at its time."""
        while self._agenda and self._agenda[0][0] <= end:
            at, _, do = heapq.heappop(self._agenda)
            self._clock.set(at)
            do()

    def _plan(self, at: datetime, do: Callable[[], object]) -> None:
        heapq.heappush(self._agenda, (at, len(self._agenda) + self._chance.getrandbits(40), do))

    def _publish(self) -> None:
        fate = self._fates[0]
        now = self._clock.now()
        if fate.back is not None:
            article = self.newsroom.publish(published_at=now - fate.back, at_top=fate.at_top)
        else:
            article = self.newsroom.publish()
            fate = self._fitting(article)
        if fate in self._fates:
            self._fates.remove(fate)
        self.fate_by_article[article.id] = fate
        for age, do in fate.steps:
            self._plan(now + age, lambda do=do: do(self.newsroom, article.id))
        self.live_until(now)

    def _fitting(self, article: Article) -> Fate:
        return next(
            (
                fate
                for fate in self._fates
                if fate.back is None and fate.fits(self.newsroom, article)
            ),
            QUIET,
        )


async def run(scenario: Scenario, folder: Path) -> Verdict:
    """Let it all happen in virtual time, with the database in `folder`, and compare."""
    clock = VirtualClock(scenario.seed)
    async with Newsroom(
        articles=BACKLOG, seed=scenario.seed, editions=scenario.editions, now=clock.now
    ) as newsroom:
        life = Life(newsroom, clock, scenario)
        config = _config(folder, newsroom, scenario)
        engine = await open_engine(
            config,
            clock=clock,
            console=io.StringIO(),
            listeners=Listeners(on_checked=lambda _: None, on_settled=lambda _: None),
        )
        try:
            await _live(engine, life, clock, scenario)
        finally:
            await engine.close()
        with open_archive(config.database) as archive:
            verdict = _compare(archive, life)
        verdict.requests = newsroom.requests.total
    verdict.days = (clock.now() - START) / timedelta(days=1)
    return verdict


async def _live(engine: Engine, life: Life, clock: VirtualClock, scenario: Scenario) -> None:
    engine.checks.finish()
    end = life.last_published_at + scenario.tail
    tended_at = clock.now()
    while clock.now() < end:
        tick = clock.now() + scenario.tick
        life.live_until(tick)
        clock.set(tick)
        await engine.checks.work()
        if tick - tended_at >= TEND:
            await engine.store.tend(tick)
            tended_at = tick


def _config(folder: Path, newsroom: Newsroom, scenario: Scenario) -> Config:
    sources = "".join(
        SOURCE.format(edition=edition, listing=newsroom.listing(edition))
        for edition in scenario.editions
    )
    path = folder / "monitor.toml"
    head = CONFIG.format(address=newsroom.address, budget=scenario.budget)
    path.write_text(head + sources)
    return load(path, {})


def _compare(archive: Archive, life: Life) -> Verdict:
    verdict = Verdict(fates=Counter(fate.name for fate in life.fate_by_article.values()))
    due: dict[int, list[tuple[Act, Expected]]] = defaultdict(list)
    for act in life.newsroom.acts:
        due[act.article] += ((act, expected) for expected in act.expects)
    told: dict[int, list[EventLine]] = defaultdict(list)
    for line in archive.events(since=START, limit=EVERYTHING):
        told[int(line.name.rpartition("#")[2])].append(line)
    for number in sorted({*due, *told}):
        fate = life.fate_by_article.get(number, QUIET)
        for kind, what in _judge(verdict, due[number], told[number]):
            published_at = life.newsroom.articles[number].appeared_at
            verdict.faults.append(
                f"{kind:<18} {number} ({fate.name}, {published_at:%a %H:%M}): {what}"
            )
    return verdict


def _judge(
    verdict: Verdict, due: list[tuple[Act, Expected]], told: list[EventLine]
) -> Iterator[tuple[EventKind, str]]:
    """Count one article's events, and yield what does not fit."""
    open_ = sorted(told, key=lambda line: line.event.at)
    # What is sure takes its events first.
    for act, expected in sorted(due, key=lambda one: not one[1].is_sure):
        row = verdict.rows[expected.kind]
        row.due += expected.is_sure
        event = next(
            (
                line.event
                for line in open_
                if line.event.kind is expected.kind and line.event.at >= act.at
            ),
            None,
        )
        if event is None:
            if expected.is_sure:
                row.missed += 1
                yield expected.kind, f"missed ({act.kind} at {act.at:%a %H:%M})"
            continue
        open_ = [line for line in open_ if line.event is not event]
        row.told += expected.is_sure
        is_number = expected.kind is EventKind.NUMBER_CHANGED
        says = _counts if is_number else _says
        if not says(expected.before, event.before) or not says(expected.after, event.after):
            row.altered += 1
            yield expected.kind, f"{event.before!r} → {event.after!r} instead of {expected}"
        elif not all(_plain(word) in _plain(" ".join(event.words)) for word in expected.words):
            row.altered += 1
            yield expected.kind, f"{event.words} instead of {expected.words}"
    for line in open_:
        verdict.rows[line.event.kind].invented += 1
        yield line.event.kind, f"invented at {line.event.at:%a %H:%M}: {_shown(line)}"


def _shown(line: EventLine) -> str:
    event = line.event
    return f"{event.before!r} → {event.after!r} {event.words}"


def _says(expected: str | None, told: str | None) -> bool:
    """Say whether a text is the one that was expected; anything is where nothing is known."""
    if expected is None or told is None:
        return expected is None
    try:
        return datetime.fromisoformat(expected) == datetime.fromisoformat(told)
    except ValueError:
        return _plain(expected) == _plain(told)


def _counts(expected: str | None, told: str | None) -> bool:
    """Say whether a number is the one that was expected; it may be told with its scale ("66 million")."""
    return expected is None or (told or "").split()[:1] == [expected]


def _plain(text: str) -> str:
    """Return the text without what typesetting may change."""
    return " ".join(text.replace("\u2011", "-").split()).strip(' ,.«»"“”')


def _show(verdict: Verdict, took: float, *, with_faults: bool) -> None:
    articles = sum(verdict.fates.values())
    per_hour = verdict.requests / verdict.days / 24
    print(
        f"{articles} articles, {verdict.days:.1f} days, {verdict.requests} requests "
        f"({per_hour:.0f} an hour), {took:.0f} s"
    )
    print(f"{'event':<20}{'done':>7}{'reported':>10}{'missed':>8}{'invented':>10}{'altered':>9}")
    for kind in EventKind:
        row = verdict.rows.get(kind)
        if row is not None:
            print(
                f"{kind:<20}{row.due:>7}{row.told:>10}{row.missed:>8}{row.invented:>10}{row.altered:>9}"
            )
    for name, count in sorted(verdict.fates.items()):
        print(f"  {count:>5}  {name}")
    if with_faults:
        print(*verdict.faults, sep="\n")


def rows(*, is_short: bool) -> list[Row]:
    """Return how many events were due, and how many are missing, invented or altered.

    It is a short form already, with fewer articles than `main`, which takes eight minutes; what is noticed late
    leaves no room for a shorter one.
    """
    scenario = Scenario(
        articles=200,
        per_hour=12.0,
        tail=timedelta(hours=48),
        budget=400,
    )
    with tempfile.TemporaryDirectory() as folder:
        verdict = asyncio.run(run(scenario, Path(folder)))
    counted = verdict.rows.values()
    return [
        Row(
            label=f"events due, {scenario.articles} articles",
            value=sum(r.due for r in counted),
            unit="events",
        ),
        Row(label="reported", value=sum(r.told for r in counted), unit="events"),
        Row(label="missed", value=sum(r.missed for r in counted), unit="events", goal=at_most(0)),
        Row(
            label="invented", value=sum(r.invented for r in counted), unit="events", goal=at_most(0)
        ),
        Row(label="altered", value=sum(r.altered for r in counted), unit="events", goal=at_most(0)),
        Row(label="requests", value=verdict.requests / verdict.days / 24, unit="an hour"),
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--per-hour", type=float, default=12.0)
    parser.add_argument("--tail", type=float, default=48.0, help="hours")
    parser.add_argument("--budget", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", action="store_true", help="print each that does not fit")
    return parser.parse_args()


def main() -> None:
    """Run, print, and end with 1 if anything was missed or invented."""
    wish = _arguments()
    scenario = Scenario(
        articles=wish.articles,
        per_hour=wish.per_hour,
        tail=timedelta(hours=wish.tail),
        budget=wish.budget,
        seed=wish.seed,
    )
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        verdict = asyncio.run(run(scenario, Path(folder)))
    _show(verdict, time.perf_counter() - began, with_faults=wish.faults)
    sys.exit(bool(verdict.faults))


if __name__ == "__main__":
    main()
