"""`python -m benchmarks.scouting`: what a page costs where scouts fetch and read it, beside doing so here.

The same pages of a newsroom, asked for through the exchange alone (no politeness, nothing decided or stored): here,
by a scout as it is, and by one whose allocator is left as glibc has it. All in turns in every round, medians.
The link is what crosses it, packed and unpacked, without the sockets. A scout's CPU is counted by the kernel in
hundredths of a second, so ask for many pages.
"""

import argparse
import asyncio
import os
import pickle
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from pathlib import Path

from benchmarks.newsroom import newsroom_beside
from monitor.config.sites import load_site, shipped_folder
from monitor.core.reading import read
from monitor.egress import Egress, Request, parse_url
from monitor.fetch import Exchange, Scouts
from monitor.fetch.direct import Direct
from monitor.fetch.letters import Ask, Question, Told
from monitor.fetch.orders import load_order, pack_order
from monitor.fetch.reports import load_report, pack_report
from monitor.model import (
    Fetched,
    FetchLimits,
    ListingReading,
    Selectors,
    SourceId,
    Target,
    TargetKind,
)
from monitor.runtime.clock import SystemClock

Row = tuple[str, float, str]

_SCOUT = (sys.executable, "-P", "-m", "monitor.runtime.scout")
_UNTUNED = (
    sys.executable,
    "-P",
    "-c",
    "import sys; from monitor.fetch.scout import run_scout; from monitor.runtime.clock import SystemClock;"
    " run_scout(int(sys.argv[1]), int(sys.argv[2]), SystemClock())",
)
_AT_ONCE = 16
clock = SystemClock()


def main() -> None:
    """Measure and print."""
    wish = _arguments()
    for label, value, unit in measure(wish.articles, wish.rounds):
        print(f"{label:<48}{value:9.1f} {unit}")


def measure(articles: int, rounds: int) -> list[Row]:
    """Return the rows of the table: label, value, unit."""
    selectors = load_site(shipped_folder() / "24.kg.toml")
    with newsroom_beside(articles) as address:
        selectors = replace(selectors, hosts=selectors.hosts | {address})
        limits = FetchLimits(allow_addresses=frozenset({address}), scouts=1)
        questions = asyncio.run(_questions(address, limits, selectors, articles))
        taken: dict[str, list[float]] = {}
        for _ in range(rounds):
            for name, value in asyncio.run(_round(limits, questions, selectors)).items():
                taken.setdefault(name, []).append(value)
        came = asyncio.run(_one(limits, questions[0], selectors))
    rows: list[Row] = [
        (name, statistics.median(values), "a page" if "faults" in name else "µs CPU a page")
        for name, values in taken.items()
    ]
    return rows + _link(came, questions[0])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


async def _questions(
    address: str, limits: FetchLimits, selectors: Selectors, articles: int
) -> list[Question]:
    urls: dict[str, None] = {}
    async with Egress(limits, clock) as egress:
        exchange, number = Direct(egress, clock.now), 1
        while len(urls) < articles:
            url = f"http://{address}/english/page_{number}/"
            came = await exchange.ask(_question(url, TargetKind.LISTING), selectors)
            assert isinstance(came, Fetched)
            assert isinstance(came.reading, ListingReading)
            urls |= {identity.url: None for identity in came.reading.identities()}
            number += 1
    return [_question(url, TargetKind.ARTICLE) for url in urls]


def _question(url: str, kind: TargetKind) -> Question:
    final = parse_url(url)
    assert final is not None
    source, now = SourceId("en"), clock.now()
    return Question(
        request=Request(url=url, max_bytes=4 << 20, timeout=timedelta(seconds=60)),
        url=url,
        final=final,
        is_conditional=False,
        took=timedelta(),
        target=Target(
            id=1, kind=kind, source=source, url=url, host=final.host, due_at=now, lease="lease"
        ),
    )


async def _round(
    limits: FetchLimits, questions: Sequence[Question], selectors: Selectors
) -> dict[str, float]:
    count = len(questions)
    async with Egress(limits, clock) as egress:
        here = await _cpu(Direct(egress, clock.now, reader=read), questions, selectors)
    taken = {"here": 1e6 * here / count}
    for name, command in (("a scout", _SCOUT), ("an untuned scout", _UNTUNED)):
        async with aclosing(Scouts(command, limits, clock)) as scouts:
            # It is started by its first question.
            await scouts.ask(questions[0], selectors)
            before = _stat(_child())
            ours = await _cpu(scouts, questions, selectors)
            after = _stat(_child())
        tick = os.sysconf("SC_CLK_TCK")
        taken[f"{name}: the daemon"] = 1e6 * ours / count
        taken[f"{name}: the scout"] = 1e6 * (after[1] - before[1]) / tick / count
        taken[f"{name}: page faults of the scout"] = (after[0] - before[0]) / count
    return taken


async def _cpu(exchange: Exchange, questions: Sequence[Question], selectors: Selectors) -> float:
    waiting = iter(questions)

    async def work() -> None:
        for question in waiting:
            assert isinstance(await exchange.ask(question, selectors), Fetched)

    before = time.process_time()
    await asyncio.gather(*(work() for _ in range(_AT_ONCE)))
    return time.process_time() - before


async def _one(limits: FetchLimits, question: Question, selectors: Selectors) -> Fetched:
    async with Egress(limits, clock) as egress:
        came = await Direct(egress, clock.now).ask(question, selectors)
    assert isinstance(came, Fetched)
    return came


def _child() -> int:
    """Return the scout among our children, of all our threads; the newsroom is the other, and older."""
    children = (path.read_text().split() for path in Path("/proc/self/task").glob("*/children"))
    return max(map(int, chain.from_iterable(children)))


def _stat(pid: int) -> tuple[int, int]:
    """Return the minor faults of a process, and its CPU in ticks (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[7]), int(fields[11]) + int(fields[12])


def _link(came: Fetched, question: Question) -> list[Row]:
    told = Told(number=1, came=came)
    ask = Ask(number=1, at=clock.now(), question=question, selectors=1)
    rows: list[Row] = [("what is told", float(len(pack_report(told))), "bytes a page")]
    for name, dump, load in (
        ("the link", _dump, _load),
        ("the link, plain pickles", pickle.dumps, pickle.loads),
    ):
        seconds = _both(dump, load, told) + _both(dump, load, ask)
        rows.append((f"{name}: packed and unpacked", 1e6 * seconds, "µs CPU a page"))
    return rows


def _dump(letter: object) -> bytes:
    return pack_report(letter) if isinstance(letter, Told) else pack_order(letter)


def _load(body: bytes) -> object:
    # What is asked begins with a zero byte, and a page that came never does.
    return load_order(body) if body[0] == 0 else load_report(body)


def _both(dump: Callable[[object], bytes], load: Callable[[bytes], object], one: object) -> float:
    """Return seconds of CPU."""
    assert load(dump(one)) == one
    best = float("inf")
    for _ in range(20):
        began = time.thread_time()
        for _ in range(100):
            load(dump(one))
        best = min(best, (time.thread_time() - began) / 100)
    return best


if __name__ == "__main__":
    main()
