"""Articles a second with one, two, four and eight workers beside hosts that take 200 ms, and what a page costs them.

Each worker asks a few hosts at once, so that one alone is bounded by the hosts and not by its core. Beside them the
runner of one process, on a file and on the same server, with the same hosts. Counted is from the first article that a
host was asked for to the last; CPU is that of the workers with their scouts, and apart from it the server's.
"""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg

from benchmarks.crash.nursery import Nursery, open_nursery
from benchmarks.crash.stage import Life
from benchmarks.fleet.crew import IMPORTS, Crew, flaws_of, has_begun, until
from benchmarks.fleet.server import process_seconds, served, server_seconds
from benchmarks.fleet.street import Street, Visit
from benchmarks.torture.tally import Size, Tally
from monitor.demo.addresses import article_id
from tests.postgres import Server

_TAKES = timedelta(milliseconds=200)
# Of each worker.
AT_ONCE = 8
# All must have begun by then, and all be read in as long again.
_PATIENCE = timedelta(seconds=120)


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """How many workers there are in each run, and how many articles on how many hosts."""

    workers: Sequence[int]
    houses: int
    articles: int


LOADS: Mapping[Size, Load] = {
    Size.SHORT: Load(workers=(2,), houses=4, articles=5),
    Size.FULL: Load(workers=(2, 4, 8), houses=64, articles=10),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One run: articles a second, CPU in milliseconds a page of the workers and of the server, and what went wrong."""

    name: str
    articles: int
    a_second: float
    ours: float
    servers: float
    # How many connections to the server all of them have.
    connections: int = 0
    flaws: Sequence[str] = ()


def prove(size: Size) -> Tally:
    """Return what each run came to."""
    load = LOADS[size]
    with (
        served() as server,
        open_nursery(IMPORTS) as nursery,
        tempfile.TemporaryDirectory() as folder,
    ):
        return tally_of(asyncio.run(runs_of(Path(folder), server, nursery, load)), load)


def tally_of(runs: Sequence[Run], load: Load) -> Tally:
    """Return the figures of all runs, and what went wrong."""
    counts: dict[str, object] = {}
    broken = []
    for run in runs:
        counts[f"{run.name}: articles a second"] = f"{run.a_second:.1f}"
        counts[f"{run.name}: CPU a page"] = f"{run.ours:.1f} ms, the server {run.servers:.1f} ms"
        counts[f"{run.name}: connections"] = run.connections
        broken += [f"{run.name}: {flaw}" for flaw in run.flaws]
        if run.articles != load.houses * load.articles:
            broken.append(
                f"{run.name}: {run.articles} articles were read of {load.houses * load.articles}"
            )
    return Tally(name="scaling", counts=counts, broken=tuple(broken))


async def runs_of(folder: Path, server: Server, nursery: Nursery, load: Load) -> list[Run]:
    """Return a run of the runner on a file and on the server, and one of each number of workers."""
    runs = [
        await _run(folder / "file", server, nursery, load, "one process, file", 1),
        await _run(folder / "server", server, nursery, load, "one process, server", 1),
    ]
    for workers in load.workers:
        name = f"{workers} workers" if workers > 1 else "1 worker"
        where = folder / f"workers{workers}"
        runs.append(await _run(where, server, nursery, load, name, workers))
    return runs


async def _run(
    folder: Path,
    server: Server,
    nursery: Nursery,
    load: Load,
    name: str,
    workers: int,
) -> Run:
    database = "monitor.db" if folder.name == "file" else server.create(f"scaling_{folder.name}")
    async with Street(houses=load.houses, takes=_TAKES, articles=load.articles) as street:
        street.settle(
            folder,
            database,
            {},
            delay=timedelta(),
            at_once=AT_ONCE,
            every="5m",
            recheck="1h:1h",
        )
        crew = Crew(folder=folder, nursery=nursery)
        lives = [await crew.start(slot) for slot in range(workers)]
        # What a start costs is no page's.
        await until(lambda: all(has_begun(life) or life.has_ended for life in lives), _PATIENCE)
        before = (_used(lives), server_seconds(server), len(street.visits))
        await until(lambda: len(_articles(street)) >= load.houses * load.articles, _PATIENCE)
        ours, servers = _used(lives) - before[0], server_seconds(server) - before[1]
        connections = _connections(server, database)
        pages = max(len(street.visits) - before[2], 1)
        await asyncio.gather(*map(crew.stop, lives))
    read = _articles(street)
    seconds = max(v.ended for v in read) - min(v.began for v in read) if read else 1.0
    return Run(
        name=name,
        articles=len({(visit.host, article_id(visit.path)) for visit in read}),
        a_second=len(read) / seconds,
        ours=ours / pages * 1e3,
        servers=servers / pages * 1e3,
        connections=connections,
        flaws=[*flaws_of(crew.stops), *(f"a worker {death}" for death in crew.deaths)],
    )


def _connections(server: Server, database: str) -> int:
    name = database.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(server.url("postgres")) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (name,)
        ).fetchone()
    return row[0] if row else 0


def _used(lives: Sequence[Life]) -> float:
    return sum(process_seconds(life.pid) for life in lives)


def _articles(street: Street) -> list[Visit]:
    return [visit for visit in street.visits if article_id(visit.path) is not None]
