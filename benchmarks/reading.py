"""`python -m benchmarks.reading`: what it takes to read a page, beside what it takes to parse it.

Pages of a newsroom, all variants in turns in every round, on one core; CPU of this thread, the best of the rounds.
"""

import argparse
import asyncio
import gzip
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from benchmarks.newsroom import stay_on_the_first_core
from benchmarks.row import RATIO, Row, at_most, print_rows
from monitor.config.sites import load_site, shipped_folder
from monitor.core.extract import read_article
from monitor.core.reading import KEPT_BLOCKS, is_sampled, read
from monitor.core.rereading import Rereader
from monitor.demo import Newsroom
from monitor.egress import Answer, Egress, Request
from monitor.egress.decode import decoder_of
from monitor.model import FetchLimits, Page, Selectors, SourceId, Target, TargetKind
from monitor.runtime.clock import SystemClock

_COUNTER = re.compile(rb"(views: )([0-9]+)")
clock = SystemClock()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Matter:
    """Article pages with their targets, the same with another counter, and one listing."""

    selectors: Selectors
    articles: Sequence[tuple[Target, Page]]
    again: Sequence[tuple[Target, Page]]
    listing: tuple[Target, Page]


def main() -> None:
    """Measure and print."""
    wish = _arguments()
    print_rows(measure(wish.articles, wish.rounds))


def rows(*, is_short: bool) -> list[Row]:
    """Return the rows of the table."""
    return measure(30, 3) if is_short else measure(60, 9)


def measure(articles: int, rounds: int) -> list[Row]:
    """Return the rows of the table."""
    stay_on_the_first_core()
    matter = asyncio.run(_gather(articles))
    cost = _best(_works(matter), rounds)
    full = cost["gunzip"] + cost["read at a check"]
    again = cost["gunzip"] + cost["read again, another counter"]
    parse = cost["parse"]
    return [
        *(Row(label=name, value=1e6 * s, unit="µs CPU a page") for name, s in cost.items()),
        Row(label="read whole / parse", value=cost["read whole"] / parse, unit=RATIO),
        Row(
            label="read at a check / parse",
            value=cost["read at a check"] / parse,
            unit=RATIO,
            goal=at_most(2),
        ),
        Row(
            label="gunzip and read again / gunzip and read",
            value=again / full,
            unit=RATIO,
            goal=at_most(0.2),
        ),
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=9)
    return parser.parse_args()


async def _gather(count: int) -> _Matter:
    selectors = load_site(shipped_folder() / "24.kg.toml")
    async with Newsroom(articles=2 * count, editions=("en",)) as newsroom:
        limits = FetchLimits(allow_addresses=frozenset({newsroom.address}))
        async with Egress(limits, clock) as egress:
            urls = [newsroom.article_url(article) for article in newsroom.listed("en")]
            pages = [await _page(egress, limits, url) for url in urls[:count]]
            listing = await _page(egress, limits, newsroom.listing("en"))
            selectors = replace(selectors, hosts=selectors.hosts | {newsroom.address})
    of_page = (
        (_target(page, TargetKind.ARTICLE, number), page) for number, page in enumerate(pages)
    )
    articles = [
        (target, _counting(page, 4242)) for target, page in of_page if not is_sampled(target)
    ]
    return _Matter(
        selectors=selectors,
        articles=articles,
        again=[(target, _counting(page, 4343)) for target, page in articles],
        listing=(_target(listing, TargetKind.LISTING, 0), listing),
    )


async def _page(egress: Egress, limits: FetchLimits, url: str) -> Page:
    answer = await egress.send(Request(url=url, max_bytes=limits.max_bytes, timeout=limits.timeout))
    assert isinstance(answer, Answer)
    assert answer.status == 200
    kind = answer.header("content-type")
    return Page(url=url, final_url=url, body=answer.body, content_type=kind)


def _target(page: Page, kind: TargetKind, number: int) -> Target:
    source, now = SourceId("en"), clock.now()
    return Target(
        id=number, kind=kind, source=source, url=page.url, host="", due_at=now, lease="lease"
    )


def _counting(page: Page, views: int) -> Page:
    return replace(page, body=_COUNTER.sub(rb"\g<1>%d" % views, page.body))


def _works(matter: _Matter) -> dict[str, Callable[[], object]]:
    """Return by name what is measured, each a pass over all pages."""
    selectors, now = matter.selectors, clock.now()
    limits = FetchLimits()
    wires = [gzip.compress(page.body) for _, page in matter.articles]
    rereader = _taught(matter)
    return {
        # As the way out does it.
        "gunzip": lambda: [decoder_of("gzip").feed(wire, limits.max_bytes) for wire in wires],
        "parse": lambda: [_parse(page.body) for _, page in matter.articles],
        "read whole": lambda: [
            read_article(page, selectors, now=now, blocks=KEPT_BLOCKS)
            for _, page in matter.articles
        ],
        "read at a check": lambda: [
            read(target, page, selectors, now) for target, page in matter.articles
        ],
        "read for the first time, to be known again": lambda: _read_all(Rereader(), matter),
        "read again, another counter": lambda: _read_all(rereader, matter),
        "read a listing": lambda: [read(*matter.listing, selectors, now) for _ in matter.articles],
    }


def _parse(body: bytes) -> LexborHTMLParser:
    return LexborHTMLParser(body, options=LexborDocumentOptions.WO_EVENTS)


def _taught(matter: _Matter) -> Rereader:
    """Return a reader that met each page with two counters."""
    rereader = Rereader()
    for pages in (matter.again, matter.articles, matter.again):
        for target, page in pages:
            rereader.read(target, page, matter.selectors, clock.now())
    before = rereader.spared
    _read_all(rereader, matter)
    assert rereader.spared - before == len(matter.articles)
    return rereader


def _read_all(rereader: Rereader, matter: _Matter) -> None:
    for target, page in matter.articles:
        rereader.read(target, page, matter.selectors, clock.now())


def _best(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return seconds a page."""
    best = dict.fromkeys(works, float("inf"))
    pages = len(works["gunzip"]())  # type: ignore[arg-type] - a list, see there
    for _ in range(rounds):
        for name, work in works.items():
            began = time.thread_time()
            work()
            best[name] = min(best[name], (time.thread_time() - began) / pages)
    return best


if __name__ == "__main__":
    main()
