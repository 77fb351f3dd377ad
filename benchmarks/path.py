"""`python -m benchmarks.path`: articles per CPU second for the whole path, beside its floor.

The whole path is the program itself: claim, fetch, extract, decide, match, commit, with grouped commits
and full-text search. The floor is fetching the same pages through the same way out and doing nothing with
them, plus extracting the same bytes and doing nothing with that. All three run in every round, on one core,
against a newsroom on the other; the table shows the median of the rounds. CPU is this process's, user and
system, all threads.
"""

import argparse
import asyncio
import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.newsroom import newsroom_beside, stay_on_the_first_core
from benchmarks.row import Row, at_most, over_rounds, print_rows, ratio
from monitor.config import Config, load
from monitor.core.extract import read_article
from monitor.core.reading import KEPT_BLOCKS, read
from monitor.egress import Answer, Egress, Request
from monitor.model import FetchLimits, ListingReading, Page, SourceId, Target, TargetKind
from monitor.runtime.clock import SystemClock
from monitor.runtime.crawl import SourceTally, crawl

RULES = (
    "Vakunov OR Вакунов",
    "visa-free OR безвизовый",
    '"Foreign Ministry"',
    "ambassador AND (visit OR arrival)",
    "budget NOT football",
    '"President of Kyrgyzstan"',
    "customs OR border",
    "parliament AND bill",
)
CONFIG = """\
[monitor]
database = "monitor.db"
[fetch]
agent = "monitor-benchmark (+https://example.org/monitor)"
concurrency = {concurrency}
scouts = {scouts}
allow_addresses = ["{address}"]
[politeness]
delay = "0s"
concurrency = {concurrency}
robots = false
[[source]]
id = "en"
site = "24.kg"
listing = "http://{address}/english/"
language = "en"
every = "1h"
{rules}
[[sink]]
id = "log"
kind = "console"
"""
RULE = '[[rule]]\nid = "rule-{number}"\nquery = \'{query}\'\nsinks = ["log"]\n'

clock = SystemClock()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5)
    wish = parser.parse_args()
    print(f"{wish.articles} articles, {wish.concurrency} at once, one core")
    print_rows(_rows(wish.articles, wish.concurrency, wish.rounds))


def rows(*, is_short: bool) -> list[Row]:
    """Return what an article costs in each part, and the whole path over its floor."""
    return _rows(articles=300 if is_short else 1000, concurrency=16, rounds=3 if is_short else 5)


def _rows(articles: int, concurrency: int, rounds: int) -> list[Row]:
    stay_on_the_first_core()
    with newsroom_beside(articles) as address:
        # The first round warms the newsroom's caches and our own.
        _round(address, articles, concurrency)
        found = [_round(address, articles, concurrency) for _ in range(rounds)]
    fetch, parse, whole = ([one[part] for one in found] for part in ("fetch", "parse", "whole"))
    floor = [a + b for a, b in zip(fetch, parse, strict=True)]
    unit = "µs CPU an article"
    return [
        over_rounds("fetch only", fetch, unit),
        over_rounds("extract only", parse, unit),
        over_rounds("floor: fetch + extract", floor, unit),
        over_rounds("whole path", whole, unit),
        over_rounds("whole path", [1e6 / each for each in whole], "articles per CPU second"),
        ratio("whole path / floor", whole, floor, at_most(1.35)),
    ]


def _round(address: str, articles: int, concurrency: int) -> dict[str, float]:
    """Return CPU microseconds an article of each part."""
    with tempfile.TemporaryDirectory() as folder:
        config = configured(Path(folder), address, concurrency)
        whole = cpu(lambda: _whole(config, articles))
        urls = asyncio.run(_urls(config, address, articles))
        pages: list[Page] = []
        fetch = cpu(lambda: pages.extend(asyncio.run(_fetch(config.limits, urls))))
        parse = cpu(lambda: _parse(config, pages))
    scale = 1e6 / articles
    return {"whole": whole * scale, "fetch": fetch * scale, "parse": parse * scale}


def configured(folder: Path, address: str, concurrency: int, scouts: int = 0) -> Config:
    """Return the configuration of a crawl of the newsroom's English edition, with the eight rules."""
    rules = "".join(RULE.format(number=n, query=query) for n, query in enumerate(RULES))
    path = folder / "monitor.toml"
    filled = CONFIG.format(address=address, concurrency=concurrency, scouts=scouts, rules=rules)
    path.write_text(filled)
    return load(path, {})


def cpu(work: Callable[[], object]) -> float:
    """Return the seconds of CPU that this process spent on `work`."""
    before = time.process_time()
    work()
    return time.process_time() - before


def crawled(config: Config, pages: int) -> SourceTally:
    """Crawl so many pages of the listing and all that is due, and return what came of it."""
    return asyncio.run(crawled_here(config, pages))


async def crawled_here(config: Config, pages: int) -> SourceTally:
    """Do what `crawled` does in the loop that runs."""
    tally = await crawl(
        config,
        frozenset({SourceId("en")}),
        pages=pages,
        clock=clock,
        console=io.StringIO(),
        progress=lambda tally: None,
    )
    return tally.by_source["en"]


def _whole(config: Config, articles: int) -> None:
    stored = crawled(config, articles)
    if (stored.articles, stored.pages) != (articles, articles):
        sys.exit(f"{stored.articles} of {articles} articles stored, {stored.pages} pages read")


async def _urls(config: Config, address: str, articles: int) -> list[str]:
    """Return the addresses of all articles, from the listing pages."""
    urls: dict[str, str] = {}
    async with Egress(config.limits, clock) as egress:
        number = 1
        while len(urls) < articles:
            url = f"http://{address}/english/page_{number}/"
            page = await _page(egress, config.limits, url)
            target = Target(
                id=0,
                kind=TargetKind.LISTING,
                source=SourceId("en"),
                url=url,
                host="",
                due_at=clock.now(),
                lease="",
            )
            reading = read(target, page, config.selectors_by_site["24.kg"], clock.now())
            assert isinstance(reading, ListingReading)
            urls |= {identity.name: identity.url for _, identity in reading.named}
            number += 1
    return list(urls.values())


async def _fetch(limits: FetchLimits, urls: list[str]) -> list[Page]:
    waiting = iter(urls)
    pages: list[Page] = []

    async def work(egress: Egress) -> None:
        for url in waiting:
            pages.append(await _page(egress, limits, url))  # noqa: PERF401 - several workers share the list

    async with Egress(limits, clock) as egress:
        await asyncio.gather(*(work(egress) for _ in range(limits.concurrency)))
    return pages


async def _page(egress: Egress, limits: FetchLimits, url: str) -> Page:
    answer = await egress.send(Request(url=url, max_bytes=limits.max_bytes, timeout=limits.timeout))
    assert isinstance(answer, Answer)
    assert answer.status == 200
    return Page(
        url=url, final_url=url, body=answer.body, content_type=answer.header("content-type")
    )


def _parse(config: Config, pages: list[Page]) -> None:
    selectors = config.selectors_by_site["24.kg"]
    for page in pages:
        assert read_article(page, selectors, now=clock.now(), blocks=KEPT_BLOCKS).body


if __name__ == "__main__":
    main()
