"""Four workers and fifty hosts, audited from the hosts' own records: is one asked too early, or too much at once?

Most are owed one request at a time and a second between; some three at a time and a fifth of a second. In the long form
workers are killed, too, so that others take over where somebody was. What a host saw end, its client had not seen begin
later: so with one at a time no gap may be too short by anything. With several at a time the way there may take one
longer than the next, so what is held is how many begin within a few seconds.
"""

import asyncio
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.crash.nursery import Nursery, open_nursery
from benchmarks.fleet.crew import IMPORTS, Crew, Stop, flaws_of, until
from benchmarks.fleet.server import served
from benchmarks.fleet.street import Manners, Street, Visit
from benchmarks.torture.tally import Size, Tally
from tests.postgres import Server

# A request takes so long, whoever asks.
_TAKES = timedelta(milliseconds=150)
_BUSY = Manners(delay=timedelta(milliseconds=200), concurrency=3)
# Every so manieth host is one of the busy ones.
_BUSY_EVERY = 5
_AT_ONCE = 16
# Of hosts with several requests at once: within so many seconds, and how much of that the way may take.
_WINDOW, _WAY = 3.0, 0.5
# So many requests each host was asked, or the audit proves nothing.
ENOUGH = 5
_PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """How many workers, hosts and kills, for how long at least, and the usual delay."""

    workers: int
    hosts: int
    kills: int
    lasts: timedelta
    delay: timedelta


LOADS: Mapping[Size, Load] = {
    Size.SHORT: Load(
        workers=2, hosts=5, kills=0, lasts=timedelta(seconds=1), delay=timedelta(seconds=0.3)
    ),
    Size.FULL: Load(
        workers=4, hosts=50, kills=6, lasts=timedelta(seconds=90), delay=timedelta(seconds=1)
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What hosts saw, what they were owed, and how the workers ended."""

    visits: Sequence[Visit]
    manners: Mapping[str, Manners]
    stops: Sequence[Stop] = ()
    deaths: Sequence[str] = ()
    kills: int = 0


def prove(size: Size) -> Tally:
    """Return what the hosts' records say."""
    with (
        served() as server,
        open_nursery(IMPORTS) as nursery,
        tempfile.TemporaryDirectory() as folder,
    ):
        return tally_of(asyncio.run(outcome_of(Path(folder), server, nursery, LOADS[size])))


def tally_of(outcome: Outcome) -> Tally:
    """Return what was counted, and every promise that was broken."""
    by_host = {
        host: sorted((v for v in outcome.visits if v.host == host), key=lambda v: v.began)
        for host in outcome.manners
    }
    overlaps, short, bursts, idle = [], [], [], []
    spare: list[float] = []
    for host, visits in by_host.items():
        owed = outcome.manners[host]
        overlaps += _overlaps(visits, owed)
        bursts += _bursts(visits, owed)
        left = [gap - owed.delay.total_seconds() for gap in gaps_of(visits, owed)]
        short += [f"{host} was asked {-each:.3f} s too early" for each in left if each < 0]
        spare += left
        if len(visits) < ENOUGH:
            idle.append(f"{host} was asked {len(visits)} times, which proves nothing")
    counts = {
        "hosts": len(by_host),
        "requests": len(outcome.visits),
        "SIGKILLs": outcome.kills,
        "overlaps beyond what is allowed": len(overlaps),
        "gaps, of hosts with one request at a time": len(spare),
        "gaps under the delay": len(short),
        "the shortest gap, beyond its delay": f"{min(spare, default=0.0) * 1e3:.1f} ms",
        "too many within a few seconds": len(bursts),
    }
    worse = [f"a worker {death}" for death in outcome.deaths] + flaws_of(list(outcome.stops))
    return Tally(
        name="politeness", counts=counts, broken=(*overlaps, *short, *bursts, *idle, *worse)
    )


def gaps_of(visits: Sequence[Visit], owed: Manners) -> Iterator[float]:
    """Yield the seconds from an end to the next beginning, at a host with one request at a time."""
    if owed.concurrency == 1:
        for before, after in pairwise(visits):
            yield after.began - before.ended


def _overlaps(visits: Sequence[Visit], owed: Manners) -> Iterator[str]:
    for place, visit in enumerate(visits):
        under_way = 1 + sum(other.ended > visit.began for other in visits[:place])
        if under_way > owed.concurrency:
            yield f"{visit.host} was asked {under_way} things at once ({visit.path})"


def _bursts(visits: Sequence[Visit], owed: Manners) -> Iterator[str]:
    """Yield where more began within a few seconds than the delay between two of them has room for."""
    most = int((_WINDOW + _WAY) / owed.delay.total_seconds()) + 1
    beginnings = [visit.began for visit in visits]
    for place, visit in enumerate(visits):
        began = bisect_right(beginnings, visit.began + _WINDOW) - place
        if began > most:
            yield f"{visit.host} was asked {began} things within {_WINDOW:.0f} s, where {most} may be"


async def outcome_of(folder: Path, server: Server, nursery: Nursery, load: Load) -> Outcome:
    """Let workers watch a street for a while, and return what its hosts saw."""
    async with Street(houses=load.hosts, takes=_TAKES) as street:
        usual = Manners(delay=load.delay)
        manners = {
            host: usual if number % _BUSY_EVERY else _BUSY
            for number, host in enumerate(street.hosts)
        }
        street.settle(
            folder / "fleet",
            server.create("politeness"),
            {host: owed for host, owed in manners.items() if owed is not usual},
            delay=load.delay,
            at_once=_AT_ONCE,
            every="1s",
            recheck="30d:2s",
        )
        crew = Crew(folder=folder / "fleet", nursery=nursery)
        lives = [await crew.start(slot) for slot in range(load.workers)]
        for kill in range(load.kills):
            await asyncio.sleep(load.lasts.total_seconds() / (load.kills + 1))
            slot = kill % load.workers
            await crew.kill(lives[slot])
            lives[slot] = await crew.start(slot)
        await asyncio.sleep(load.lasts.total_seconds() / (load.kills + 1))
        await until(partial(_was_enough, street), _PATIENCE)
        await asyncio.gather(*map(crew.stop, lives))
    return Outcome(
        visits=tuple(street.visits),
        manners=manners,
        stops=tuple(crew.stops),
        deaths=tuple(crew.deaths),
        kills=crew.kills,
    )


def _was_enough(street: Street) -> bool:
    asked = Counter(visit.host for visit in street.visits)
    return all(asked[host] >= ENOUGH for host in street.hosts)
