"""`python -m benchmarks.two_cores`: how many times the pages a second the program reads with a second core.

The whole path with a scout, pages ready at once: daemon and scout together on one core, then on two, in turns. Who
serves the pages is pinned to the last core in both, and says from memory what it made once, as it shares that core
with what is measured. Wall time, so the machine should be quiet.
"""

import argparse
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.path import configured, crawled
from benchmarks.row import Row, at_least, over_rounds, print_rows, ratio
from benchmarks.still_site import still_site_beside

AT_ONCE = 32
# Articles on a page of the listing; the crawl that shows what a start and an end take reads one.
PAGE_SIZE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Crawl:
    """Seconds that a crawl took, and seconds of CPU that its two processes spent."""

    wall: float
    daemon: float
    scout: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """Articles a second once a crawl is under way, and what its two processes spend on each, in microseconds of CPU."""

    speed: float
    daemon: float
    scout: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scouts", type=int, default=1)
    wish = parser.parse_args()
    print_rows(_rows(wish.articles, wish.rounds, wish.scouts))


def rows(*, is_short: bool) -> list[Row]:
    """Return articles a second on one core and on two."""
    return _rows(articles=300 if is_short else 1000, rounds=3 if is_short else 5)


def _rows(articles: int, rounds: int, scouts: int = 1) -> list[Row]:
    cores = sorted(os.sched_getaffinity(0))[:2]
    with still_site_beside(articles, PAGE_SIZE) as address:
        found = [
            [_pace(address, articles, scouts, held) for held in ({cores[0]}, set(cores))]
            for _ in range(rounds + 1)
        ][1:]  # the first round warms up
    os.sched_setaffinity(0, cores)
    one, two = zip(*found, strict=True)
    speed, cost = "articles a second", "µs CPU an article"
    return [
        over_rounds("daemon and scout on one core", [each.speed for each in one], speed),
        over_rounds("daemon and scout on two cores", [each.speed for each in two], speed),
        ratio(
            "two cores / one core",
            [each.speed for each in two],
            [each.speed for each in one],
            at_least(1.7),
        ),
        *(
            over_rounds(f"{who}, {where}", [getattr(each, who) for each in paces], cost)
            for where, paces in (("on one core", one), ("on two cores", two))
            for who in ("daemon", "scout")
        ),
        ratio(
            "both, on one core / the busier of them, on two: what two can give at most",
            [each.daemon + each.scout for each in one],
            [max(each.daemon, each.scout) for each in two],
        ),
    ]


def _pace(address: str, articles: int, scouts: int, cores: set[int]) -> Pace:
    """Return how fast a crawl is between its start and its end."""
    start, whole = (_crawl(address, many, scouts, cores) for many in (PAGE_SIZE, articles))
    more = articles - PAGE_SIZE
    return Pace(
        speed=more / (whole.wall - start.wall),
        daemon=(whole.daemon - start.daemon) * 1e6 / more,
        scout=(whole.scout - start.scout) * 1e6 / more,
    )


def _crawl(address: str, articles: int, scouts: int, cores: set[int]) -> Crawl:
    """Crawl on these cores; what this process starts stays on them too."""
    os.sched_setaffinity(0, cores)
    with tempfile.TemporaryDirectory() as folder:
        config = configured(Path(folder), address, AT_ONCE, scouts=scouts)
        began, ours, theirs = time.monotonic(), time.process_time(), _children()
        tally = crawled(config, -(-articles // PAGE_SIZE))
        assert tally.pages == articles, tally
        return Crawl(
            wall=time.monotonic() - began,
            daemon=time.process_time() - ours,
            scout=_children() - theirs,
        )


def _children() -> float:
    """Return the seconds of CPU of the children that ended: the scouts; who serves the pages lives on."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
