"""What matching an article costs, by the number of rules: `python -m benchmarks.rules`.

Articles of 3 KB in three languages; rules in the mix that analysts write. Times are CPU time of the thread per
article, the best of several rounds in which the engines take turns; ratios are safer than figures. Every size is
measured in a process of its own. `--known` is the share of the rules' words that occur in articles at all.
"""

import argparse
import gc
import multiprocessing
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.row import RATIO, Row, at_most, over_rounds
from benchmarks.rules_corpus import Corpus
from benchmarks.rules_engines import ENGINES, Engine, Match
from monitor.core.rules import Document

SIZES = (10, 1_000, 10_000, 100_000)
# Few rules hit; and, as the worst that is likely, some twenty rules hit every article.
SHARES = (0.0007, 0.03)
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(kw_only=True, slots=True)
class Trial:
    """One engine with one set of rules: what building took, and the best time of every article."""

    name: str
    match: Match
    built_in: float
    megabytes: float
    best: list[float]
    cold: float = 0.0
    found: int = 0

    def at(self, share: float) -> float:
        """Return the time that so many articles did not exceed, in milliseconds."""
        ordered = sorted(self.best)
        return ordered[int(len(ordered) * share)] * 1e3

    @property
    def per_article(self) -> float:
        """Return how many rules hit an article."""
        return self.found / len(self.best)

    def line(self) -> str:
        """Return the trial as a line of the table."""
        return (
            f"{self.name:36} {self.at(0.5):9.3f} {self.at(0.95):9.3f} {self.cold * 1e3:9.2f}"
            f" {self.built_in:9.2f} {self.megabytes:8.0f} {self.per_article:9.2f}"
        )


def main() -> None:
    options = _options()
    for name, module in ((e.name, e.module) for e in ENGINES if not e.is_installed):
        print(f"not installed, passed over: {name} ({module}; the `bench` extra has it)")
    for share in options.known:
        for size in options.sizes:
            # A fresh process, so that memory is that of this size alone.
            child = multiprocessing.get_context("spawn").Process(
                target=measure, args=(size, share, options.articles, options.rounds)
            )
            child.start()
            child.join()


def rows(*, is_short: bool) -> list[Row]:
    """Return the figures of the program's own engine, at few hits and at many."""
    articles, rounds = (50, 3) if is_short else (100, 4)
    most = 10_000 if is_short else 100_000
    few, many = SHARES
    trials = {size: _apart(size, few, articles, rounds) for size in (most // 100, most // 10, most)}
    busy = _apart(most, many, articles, rounds)
    steps = [trials[size].at(0.5) / trials[size // 10].at(0.5) for size in list(trials)[1:]]
    at = f"{most:,} rules"
    hits = f"{busy.per_article:.0f} hits an article"
    big = trials[most]
    return [
        Row(
            label=f"p50, {at}, {big.per_article:.1f} hits",
            value=big.at(0.5),
            unit="ms CPU",
            goal=at_most(0.3),
        ),
        Row(label=f"p95, {at}, {big.per_article:.1f} hits", value=big.at(0.95), unit="ms CPU"),
        Row(label=f"p50, {at}, {hits}", value=busy.at(0.5), unit="ms CPU"),
        Row(label=f"p95, {at}, {hits}", value=busy.at(0.95), unit="ms CPU", goal=at_most(1.0)),
        over_rounds("ten times the rules, p50", steps, RATIO, at_most(2.0)),
        Row(label=f"build, {at}", value=big.built_in, unit="s CPU", goal=at_most(5.0)),
        Row(label=f"memory, {at}", value=big.megabytes, unit="MB", goal=at_most(150)),
    ]


def _apart(size: int, share: float, articles: int, rounds: int) -> Trial:
    """Return the trial of the program's own engine in a fresh process, so that memory is that of this size alone."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as own:
        return own.submit(_own_trial, size, share, articles, rounds).result()


def _own_trial(size: int, share: float, articles: int, rounds: int) -> Trial:
    corpus = Corpus()
    documents, queries = corpus.articles(articles), corpus.queries(size, share)
    trial = _built(ENGINES[0], queries, documents)
    for _ in range(rounds):
        _run(trial, documents)
    # What matches cannot be pickled, and is not asked any more.
    trial.match = len  # type: ignore[assignment]
    return trial


def measure(size: int, share: float, articles: int, rounds: int) -> None:
    """Print the table of one size."""
    corpus = Corpus()
    documents, queries = corpus.articles(articles), corpus.queries(size, share)
    letters = sum(len(document.body) for document in documents) // articles
    print(
        f"\n{size} rules, {share:.2%} of their words known; {articles} articles of {letters} letters,"
    )
    print(f"{corpus.size} words in the stock; best of {rounds} rounds; ms, s, MB")
    print(f"{'':36} {'p50':>9} {'p95':>9} {'cold':>9} {'build s':>9} {'MB':>8} {'matches':>9}")
    trials = [
        _built(engine, queries, documents)
        for engine in ENGINES
        if engine.is_installed and (engine.most is None or size <= engine.most)
    ]
    for _ in range(rounds):
        for trial in trials:
            _run(trial, documents)
    for trial in trials:
        print(trial.line())
    for engine in ENGINES:
        if engine.most is not None and size > engine.most:
            print(f"{engine.name:36} does not survive {size} rules")


def _built(engine: Engine, queries: list[str], documents: Sequence[Document]) -> Trial:
    gc.collect()
    before, began = _resident(), time.thread_time()
    match = engine.build(queries)
    built_in = time.thread_time() - began
    gc.collect()
    megabytes = _resident() - before
    # Every article is new once: its unknown words are worked out.
    began = time.thread_time()
    for document in documents:
        match(document)
    cold = (time.thread_time() - began) / len(documents)
    return Trial(
        name=engine.name,
        match=match,
        built_in=built_in,
        megabytes=megabytes,
        best=[float("inf")] * len(documents),
        cold=cold,
    )


def _run(trial: Trial, documents: Sequence[Document]) -> None:
    trial.found = 0
    for number, document in enumerate(documents):
        began = time.thread_time()
        trial.found += trial.match(document)
        trial.best[number] = min(trial.best[number], time.thread_time() - began)


def _resident() -> float:
    """Return the memory of this process, in megabytes (Linux)."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * _PAGE / 1e6


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--known", type=float, nargs="+", default=SHARES)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
