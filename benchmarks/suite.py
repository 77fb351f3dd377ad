"""Which benchmarks there are, and how one is run: in a process of its own, so that none inherits another's memory.

Each is a module with `rows(*, is_short)`. Short forms are for checking; the long ones are worth publishing.
"""

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks import (
    afterlife,
    attention,
    curves,
    deciding,
    delivery,
    evidence,
    growth,
    healing,
    healing_alone,
    healing_listings,
    healing_random,
    latency,
    learning,
    observations,
    pages,
    path,
    pause,
    reading,
    rules,
    scheduling,
    signature,
    start,
    stories,
    transport,
    two_cores,
    unchanged,
)
from benchmarks.peers import compare
from benchmarks.row import Row

Measure = Callable[..., list[Row]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Benchmark:
    """What a benchmark measures, in a line, and the function that does. `is_optional`: runs only if it is named."""

    title: str
    rows: Measure
    is_optional: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What a benchmark found, how many seconds it took, and how many cores others kept busy meanwhile."""

    rows: list[Row]
    seconds: float
    others: float


SUITE: Mapping[str, Benchmark] = {
    "path": Benchmark(title="The whole path, beside its floor", rows=path.rows),
    "transport": Benchmark(title="The way out, beside stock clients", rows=transport.rows),
    "unchanged": Benchmark(title="Looks at pages that did not change", rows=unchanged.rows),
    "evidence": Benchmark(title="Pages that are kept, and read again", rows=evidence.rows),
    "deciding": Benchmark(title="Decisions alone", rows=deciding.rows),
    "two_cores": Benchmark(title="A second core", rows=two_cores.rows),
    "pause": Benchmark(title="Pauses of the loop under load", rows=pause.rows),
    "start": Benchmark(title="What it costs before it works", rows=start.rows),
    "reading": Benchmark(title="A page read, beside a page parsed", rows=reading.rows),
    "peers": Benchmark(
        title="The same crawl by other frameworks", rows=compare.rows, is_optional=True
    ),
    "rules": Benchmark(title="Matching an article, by the number of rules", rows=rules.rows),
    "delivery": Benchmark(title="Deliveries, beside plain posts", rows=delivery.rows),
    "latency": Benchmark(title="From page to webhook", rows=latency.rows),
    "scheduling": Benchmark(title="Ten thousand targets that come due", rows=scheduling.rows),
    "attention": Benchmark(title="Delay of new articles, beside even polling", rows=attention.rows),
    "curves": Benchmark(title="View curves, beside even readings", rows=curves.rows),
    "observations": Benchmark(title="Observations stored and read", rows=observations.rows),
    "growth": Benchmark(title="An article in the store, and with many held", rows=growth.rows),
    "pages": Benchmark(title="Pages over a million articles", rows=pages.rows),
    "signature": Benchmark(title="The database's own number in each group", rows=signature.rows),
    "stories": Benchmark(title="Copies found, and what that costs", rows=stories.rows),
    "learning": Benchmark(title="A strange site learned from three pages", rows=learning.rows),
    "healing": Benchmark(title="Fields found again after redesigns", rows=healing.rows),
    "healing_listings": Benchmark(
        title="Listings found again after redesigns", rows=healing_listings.rows
    ),
    "healing_random": Benchmark(
        title="Listings drawn at random, and found again", rows=healing_random.rows
    ),
    "healing_alone": Benchmark(
        title="Fields found again by the daemon itself", rows=healing_alone.rows
    ),
    "afterlife": Benchmark(title="Events reported, beside events done", rows=afterlife.rows),
}


def run(name: str, *, is_short: bool) -> Run:
    """Measure one benchmark in a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    began, busy, own = time.monotonic(), _busy(), _own()
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
        rows = pool.submit(measure, name, is_short=is_short).result()
    seconds = time.monotonic() - began
    others = (_busy() - busy - (_own() - own)) / seconds
    return Run(rows=rows, seconds=seconds, others=max(others, 0.0))


def measure(name: str, *, is_short: bool) -> list[Row]:
    """Measure here and now."""
    return SUITE[name].rows(is_short=is_short)


def _busy() -> float:
    """Return the seconds that all cores together have worked (Linux)."""
    user, nice, system, _, _, irq, soft, steal = map(
        int, Path("/proc/stat").read_text("ascii").split(maxsplit=9)[1:9]
    )
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """Return the seconds that this process and its children that ended have worked."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)
