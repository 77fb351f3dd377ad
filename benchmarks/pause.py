"""`python -m benchmarks.pause`: how long the daemon's loop stands still while it has more to do than it can.

The whole path with scouts, pages ready at once: what stands still meanwhile keeps signals, wishes, people and the
watchdog waiting. A watch on the loop wants to be back after 5 ms, ever again; a pause is by how much it was late, less
the time in which the machine ran somebody else.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path
from statistics import median, quantiles

from benchmarks.newsroom import newsroom_beside
from benchmarks.path import configured, crawled_here
from benchmarks.row import Row, at_most, over_rounds, print_rows
from benchmarks.torture.elsewhere import pauses_of_the_loop
from monitor.config import Config

AT_ONCE = 16


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    wish = parser.parse_args()
    print_rows(_rows(wish.articles, wish.rounds))


def rows(*, is_short: bool) -> list[Row]:
    """Return how long the loop stood still."""
    return _rows(articles=300 if is_short else 1000, rounds=3 if is_short else 5)


def _rows(articles: int, rounds: int) -> list[Row]:
    with newsroom_beside(articles) as address:
        found = [_round(address, articles) for _ in range(rounds + 1)][1:]  # the first one warms up
    half, most, longest = zip(*found, strict=True)
    return [
        over_rounds("pause of the loop, p50", half, "ms"),
        over_rounds("pause of the loop, p99", most, "ms", at_most(25)),
        over_rounds("pause of the loop, the longest of a round", longest, "ms"),
    ]


def _round(address: str, articles: int) -> tuple[float, float, float]:
    """Return the median, the 99th percentile and the most of the pauses, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        config = configured(Path(folder), address, AT_ONCE, scouts=1)
        pauses = asyncio.run(_watched(config, articles))
    return median(pauses), quantiles(pauses, n=100)[-1], max(pauses)


async def _watched(config: Config, articles: int) -> list[float]:
    async with pauses_of_the_loop() as pauses:
        await crawled_here(config, articles)
    return [own * 1e3 for _, own in pauses]


if __name__ == "__main__":
    main()
