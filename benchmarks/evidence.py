"""`python -m benchmarks.evidence`: what it costs to keep the pages that an archive's rows were made of.

Three questions, each answered in turns within a round, CPU of this process, all threads, on one core:
how small and how dear a page is as we pack it, beside gzip and zstd without a dictionary (the dictionary is made of the
first pages, the others are packed); what a crawl costs that keeps every first reading beside one that keeps none, and
so for looks at pages that did not change, of which none is kept; and how many kept pages are read again a second.

The pages are the newsroom's: 65 kB, of which most is the same on every page, as it is on sites. What a dictionary gains
rests on that share.
"""

import argparse
import asyncio
import gzip
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import zstandard

from benchmarks.newsroom import newsroom_beside, stay_on_the_first_core
from benchmarks.path import configured, cpu, crawled
from benchmarks.row import Row, at_most, over_rounds, print_rows, ratio
from benchmarks.unchanged import DUE, FORGET, UNIT
from monitor.config import Config
from monitor.core.evidence import Packer, train, unpacked_body
from monitor.core.reading import read
from monitor.model import Page, SourceId, Target, TargetKind
from monitor.model.evidence import Dictionary, PageQuery, Retention
from monitor.runtime.clock import SystemClock
from monitor.runtime.rehearsing import rehearse
from monitor.store.evidence.reading import SAMPLE, needed, open_pages
from monitor.store.evidence.store import open_page_store

AT_ONCE = 16
clock = SystemClock()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Packed:
    """What packing a page came to: its bytes and the microseconds of CPU, by way."""

    sizes: dict[str, float]
    costs: dict[str, float]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    wish = parser.parse_args()
    print_rows(_rows(wish.articles, wish.rounds))


def rows(*, is_short: bool) -> list[Row]:
    """Return what a kept page costs in bytes and in CPU, and what reading one again does."""
    return _rows(articles=120 if is_short else 300, rounds=3 if is_short else 5)


def _rows(articles: int, rounds: int) -> list[Row]:
    stay_on_the_first_core()
    with newsroom_beside(articles) as address:
        words, packings = _packings(address, articles, rounds)
        # The first one warms up.
        found = [_round(address, articles, words) for _ in range(rounds + 1)][1:]
    plain, kept, plain_again, kept_again, again, reading = zip(*found, strict=True)
    return [
        *_packing_rows(packings),
        over_rounds("a first reading, no page kept", plain, UNIT),
        over_rounds("a first reading, every page kept", kept, UNIT),
        ratio("first readings, kept / not kept", kept, plain, at_most(1.15)),
        ratio("unchanged pages, with an archive / without", kept_again, plain_again, at_most(1.05)),
        over_rounds("read again", [1e6 / each for each in again], "pages per CPU second"),
        ratio("read again / read", again, reading, at_most(1.5)),
    ]


def _packing_rows(packings: Sequence[_Packed]) -> list[Row]:
    rows = []
    for way in packings[0].sizes:
        rows.append(over_rounds(f"{way}: a page", [each.sizes[way] for each in packings], "bytes"))
        rows.append(over_rounds(f"{way}: a page", [each.costs[way] for each in packings], "µs CPU"))
    of = {way: [each.sizes[way] for each in packings] for way in packings[0].sizes}
    spent = {way: [each.costs[way] for each in packings] for way in packings[0].costs}
    return [
        *rows,
        ratio("bytes, ours / gzip -6", of["ours"], of["gzip -6"], at_most(0.5)),
        ratio("bytes, ours / zstd -3", of["ours"], of["zstd -3"], at_most(0.5)),
        ratio("CPU, ours / gzip -6", spent["ours"], spent["gzip -6"], at_most(0.2)),
    ]


def _packings(address: str, articles: int, rounds: int) -> tuple[bytes, list[_Packed]]:
    """Return a dictionary made of the first pages, and what packing the others comes to, round by round."""
    with tempfile.TemporaryDirectory() as folder:
        config = replace(configured(Path(folder), address, AT_ONCE), archive=Retention())
        crawled(config, articles)
        bodies = [page.body for page in _kept(config)]
    words = train(bodies[:SAMPLE])
    ours = Packer(Dictionary(id=1, words=words))
    plain = zstandard.ZstdCompressor(level=3)

    def digested(body: bytes) -> bytes:
        # As a page is kept: it is named by its digest.
        sha256(body).digest()
        return ours.pack(body)

    ways: dict[str, Callable[[bytes], bytes]] = {
        "gzip -6": lambda body: gzip.compress(body, 6),
        "zstd -3": plain.compress,
        "ours": digested,
    }
    return words, [_packed(ways, bodies[SAMPLE:]) for _ in range(rounds)]


def _packed(ways: dict[str, Callable[[bytes], bytes]], bodies: Sequence[bytes]) -> _Packed:
    sizes, costs = {}, {}
    for name, way in ways.items():
        before = time.process_time()
        size = sum(len(way(body)) for body in bodies)
        costs[name] = 1e6 * (time.process_time() - before) / len(bodies)
        sizes[name] = size / len(bodies)
    return _Packed(sizes=sizes, costs=costs)


def _round(address: str, articles: int, words: bytes) -> Sequence[float]:
    """Return microseconds of CPU an article: first readings and looks again, without and with an archive; rereading."""
    scale = 1e6 / articles
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        plain = configured(Path(one), address, AT_ONCE)
        kept = replace(configured(Path(other), address, AT_ONCE), archive=Retention())
        # It is made once in a site's life.
        asyncio.run(_know(kept, words))
        first = [cpu(partial(crawled, config, articles)) for config in (plain, kept)]
        for config in (plain, kept):
            with closing(sqlite3.connect(config.database)) as connection, connection:
                connection.execute(FORGET)
                connection.execute(DUE)
        again = [cpu(partial(crawled, config, 1)) for config in (plain, kept)]
        reread = cpu(lambda: asyncio.run(_reread(kept)))
        pages = _kept(kept)
        reading = cpu(lambda: _read(plain, pages))
    return [scale * each for each in (*first, *again, reread, reading)]


async def _know(config: Config, words: bytes) -> None:
    pages = await open_page_store(config.database, Retention())
    await pages.add_dictionary("24.kg", words, clock.now())
    await pages.close()


def _kept(config: Config) -> list[Page]:
    """Return the pages that a crawl kept."""
    with open_pages(config.database) as archive:
        found = list(archive.pages())
        known = archive.dictionaries(set().union(*map(needed, found)))
    packers = {None: Packer(None), **{each.id: Packer(each) for each in known}}
    return [
        Page(
            url=page.capture.url,
            final_url=page.capture.final_url,
            body=unpacked_body(packers[page.body_dictionary], page.capture),
            content_type="text/html; charset=utf-8",
        )
        for page in found
    ]


async def _reread(config: Config) -> None:
    """Read all kept pages again; by the same selectors nothing is corrected."""
    async for _ in rehearse(config, PageQuery(), now=clock.now(), clock=clock):
        raise AssertionError("a page says something else by the same selectors")


def _read(config: Config, pages: Sequence[Page]) -> None:
    selectors = config.selectors_by_site["24.kg"]
    for page in pages:
        target = Target(
            id=0,
            kind=TargetKind.ARTICLE,
            source=SourceId("en"),
            url=page.url,
            host="",
            due_at=clock.now(),
            lease="",
        )
        read(target, page, selectors, clock.now())


if __name__ == "__main__":
    main()
