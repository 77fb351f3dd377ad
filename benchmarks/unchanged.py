"""`python -m benchmarks.unchanged`: what it costs to look again at a page on which nothing happened.

The same articles are crawled by the program itself four times in a round: read first; asked for with their validators
and answered 304; served whole though nothing changed, as by a site without validators; and served with a sentence
more. Counters stand still, so that the second answer is a 304. CPU is this process's, all threads, by article; each
crawl polls one page of the listing besides.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.newsroom import newsroom_beside, stay_on_the_first_core
from benchmarks.path import configured, cpu, crawled
from benchmarks.row import Row, at_most, over_rounds, print_rows, ratio
from monitor.config import Config

AT_ONCE = 16
UNIT = "µs CPU an article"
DUE = "UPDATE target SET due_at = '2020-01-01T00:00:00.000+00:00' WHERE kind = 'article'"
FORGET = "UPDATE target SET etag = '', last_modified = '' WHERE kind = 'article'"


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
    first, changed, same, not_modified = zip(*found, strict=True)
    return [
        over_rounds("a page that is read first", first, UNIT),
        over_rounds("a page with a sentence more", changed, UNIT),
        over_rounds("a page that is the same, served whole", same, UNIT),
        over_rounds("a page that was not modified (304)", not_modified, UNIT),
        ratio("the same / changed", same, changed, at_most(0.4)),
        ratio("304 / changed", not_modified, changed, at_most(0.4)),
    ]


def _round(articles: int) -> Sequence[float]:
    """Return microseconds of CPU an article for the four looks."""
    with newsroom_beside(articles) as address, tempfile.TemporaryDirectory() as folder:
        config = configured(Path(folder), address, AT_ONCE)
        numbers = [article["id"] for article in json.loads(_desk(address, "truth"))]
        for number in numbers:
            _desk(address, f"freeze/{number}", {})
        first = cpu(lambda: _look(config, articles, pages=articles))
        _write(config, DUE)
        not_modified = cpu(lambda: _look(config, 1, unmodified=articles))
        _write(config, DUE, FORGET)
        same = cpu(lambda: _look(config, 1, pages=articles))
        _write(config, DUE)
        for number in numbers:
            _desk(address, f"revise/{number}", {"kind": "edited"})
        changed = cpu(lambda: _look(config, 1, pages=articles))
    return [each * 1e6 / articles for each in (first, changed, same, not_modified)]


def _look(config: Config, listing_pages: int, *, pages: int = 0, unmodified: int = 0) -> None:
    """Crawl, and see to it that all articles were looked at with that result."""
    tally = crawled(config, listing_pages)
    if (tally.pages, tally.unmodified) != (pages, unmodified):
        sys.exit(f"{tally.pages} pages read, {tally.unmodified} not modified")


def _write(config: Config, *statements: str) -> None:
    """Change the database, which nobody has open."""
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
