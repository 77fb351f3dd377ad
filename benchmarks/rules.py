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
from dataclasses import dataclass
from pathlib import Path

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

    def row(self) -> str:
        ordered = sorted(self.best)
        p50, p95 = (ordered[int(len(ordered) * share)] * 1e3 for share in (0.5, 0.95))
        per_article = self.found / len(self.best)
        return (
            f"{self.name:36} {p50:9.3f} {p95:9.3f} {self.cold * 1e3:9.2f}"
            f" {self.built_in:9.2f} {self.megabytes:8.0f} {per_article:9.2f}"
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
        print(trial.row())
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
