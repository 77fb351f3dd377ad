"""`python -m benchmarks.deciding`: what the decision alone costs, by what came of the page.

The decisions of the looks of `benchmarks.unchanged`, each with the very values it had there, made again: no fetch, no
store. CPU of this thread by article; a figure is the best of the passes of its round, as what disturbs only adds.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.newsroom import newsroom_beside, stay_on_the_first_core
from benchmarks.path import configured
from benchmarks.row import Row, over_rounds, print_rows
from benchmarks.unchanged import AT_ONCE, UNIT, looks
from monitor.core import plan
from monitor.core.plan import decide
from monitor.model import Plan, Target, TargetKind

# In the order of the looks.
LOOKS = ("read first", "not modified (304)", "the same", "the same again", "a sentence more")
PASSES = 7

Decision = Callable[[], Plan]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    wish = parser.parse_args()
    print_rows(_rows(wish.articles, wish.rounds))


def rows(*, is_short: bool) -> list[Row]:
    """Return what a decision costs."""
    return _rows(articles=100 if is_short else 200, rounds=1 if is_short else 3)


def _rows(articles: int, rounds: int) -> list[Row]:
    stay_on_the_first_core()
    found = [[_best(each) for each in _decisions(articles)] for _ in range(rounds)]
    return [
        over_rounds(f"to decide: {name}", took, UNIT)
        for name, took in zip(LOOKS, zip(*found, strict=True), strict=True)
    ]


def _decisions(articles: int) -> list[Sequence[Decision]]:
    """Return the decisions over articles, look by look."""
    made: list[Decision] = []

    def noting(target: Target, *rest: Any, **also: Any) -> Plan:
        if target.kind is TargetKind.ARTICLE:
            made.append(partial(decide, target, *rest, **also))
        return decide(target, *rest, **also)

    with (
        newsroom_beside(articles, is_still=True) as address,
        tempfile.TemporaryDirectory() as folder,
        patch.object(plan, "decide", noting),
    ):
        config = configured(Path(folder), address, AT_ONCE)
        asyncio.run(looks(config, address))
    return [made[at : at + articles] for at in range(0, len(made), articles)]


def _best(decisions: Sequence[Decision]) -> float:
    """Return microseconds of a decision."""
    best = float("inf")
    for _ in range(PASSES):
        began = time.thread_time()
        for each in decisions:
            each()
        best = min(best, time.thread_time() - began)
    return best * 1e6 / len(decisions)


if __name__ == "__main__":
    main()
