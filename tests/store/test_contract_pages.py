"""Kept pages: there once they are acknowledged, each body once, and within their bounds, whichever database it is."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from monitor.core.evidence import Packer, packed, page_id, unpacked_body
from monitor.model.evidence import KeptPage, PageQuery, Retention
from monitor.store.evidence.opening import pages_path
from monitor.store.evidence.reading import SAMPLE, open_pages
from monitor.store.evidence.store import PageStore, open_page_store
from tests.store.desk import NOW, Database
from tests.store.looking import rows

PLAIN = Packer(None)
HOUR = timedelta(hours=1)


def kept(number: int, body: bytes = b"", source: str = "en", site: str = "24.kg") -> KeptPage:
    url = f"https://24.kg/english/{number}_a/"
    capture = packed(
        PLAIN,
        None,
        url=url,
        final_url=url,
        at=NOW + number * HOUR,
        status=200,
        head=b"GET / HTTP/1.1\r\n\r\nHTTP/1.1 200 \r\n\r\n",
        body=body or f"<h1>{number}</h1>".encode(),
    )
    return KeptPage(id=page_id(capture), source=source, site=site, article=number, capture=capture)


async def keep_all(store: PageStore, pages: Iterable[KeptPage]) -> None:
    await asyncio.gather(*map(store.keep, pages))


def contents(path: Database) -> list[tuple[object, ...]]:
    return rows(
        pages_path(path) if isinstance(path, Path) else path, "SELECT count(*) FROM content"
    )


@pytest.fixture
async def make_store(path: Database):
    opened = []

    async def make(**bounds) -> PageStore:
        if isinstance(path, Path):
            path.parent.mkdir(exist_ok=True)
        opened.append(await open_page_store(path, Retention(**bounds)))
        return opened[-1]

    yield make
    for store in opened:
        await store.close()


async def test_a_page_that_is_acknowledged_is_read_beside_the_writer(make_store, path):
    store = await make_store()
    page = kept(1)
    await store.keep(page)

    with open_pages(path) as pages:
        (found,) = pages.named(page.id[:8])
    assert found == page
    assert unpacked_body(PLAIN, found.capture) == b"<h1>1</h1>"


async def test_a_page_that_is_kept_twice_is_there_once(make_store, path):
    store = await make_store()
    await store.keep(kept(1))
    await store.keep(kept(1))

    assert (await store.keeping()).pages == 1


async def test_the_same_bytes_are_there_once_and_as_long_as_any_page_has_them(make_store, path):
    store = await make_store(keep=3 * HOUR)
    first, second = kept(1, b"<h1>Blocked</h1>"), kept(3, b"<h1>Blocked</h1>")
    await store.keep(first)
    await store.keep(second)
    assert contents(path) == [(1,)]

    await store.tend(NOW + 5 * HOUR)

    assert await store.page(first.id) is None
    assert await store.page(second.id) == second
    await store.tend(NOW + 9 * HOUR)
    assert contents(path) == [(0,)]


async def test_what_is_too_old_is_dropped_and_it_is_known_until_when(make_store):
    store = await make_store(keep=10 * HOUR)
    for number in range(1, 4):
        await store.keep(kept(number))

    await store.tend(NOW + 12.5 * HOUR)

    keeping = await store.keeping()
    assert (keeping.pages, keeping.dropped_until) == (1, NOW + 2 * HOUR)
    assert keeping.began_at == NOW + HOUR


async def test_pages_never_take_more_than_their_room_and_the_newest_stay(make_store):
    chance = Random(7)
    store = await make_store(max_bytes=1_000_000)
    pages = [kept(number, chance.randbytes(20_000)) for number in range(120)]
    for start in range(0, len(pages), 20):
        await keep_all(store, pages[start : start + 20])
        assert (await store.keeping()).bytes <= 1_000_000

    keeping = await store.keeping()
    assert 10 < keeping.pages < 60
    assert await store.page(pages[-1].id) == pages[-1]
    assert await store.page(pages[0].id) is None


async def test_a_smaller_bound_is_reached_by_housekeeping(make_store):
    chance = Random(7)
    store = await make_store()
    await keep_all(store, (kept(number, chance.randbytes(20_000)) for number in range(100)))
    before = (await store.keeping()).bytes
    store.retention = Retention(max_bytes=300_000)
    await store.tend(NOW + 100 * HOUR)

    keeping = await store.keeping()
    assert keeping.bytes <= 300_000 < before
    assert 0 < keeping.pages < 20


async def test_pages_are_asked_for_by_time_source_and_article(make_store, path):
    store = await make_store()
    for number in range(1, 5):
        await store.keep(kept(number, source="en" if number % 2 else "ru"))

    async def asked(**which) -> list[int]:
        found = await store.pages(PageQuery(**which), after=("", 0), limit=9)
        return [page.article for _, page in found]

    assert await asked() == [1, 2, 3, 4]
    assert await asked(since=NOW + 2 * HOUR, until=NOW + 4 * HOUR) == [2, 3]
    assert await asked(source="ru") == [2, 4]
    assert await asked(article=3) == [3]
    with open_pages(path) as pages:
        assert [page.article for page in pages.pages()] == [1, 2, 3, 4]
        assert [page.article for page in pages.newest(limit=2)] == [4, 3]


async def test_a_dictionary_is_asked_for_once_there_are_pages_and_again_when_they_drift(make_store):
    chance = Random(7)
    store = await make_store()
    await keep_all(store, map(kept, range(SAMPLE - 1)))
    assert await store.samples("24.kg") == []
    await store.keep(kept(SAMPLE - 1))
    samples = await store.samples("24.kg")
    assert [page.article for page in samples] == list(reversed(range(SAMPLE)))

    made = await store.add_dictionary("24.kg", b"words", NOW)
    assert await store.dictionary("24.kg") == made
    assert await store.samples("24.kg") == []
    later = (
        kept(number, b"<p>same</p>" * 99 + b"%d" % number) for number in range(100, 100 + SAMPLE)
    )
    await keep_all(store, (packed_with(made.id, page) for page in later))
    assert await store.samples("24.kg") == []
    others = (kept(number, chance.randbytes(999)) for number in range(200, 200 + SAMPLE))
    await keep_all(store, (packed_with(made.id, page) for page in others))
    assert len(await store.samples("24.kg")) == SAMPLE


def packed_with(dictionary: int, page: KeptPage) -> KeptPage:
    capture = replace(page.capture, dictionary=dictionary)
    return replace(page, capture=capture, body_dictionary=dictionary)


async def test_a_dictionary_stays_as_long_as_pages_need_it(make_store):
    store = await make_store(keep=10 * HOUR)
    old = await store.add_dictionary("24.kg", b"old", NOW)
    await store.keep(packed_with(old.id, kept(1)))
    new = await store.add_dictionary("24.kg", b"new", NOW)
    await store.keep(packed_with(new.id, kept(20)))
    assert await store.dictionaries([old.id, new.id]) == [new]

    await store.keep(packed_with(new.id, kept(21)))
    await store.tend(NOW + 99 * HOUR)
    assert await store.dictionary("24.kg") == new
