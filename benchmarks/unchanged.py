"""`python -m benchmarks.unchanged`: what it costs to look again at a page on which nothing happened.

The same articles are looked at by the program itself, which goes on all the while as the daemon does: read first; asked
for with their validators and answered 304; served whole though nothing changed, as by a site without validators; served
whole once more, by when they are known by their bytes; and served with a sentence more. The newsroom's clock stands
still, so that the second answer is a 304. CPU is this process's, all threads, by article.
"""

import argparse
import asyncio
import io
import json
import sqlite3
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.newsroom import newsroom_beside, stay_on_the_first_core
from benchmarks.path import configured
from benchmarks.row import Row, at_most, over_rounds, print_rows, ratio
from monitor.config import Config
from monitor.model import SourceId
from monitor.runtime.clock import SystemClock
from monitor.runtime.crawl import SourceTally, Tally
from monitor.runtime.engine import Engine, Listeners, Scope, open_engine

AT_ONCE = 16
UNIT = "µs CPU an article"
DUE = "UPDATE target SET due_at = '2020-01-01T00:00:00.000+00:00' WHERE kind = 'article'"
FORGET = "UPDATE target SET etag = '', last_modified = '' WHERE kind = 'article'"
EN = SourceId("en")

clock = SystemClock()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    wish = parser.parse_args()
    print_rows(_rows(wish.articles, wish.rounds))


def rows(*, is_short: bool) -> list[Row]:
    """Return what a look costs by what came of it, and how many times a changed page's that is."""
    return _rows(articles=200 if is_short else 500, rounds=3 if is_short else 5)


def _rows(articles: int, rounds: int) -> list[Row]:
    stay_on_the_first_core()
    found = [_round(articles) for _ in range(rounds + 1)][1:]  # the first one warms up
    first, not_modified, met, same, changed = zip(*found, strict=True)
    return [
        over_rounds("a page that is read first", first, UNIT),
        over_rounds("a page with a sentence more", changed, UNIT),
        over_rounds("a page that is the same, served whole for the first time", met, UNIT),
        over_rounds("a page that is the same, served whole", same, UNIT),
        over_rounds("a page that was not modified (304)", not_modified, UNIT),
        ratio("the same, for the first time / changed", met, changed),
        ratio("the same / changed", same, changed, at_most(0.4)),
        ratio("304 / changed", not_modified, changed, at_most(0.4)),
    ]


def _round(articles: int) -> Sequence[float]:
    """Return microseconds of CPU an article for the five looks."""
    with (
        newsroom_beside(articles, is_still=True) as address,
        tempfile.TemporaryDirectory() as folder,
    ):
        config = configured(Path(folder), address, AT_ONCE)
        taken = asyncio.run(looks(config, address))
    return [each * 1e6 / articles for each in taken]


async def looks(config: Config, address: str) -> list[float]:
    """Return seconds of CPU of each look at a newsroom that is still."""
    numbers = [article["id"] for article in json.loads(_desk(address, "truth"))]
    now, many, tally = clock.now(), len(numbers), SourceTally()
    whole = Tally(by_source={EN: tally})
    engine = await open_engine(
        config,
        clock=clock,
        console=io.StringIO(),
        listeners=Listeners(on_checked=whole.count_check, on_settled=whole.count_attempt),
        scope=Scope(due_by=now, sources=frozenset({EN})),
    )
    deliveries = asyncio.ensure_future(engine.deliveries.work())
    try:
        await engine.store.wish({EN}, now, many)
        taken = [await _look(engine, tally, pages=many)]
        _write(config, DUE)
        taken.append(await _look(engine, tally, unmodified=many))
        for _ in range(2):
            _write(config, DUE, FORGET)
            taken.append(await _look(engine, tally, pages=many))
        for number in numbers:
            await asyncio.to_thread(_desk, address, f"revise/{number}", {"kind": "edited"})
        _write(config, DUE)
        taken.append(await _look(engine, tally, pages=many))
        engine.deliveries.finish()
        await deliveries
    finally:
        await engine.close()
    return taken


async def _look(
    engine: Engine, tally: SourceTally, *, pages: int = 0, unmodified: int = 0
) -> float:
    """Check what is due, see to it that all articles were looked at with that result, and return seconds of CPU."""
    before = time.process_time()
    tally.pages = tally.unmodified = 0
    engine.checks.finish()
    await engine.checks.work()
    if (tally.pages, tally.unmodified) != (pages, unmodified):
        sys.exit(f"{tally.pages} pages read, {tally.unmodified} not modified")
    return time.process_time() - before


def _write(config: Config, *statements: str) -> None:
    """Change the database, in which nobody writes at the moment."""
    with closing(sqlite3.connect(config.database)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def _desk(address: str, order: str, facts: Mapping[str, str] | None = None) -> bytes:
    """Return the answer of the newsroom's desk to a question, or to an order if it has facts."""
    body = None if facts is None else json.dumps(facts).encode()
    with urllib.request.urlopen(f"http://{address}/-/{order}", data=body) as answer:
        answered: bytes = answer.read()
    return answered


if __name__ == "__main__":
    main()
