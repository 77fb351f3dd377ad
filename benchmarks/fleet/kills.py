"""SIGKILL, stops and restarts of the server over four workers and two that lead: is anything lost, doubled or stuck?

The newsroom publishes and edits, seven receivers misbehave each in its way, and each worker's life ends by a kill or a
stop at any moment while the server is taken away now and then. What is left is held against the promises of
`benchmarks/crash/checks.py`, and against those of a fleet.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.crash import checks
from benchmarks.crash.configuration import EDITIONS, TOPICS
from benchmarks.crash.nursery import Nursery, open_nursery
from benchmarks.crash.receivers import FAULTS, GONE
from benchmarks.crash.record import Record, StoredAlert
from benchmarks.fleet.crew import IMPORTS, Stop, flaws_of, has_begun, until
from benchmarks.fleet.server import served
from benchmarks.fleet.stage import Stage, staged
from benchmarks.fleet.stuck import Watchman
from benchmarks.torture.tally import Size, Tally
from tests.postgres import Server

# Of all ends of a life.
_STOPS = 0.15
# So many lives may begin before they end.
_BEGUN = 0.8
# A life that has not begun by then ends all the same; and the server is there for so long at least.
_PATIENCE, _THERE, _AGES = timedelta(seconds=30), timedelta(seconds=5), timedelta(hours=1)
# Each must be empty.
_DOUBLES: Mapping[str, str] = {
    "articles of one name": "SELECT name FROM article GROUP BY name HAVING count(*) > 1",
    "wordings of one number": "SELECT article FROM revision GROUP BY article, number HAVING count(*) > 1",
    "wordings that say the same twice running": """
        SELECT a.id FROM revision AS a JOIN revision AS b ON b.article = a.article AND b.number = a.number + 1
        WHERE a.fingerprint = b.fingerprint
    """,
    "targets of one article": "SELECT article FROM target GROUP BY article HAVING article IS NOT NULL AND count(*) > 1",
    "alerts of one occasion": """
        SELECT article FROM alert WHERE kind = 'article.matched' GROUP BY article, rule HAVING count(*) > 1
    """,
    "deliveries of one alert to one sink": "SELECT alert FROM delivery GROUP BY alert, sink HAVING count(*) > 1",
}
_CHECKS = tuple(
    check for check in checks.CHECKS if check is not checks.a_receiver_that_is_gone_is_not_hammered
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """Who works, how many kills there are, how often the server goes, and how many seconds a life lasts at most."""

    leaders: int
    workers: int
    kills: int
    restarts: int
    life: float

    @property
    def all(self) -> int:
        """Return how many processes work at once."""
        return self.leaders + self.workers


LOADS: Mapping[Size, Load] = {
    Size.SHORT: Load(leaders=1, workers=2, kills=4, restarts=1, life=2.0),
    Size.FULL: Load(leaders=2, workers=4, kills=200, restarts=20, life=6.0),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a storm left, and what was seen while it lasted."""

    record: Record
    processes: int
    restarts: int
    stops: Sequence[Stop]
    doubles: Sequence[str]
    deaths: Sequence[str]
    refusals: int
    unproved: int
    watchman: Watchman


def prove(size: Size) -> Tally:
    """Return what came of so many kills and restarts."""
    with (
        served() as server,
        open_nursery(IMPORTS) as nursery,
        tempfile.TemporaryDirectory() as folder,
    ):
        return tally_of(asyncio.run(outcome_of(Path(folder), server, nursery, LOADS[size])))


async def outcome_of(
    folder: Path, server: Server, nursery: Nursery, load: Load, seed: int = 1
) -> Outcome:
    """Return what a storm in a new database left."""
    watchman = Watchman()
    async with staged(folder, server, nursery, "kills", seed=seed, leaders=load.leaders) as stage:
        stage.torment()
        watch = asyncio.create_task(watchman.watch(stage.desk))
        async with stage.publishing():
            await _storm(stage, load)
        await stage.come_to_rest(load.all)
        watch.cancel()
        await asyncio.wait([watch])
        return Outcome(
            record=await _record_of(stage),
            processes=load.all,
            restarts=stage.restarts,
            stops=stage.crew.stops,
            doubles=[what for what, query in _DOUBLES.items() if stage.desk.rows(query)],
            deaths=stage.crew.deaths,
            refusals=stage.crew.refusals,
            unproved=stage.unproved,
            watchman=watchman,
        )


async def _storm(stage: Stage, load: Load) -> None:
    ends = asyncio.create_task(_restarts(stage, load))
    await asyncio.gather(*(_lives(stage, slot, load) for slot in range(load.all)))
    await ends


async def _lives(stage: Stage, slot: int, load: Load) -> None:
    """Let one worker after the other live in a slot, until there were kills enough in all of them."""
    chance = stage.chance
    while stage.crew.kills < load.kills:
        life = await stage.crew.start(slot)
        if chance.random() < _BEGUN:
            await until(lambda life=life: has_begun(life) or life.has_ended, _PATIENCE)
        await asyncio.sleep(chance.uniform(0.0, load.life))
        stops = chance.random() < _STOPS or stage.crew.kills >= load.kills
        await (stage.crew.stop if stops else stage.crew.kill)(life)


async def _restarts(stage: Stage, load: Load) -> None:
    """Take the server away each time so many more kills were done."""
    for number in range(1, load.restarts + 1):
        due = number * load.kills // (load.restarts + 1)
        await asyncio.sleep(_THERE.total_seconds())
        await until(lambda due=due: stage.crew.kills >= due, _AGES)
        await stage.restart_server()


async def _record_of(stage: Stage) -> Record:
    articles = stage.newsroom.articles.values()
    truth = {f"24.kg#{a.id}": a for a in articles if a.edition in EDITIONS}
    desk = stage.desk
    alerts = desk.rows(
        "SELECT alert.id, alert.created_at, alert.kind, alert.rule, article.name "
        "FROM alert JOIN article ON article.id = alert.article ORDER BY alert.created_at"
    )
    names = ("id", "made", "kind", "rule", "article")
    leased = "SELECT count(*) FROM {} WHERE leased_until IS NOT NULL"
    return Record(
        kills=stage.crew.kills,
        published=frozenset(truth),
        owed=frozenset(
            (name, topic)
            for name, article in truth.items()
            for topic in TOPICS
            if article.mentions_of(topic)
        ),
        stored=tuple(name for (name,) in desk.rows("SELECT name FROM article")),
        alerts=tuple(StoredAlert(**dict(zip(names, row, strict=True))) for row in alerts),
        states={
            (sink, alert): state
            for sink, alert, state in desk.rows("SELECT sink, alert, state FROM delivery")
        },
        receipts=tuple(stage.receipts),
        interrupted=desk.number("SELECT count(*) FROM attempt WHERE reason = 'interrupted'"),
        holes=desk.number("SELECT count(*) FROM hole"),
        leases=sum(desk.number(leased.format(table)) for table in ("target", "delivery")),
        integrity="ok",
        moments={},
        survivors=await stage.crew.outlived(),
        unrest=() if stage.is_at_rest else ("not at rest minutes after the storm",),
    )


def tally_of(outcome: Outcome) -> Tally:
    """Return what was counted, and every promise that was broken."""
    record = outcome.record
    taken = Counter((r.sink, r.alert) for r in record.receipts if r.is_taken)
    stops = [stop.took for stop in outcome.stops]
    counts: dict[str, object] = {
        "SIGKILLs": record.kills,
        "stops": f"{len(stops)}, the longest {max(stops, default=0.0):.1f} s",
        "restarts of the server": outcome.restarts,
        "starts given up for want of a server": outcome.refusals,
        "articles published / stored": f"{len(record.published)} / {len(record.stored)}",
        "alerts": len(record.alerts),
        "told to sinks / repeated under their id": f"{len(taken)} / {taken.total() - len(taken)}",
        "attempts cut off and written down": record.interrupted,
        "messages that came while the server was away": outcome.unproved,
    }
    for kind, longest in outcome.watchman.longest.items():
        counts[f"longest {kind}"] = f"{longest:.0f} s"
    return Tally(name="kills", counts=counts, broken=tuple(broken_by(outcome)))


def broken_by(outcome: Outcome) -> Iterator[str]:
    """Yield every promise that was broken, as a sentence."""
    for check in _CHECKS:
        yield from check(outcome.record)
    yield from (f"there are {what}" for what in outcome.doubles)
    yield from (f"a worker {death}" for death in outcome.deaths)
    yield from flaws_of(list(outcome.stops))
    yield from outcome.watchman.flaws()
    refused = sum(r.status == 410 for r in outcome.record.receipts if r.sink == GONE)
    # Each worker that starts asks anew, and may have as many under way as a sink allows.
    most = (outcome.record.kills + len(outcome.stops)) * outcome.processes * checks.AT_ONCE
    if refused > most:
        yield f"{refused} messages met a 410, where {most} could"
    if {r.sink for r in outcome.record.receipts} != set(FAULTS):
        yield "a sink was told nothing"
