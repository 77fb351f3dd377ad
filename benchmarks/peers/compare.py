"""`python -m benchmarks.peers.compare`: the same crawl by Scrapy, by Crawlee, and by the program itself.

The same pages from the same newsroom, sixteen at once: every page of the listing and every article, ten fields, eight
rules, rows and full-text index in batches, `synchronous=FULL`. The others do with an article what `kept` does and no
more; the program does all that it does. CPU is that of all processes of a crawl; what the start costs is taken off by a
second crawl, of the listing's first page alone, and told apart. Memory is the most that all processes had at one time.
All take turns on the first core; who serves the pages is on the last one.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.family import Family
from benchmarks.newsroom import newsroom_beside, stay_on_the_first_core
from benchmarks.path import configured
from benchmarks.peers.kept import PAGE_SIZE
from benchmarks.peers.places import python_of
from benchmarks.row import Row, at_least, at_most, over_rounds, print_rows, ratio

AT_ONCE = 16
ROOT = Path(__file__).parent.parent.parent
OURS = "monitor"
# By name: the framework, what reads the pages, and how many times more CPU it should take than ours.
PEERS = {
    "Scrapy with parsel": ("scrapy", "parsel", 5.0),
    "Scrapy with selectolax": ("scrapy", "selectolax", 3.0),
    "Crawlee, ParselCrawler": ("crawlee", "parsel", 1.5),
    "Crawlee, HttpCrawler with selectolax": ("crawlee", "selectolax", 1.5),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Crawl:
    """What one crawl took: seconds of CPU and mebibytes."""

    cpu: float
    memory: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """Microseconds of CPU an article, seconds of CPU for the start and one page of articles, and mebibytes."""

    article: float
    start: float
    memory: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=800)
    parser.add_argument("--rounds", type=int, default=3)
    wish = parser.parse_args()
    print_rows(_rows(wish.articles, wish.rounds))


def rows(*, is_short: bool) -> list[Row]:
    """Return what an article costs each of them, and how many times ours that is."""
    return _rows(articles=300 if is_short else 800, rounds=2 if is_short else 3)


def _rows(articles: int, rounds: int) -> list[Row]:
    pythons = {framework: python_of(framework) for framework, _, _ in PEERS.values()}
    stay_on_the_first_core()
    with newsroom_beside(articles, page_size=PAGE_SIZE) as address:
        found = [_round(address, articles, pythons) for _ in range(rounds)]
    costs = {name: [one[name] for one in found] for name in (OURS, *PEERS)}
    cpu = {name: [each.article for each in those] for name, those in costs.items()}
    memory = {name: [each.memory for each in those] for name, those in costs.items()}
    start = f"the start and {PAGE_SIZE} articles"
    return [
        *(over_rounds(name, took, "µs CPU an article") for name, took in cpu.items()),
        *(
            ratio(f"{name} / {OURS}, CPU", cpu[name], cpu[OURS], at_least(goal))
            for name, (_, _, goal) in PEERS.items()
        ),
        *(
            over_rounds(f"{name}, {start}", [each.start for each in those], "s CPU")
            for name, those in costs.items()
        ),
        *(over_rounds(name, took, "MiB") for name, took in memory.items()),
        ratio(
            f"{OURS} / Scrapy with parsel, memory",
            memory[OURS],
            memory["Scrapy with parsel"],
            at_most(0.35),
        ),
    ]


def _round(address: str, articles: int, pythons: Mapping[str, Path]) -> dict[str, Cost]:
    found = {OURS: _cost(partial(_by_us, address), articles)}
    for name, (framework, reader, _) in PEERS.items():
        by_peer = partial(_by_peer, pythons[framework], framework, reader, address)
        found[name] = _cost(by_peer, articles)
    return found


def _cost(crawl: Callable[[int], Crawl], articles: int) -> Cost:
    """Return what a crawl costs, without its start."""
    start, whole = crawl(PAGE_SIZE), crawl(articles)
    return Cost(
        article=(whole.cpu - start.cpu) * 1e6 / (articles - PAGE_SIZE),
        start=start.cpu,
        memory=whole.memory,
    )


def _by_us(address: str, articles: int) -> Crawl:
    with tempfile.TemporaryDirectory() as folder:
        configured(Path(folder), address, AT_ONCE, scouts=1)
        pages = str(articles // PAGE_SIZE)
        words = ("--config", f"{folder}/monitor.toml", "crawl", "--json", "--pages", pages)
        crawl, told = _crawl([sys.executable, "-m", "monitor", *words])
    return _whole(crawl, OURS, json.loads(told[-1])["by_source"]["en"]["articles"], articles)


def _by_peer(python: Path, framework: str, reader: str, address: str, articles: int) -> Crawl:
    module = f"benchmarks.peers.with_{framework}"
    with tempfile.TemporaryDirectory() as folder:
        words = (reader, address, str(articles), folder, str(AT_ONCE))
        crawl, told = _crawl([str(python), "-m", module, *words])
    return _whole(crawl, f"{framework} with {reader}", int(told[-1]), articles)


def _whole(crawl: Crawl, name: str, kept: int, articles: int) -> Crawl:
    if kept != articles:
        sys.exit(f"{name} kept {kept} of {articles} articles")
    return crawl


def _crawl(command: Sequence[str]) -> tuple[Crawl, list[str]]:
    """Run a crawl; return what it took, and the lines that it printed."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, cwd=ROOT, stdout=said) as program,
    ):
        before, family = _children(), Family(program.pid)
        while program.poll() is None:
            family.look()
            time.sleep(0.05)
        if program.returncode:
            sys.exit(f"{' '.join(command)} ended with {program.returncode}")
        said.seek(0)
        lines = said.read().decode().splitlines()
    return Crawl(cpu=_children() - before, memory=family.memory), lines


def _children() -> float:
    """Return the seconds of CPU of the children that ended, and of theirs; who serves the pages lives on."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
