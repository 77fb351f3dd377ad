"""Old copies of pages from caches, in random interleavings: is each act told once, and nothing that was not done?

The real pipeline and store in virtual time; the site behind its caches stands at the port of the fetcher.
"""

import asyncio
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.afterlife import START, VirtualClock
from benchmarks.torture.redesign_stage import memory
from benchmarks.torture.stale_site import (
    HOST,
    LISTING,
    MINUTE,
    Act,
    CachedSite,
    Candour,
    Fate,
    body,
)
from benchmarks.torture.tally import Size, Tally
from monitor.config import load
from monitor.core.rules import compile_rule
from monitor.model import WORDING_EVENTS, EventKind
from monitor.pipeline import Outlet, Pipeline
from monitor.runtime.watches import watches_of
from monitor.store import open_store

HOUR = timedelta(hours=1)
LIFE = 8 * HOUR
# An act that nothing undid for so long must be told; what came and went between two looks need not be.
OWED = timedelta(hours=3, minutes=30)
ARTICLES = 20
_SELECTORS = f"""\
site = "stale"
hosts = ["{HOST.removeprefix("https://")}"]
timezone = "UTC"
article_id = '/news/(\\d+)/$'
[listing]
row = ".one"
link = "a::attr(href)"
title = "a"
[article]
title = "h1"
body = {{ css = "p", many = true }}
views = ".views"
modified = "time::attr(datetime)"
"""
_CONFIG = f"""\
[monitor]
database = "monitor.db"
selectors = "selectors"
stories = false
[fetch]
agent = "monitor-torture (+https://example.org/monitor)"
[politeness]
delay = "0s"
concurrency = 50
budget = 100000
[[source]]
id = "stale"
site = "stale"
listing = "{LISTING}"
language = "en"
every = "6m"
recheck = ["30d:12m"]
[[rule]]
id = "all"
query = "committee"
on = ["matched", "edited", "withdrawn", "returned", "unlisted", "relisted", "counter_backwards"]
sinks = ["log"]
[[sink]]
id = "log"
kind = "console"
"""
# By the kind of event: the acts that it tells.
TELLS: dict[EventKind, frozenset[Act]] = {
    EventKind.EDITED: frozenset({Act.EDIT, Act.REVERT}),
    EventKind.WITHDRAWN: frozenset({Act.WITHDRAW}),
    EventKind.RETURNED: frozenset({Act.RESTORE}),
    EventKind.UNLISTED: frozenset({Act.WITHDRAW, Act.UNLIST}),
    EventKind.RELISTED: frozenset({Act.RESTORE, Act.RELIST}),
    EventKind.COUNTER_BACKWARDS: frozenset({Act.RESET}),
}
# What is told of a counter while the same copy is served again: so it is, where the caches hide its age.
_OF_COPIES = frozenset({EventKind.COUNTER_FROZEN, EventKind.COUNTER_JUMPED})
# Whether an article left the listing can be seen only where older ones stay below it: nothing there is owed.
_UNSURE = frozenset({EventKind.UNLISTED, EventKind.RELISTED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One event as it was told of an article; of an edit with the number of the wording."""

    kind: EventKind
    at: datetime
    wording: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """How many acts were owed and told, and a sentence for each that was told again, made up, or missed."""

    owed: int
    told: int
    repeated: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


def judge(fate: Fate, told: Sequence[Told], end: datetime) -> Judgement:
    """Return what was told of an article beside what was done to it: each act once, in order, and not before."""
    repeated, invented, missed, owed = [], [], [], 0
    for kind, acts in TELLS.items():
        done = [(at, _brought(fate, at, act)) for at, act in fate.acts if act in acts]
        heard = [each for each in told if each.kind is kind]
        taken: set[int] = set()
        last = -1
        for each in heard:
            fits = (
                n
                for n, (at, wording) in enumerate(done)
                if n > last and at <= each.at and wording == each.wording
            )
            last_or_none = next(fits, None)
            if last_or_none is None:
                again = any(each.wording == other.wording for other in heard if other.at < each.at)
                line = f"{fate.candour} {fate.number}: {kind} at {each.at:%H:%M}"
                (repeated if again else invented).append(line)
                continue
            last = last_or_none
            taken.add(last)
        for n, (at, _) in enumerate(done):
            if kind not in _UNSURE and _is_owed(fate, at, end):
                owed += 1
                if n not in taken:
                    missed.append(f"{fate.candour} {fate.number}: {kind} of {at:%H:%M}")
    true = TELLS.keys() | (_OF_COPIES if fate.candour is Candour.COUNTER else frozenset())
    false = [each for each in told if each.kind not in true]
    invented += [f"{fate.candour} {fate.number}: {each.kind} at {each.at:%H:%M}" for each in false]
    return Judgement(
        owed=owed,
        told=len(told),
        repeated=tuple(repeated),
        invented=tuple(invented),
        missed=tuple(missed),
    )


def _brought(fate: Fate, at: datetime, act: Act) -> int | None:
    return fate.wording(at) if act in TELLS[EventKind.EDITED] else None


def _is_owed(fate: Fate, at: datetime, end: datetime) -> bool:
    """Say whether the act must have been told: nothing else was done to the article for long before and after."""
    near = [abs(other - at) for other, _ in fate.acts if other != at]
    act = next(act for when, act in fate.acts if when == at)
    if act is Act.RESET and fate.candour is Candour.NOTHING:
        return False
    return end - at >= OWED and min(near, default=OWED) >= OWED


def fates(seed: object) -> list[Fate]:
    """Return articles to which one to four acts are done at any time, some of them within minutes of one another."""
    chance = random.Random(f"{seed}/fates")
    made = []
    for number in range(1, ARTICLES + 1):
        appeared_at = START + MINUTE * (
            chance.randrange(-300, 0) if number < 15 else chance.randrange(240)
        )
        fate = Fate(number=number, appeared_at=appeared_at, candour=chance.choice(list(Candour)))
        fate.wordings.append((appeared_at, 0))
        first = max(START, appeared_at) + HOUR
        span = int((START + LIFE - first) / MINUTE)
        times = sorted(
            {first + MINUTE * chance.randrange(span) for _ in range(chance.randint(1, 4))}
        )
        for at in times:
            _do(fate, at, chance)
        made.append(fate)
    return made


def _do(fate: Fate, at: datetime, chance: random.Random) -> None:
    """Let one act happen that is possible then."""
    if not fate.is_there(at):
        fate.acts.append((at, Act.RESTORE))
        return
    is_out = not fate.is_listed(at)
    able = [Act.EDIT, Act.EDIT, Act.WITHDRAW, Act.RELIST if is_out else Act.UNLIST]
    able += [Act.REVERT] * 3 if len(fate.wordings) > 1 else [Act.EDIT] * 2
    if fate.candour is not Candour.NOTHING:
        able.append(Act.RESET)
    act = chance.choice(able)
    fate.acts.append((at, act))
    if act is Act.EDIT:
        fate.wordings.append((at, 1 + max(wording for _, wording in fate.wordings)))
    if act is Act.REVERT:
        fate.wordings.append((at, fate.wordings[-2][1]))


class _Quiet:
    """A sink that nobody asks: nothing is delivered here."""

    async def send(self, delivery: object) -> object:
        raise NotImplementedError


async def live(
    folder: Path, seed: object
) -> tuple[CachedSite, dict[int, list[Told]], int, datetime]:
    """Let a site live and be watched; return it, what was told by article, the repeated alerts, and the end."""
    (folder / "selectors").mkdir(parents=True)
    (folder / "selectors" / "stale.toml").write_text(_SELECTORS)
    (folder / "monitor.toml").write_text(_CONFIG)
    config, clock = load(folder / "monitor.toml", {}), VirtualClock(1)
    watches = watches_of(config, [compile_rule(rule) for rule in config.rules])
    selectors = config.selectors_by_site["stale"]
    site = CachedSite(fates(seed), selectors, clock, seed)
    store = await open_store(folder / "monitor.db", START)
    await store.adopt(config.sources, ["log"], START)
    pipeline = Pipeline(
        fetcher=site,
        store=store,
        watches=watches,
        outlets={"log": Outlet(sink=_Quiet(), settings=config.sinks[0])},
        alarms=(),
        clock=clock,
        on_checked=lambda _: None,
        on_settled=lambda _: None,
    )
    end = START + LIFE
    while clock.now() < end:
        clock.set(clock.now() + MINUTE)
        while targets := await store.claim_due(
            clock.now(), due_by=clock.now(), limit=50, lease=HOUR, politeness=config.politeness
        ):
            await asyncio.gather(*(pipeline.check(target) for target in targets))
    await store.close()
    return site, _read(folder / "monitor.db"), _repeats(folder / "monitor.db"), end


def _read(database: Path) -> dict[int, list[Told]]:
    """Return what the store says was told, by the article's number."""
    told: dict[int, list[Told]] = {}
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT article.url, event.kind, event.at, revision.body FROM event "
            "JOIN article ON article.id = event.article LEFT JOIN revision "
            "ON revision.article = event.article AND revision.number = event.revision ORDER BY event.at"
        ).fetchall()
    # What an edit changed is told with it.
    kinds = set(EventKind) - (WORDING_EVENTS - {EventKind.EDITED})
    for url, kind, at, text in rows:
        number = int(url.rstrip("/").rpartition("/")[2])
        if EventKind(kind) in kinds:
            wordings = {body(number, wording): wording for wording in range(8)}
            wording = wordings.get(text, -1) if kind == EventKind.EDITED else None
            each = Told(kind=EventKind(kind), at=datetime.fromisoformat(at), wording=wording)
            told.setdefault(number, []).append(each)
    return told


def _repeats(database: Path) -> int:
    """Return how many alerts say that a rule was met, of an article that met it before."""
    with closing(sqlite3.connect(database)) as connection:
        (alerts, articles) = connection.execute(
            "SELECT count(*), count(DISTINCT article) FROM alert WHERE kind = 'article.matched'"
        ).fetchone()
    return int(alerts) - int(articles)


def torture(size: Size) -> Tally:
    """Live 50 sites of 20 articles, or one: each article with its copies is one interleaving."""
    return asyncio.run(perform(range(50 if size is Size.FULL else 1)))


async def perform(seeds: Sequence[int]) -> Tally:
    """Live the sites with these seeds and count."""
    counts: Counter[str] = Counter()
    broken: list[str] = []
    for seed in seeds:
        with tempfile.TemporaryDirectory(dir=memory()) as folder:
            site, told, repeats, end = await live(Path(folder), seed)
        counts["pages served"] += site.served
        counts["of them older than one before"] += site.served_old
        counts["alerts repeated"] += repeats
        broken += [f"{seed}: {repeats} alerts are repeated"] * bool(repeats)
        for fate in site.fate_by_url.values():
            judged = judge(fate, told.get(fate.number, []), end)
            counts["interleavings"] += 1
            counts["acts"] += len(fate.acts)
            counts["events told"] += judged.told
            counts["repeated"] += len(judged.repeated)
            counts["invented"] += len(judged.invented)
            counts["owed"] += judged.owed
            counts["missed"] += len(judged.missed)
            broken += [f"site {seed}, {line}" for line in _lines(judged)]
    return Tally(name="stale", counts={name: counts[name] for name in _ORDER}, broken=tuple(broken))


_ORDER = (
    "interleavings",
    "acts",
    "pages served",
    "of them older than one before",
    "events told",
    "alerts repeated",
    "repeated",
    "invented",
    "owed",
    "missed",
)


def _lines(judged: Judgement) -> Iterator[str]:
    yield from (f"repeated: {line}" for line in judged.repeated)
    yield from (f"invented: {line}" for line in judged.invented)
    yield from (f"missed: {line}" for line in judged.missed)
