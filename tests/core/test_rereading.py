"""Pages that were read before: whatever changed on them, they are read as if they were met for the first time."""

import asyncio
import json
import random
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from monitor.config.sites import load_site, shipped_folder
from monitor.core.reading import is_sampled, read
from monitor.core.rereading import Rereader
from monitor.demo import Newsroom
from monitor.model import Page, Selectors, Target
from tests.factories import article_target
from tests.pages.snippets import NOW, page, site

PAGES = Path(__file__).parent.parent / "pages"
FIXTURES = sorted(PAGES.glob("24.kg/article-*.html"))
PLAIN = site("views = { css = '.v', pattern = '(\\d+)' }\nbody = 'p'\nwithin = 'main'")
MARKUP = '<main><h1>Title</h1><p>Killed: {}.</p><div class="v">views: {}</div></main>'


def unsampled() -> Target:
    return next(target for target in map(article_target, range(1, 99)) if not is_sampled(target))


class Reader:
    """Reads one page again and again, and holds every reading against that of a stranger."""

    def __init__(self, selectors: Selectors = PLAIN) -> None:
        self.rereader = Rereader()
        self._selectors = selectors
        self._target = unsampled()

    def spares(self, page: Page, now: datetime = NOW) -> bool:
        """Say whether the page was read without being parsed."""
        before = self.rereader.spared
        actual = self.rereader.read(self._target, page, self._selectors, now)
        assert actual == read(self._target, page, self._selectors, now)
        return self.rereader.spared > before


def plain(killed: int, views: object) -> Page:
    return replace(page(MARKUP.format(killed, views)), content_type="text/html; charset=utf-8")


def test_a_page_that_did_not_change_is_not_parsed():
    reader = Reader()

    assert [reader.spares(plain(3, 410)) for _ in range(4)] == [False, False, True, True]


def test_a_counter_is_proven_once_and_then_read_by_its_place():
    reader = Reader()

    spared = [reader.spares(plain(3, views)) for views in (405, 410, 415, 416, 999)]

    assert spared == [False, False, False, True, True]


def test_an_edit_is_read_whatever_the_counter_does():
    reader = Reader()
    views = (405, 410, 415, 416)
    assert [reader.spares(plain(3, each)) for each in views] == [False, False, False, True]

    pages = [plain(5, 416), plain(5, 417), plain(6, 418), plain(6, 419)]
    assert [reader.spares(each) for each in pages] == [False] * 4


def test_a_number_that_equals_the_counter_is_never_taken_for_it():
    reader = Reader()

    for killed, views in ((410, 410), (411, 410), (412, 410), (412, 412), (413, 412), (413, 413)):
        reader.spares(plain(killed, views))

    assert not reader.spares(plain(414, 414))


def test_a_number_elsewhere_that_stood_for_the_counter_by_chance_is_refuted():
    reader = Reader()
    split = "4<b>1</b>0"

    assert [reader.spares(plain(killed, split)) for killed in (409, 410, 411, 412)] == [False] * 4


def test_a_digit_more_begins_anew():
    reader = Reader()

    spared = [reader.spares(plain(3, views)) for views in (997, 998, 999, 1000, 1001, 1002)]

    assert spared == [False, False, False, False, False, True]


def test_a_counter_with_parted_thousands_is_read_by_its_place():
    reader = Reader(site("views = { css = '.v', pattern = '(\\d[\\d\\s]*)' }"))

    spared = [
        reader.spares(plain(3, views)) for views in ("1 023", "1 024", "1 025", "2 000", "10 000")
    ]

    assert spared == [False, False, False, True, False]


def test_a_rounded_counter_is_read_in_full():
    reader = Reader(site("views = { css = '.v', pattern = '([\\d.]+K)' }"))

    assert [reader.spares(plain(3, views)) for views in ("1.2K", "1.3K", "1.4K", "1.5K")] == [
        False
    ] * 4


def test_what_stands_behind_the_cut_is_no_part_of_the_page():
    reader = Reader(replace(PLAIN, article=replace(PLAIN.article, cut_before=b"<aside")))
    pages = [
        replace(each, body=each.body + f"<aside>{news}</aside>".encode() + b" " * 2_000)
        for news, each in enumerate(
            [plain(3, 410), plain(3, 410), plain(3, 410), plain(3, 415), plain(3, 416)]
        )
    ]
    # So that what says the character set is before the cut.
    pages = [replace(each, body=b"<!-- %s -->" % (b"x" * 1_100) + each.body) for each in pages]

    assert [reader.spares(each) for each in pages] == [False, False, True, False, True]


def test_a_date_that_lies_ahead_is_judged_each_time():
    reader = Reader(site("published = 'time'"))
    ahead = replace(
        page(f"<h1>T</h1><time>{NOW + timedelta(days=2):%Y-%m-%d}</time>"),
        content_type="text/html; charset=utf-8",
    )

    reader.spares(ahead)
    reader.spares(ahead)

    assert not reader.spares(ahead, NOW + timedelta(days=3))


def test_a_page_that_does_not_say_its_character_set_is_read_in_full():
    reader = Reader()
    undeclared = page(MARKUP.format(3, 410))

    assert [reader.spares(undeclared) for _ in range(3)] == [False] * 3


def test_what_is_kept_is_bounded():
    rereader = Rereader(most_kept=100_000)
    pages = [
        replace(plain(3, 410), url=f"https://24.kg/{n}/", final_url=f"https://24.kg/{n}/")
        for n in range(100)
    ]
    target = unsampled()

    for each in pages:
        rereader.read(target, each, PLAIN, NOW)
        rereader.read(target, each, PLAIN, NOW)
    for each in reversed(pages):
        rereader.read(target, each, PLAIN, NOW)

    assert rereader.spared == 100_000 // 2_000 - 1


@pytest.fixture(scope="module")
def newsroom_page() -> Page:
    async def fetched() -> Page:
        async with Newsroom(now=lambda: NOW) as newsroom, httpx.AsyncClient() as client:
            url = newsroom.article_url(newsroom.listed()[0])
            answer = await client.get(url, follow_redirects=True)
            return Page(
                url=url, final_url=url, body=answer.content, content_type="text/html; charset=utf-8"
            )

    return asyncio.run(fetched())


def mutated(body: bytes, dice: random.Random) -> bytes:
    """Return the page with its counter or anything else changed, mostly the former."""
    at = dice.randrange(len(body))
    match dice.randrange(10):
        case 0:
            return body[:at] + dice.choice(JUNK) + body[at:]
        case 1:
            return body[:at] + body[at + dice.randrange(40) :]
        case 2:
            digit = dice.choice([match.start() for match in re.finditer(rb"[0-9]", body)])
            return body[:digit] + b"%d" % dice.randrange(10) + body[digit + 1 :]
    return COUNTER.sub(b"%d" % dice.randrange(100, 1000), body)


COUNTER = re.compile(rb"\d+(?=\s*</div>\s*<div class=\"newsPrintLink)")
JUNK = [
    b"<", b">", b"\"'", b"<!--", b"-->", b"<script>", b"</div>", b"</b>", b"<b>", b"410", b"<h1>New</h1>", b"&#",
    b'<div class="row blockNews">', b"<table>", b"<aside", b"</html>", b"\xd0", b"<template>",
]  # fmt: skip


def fixture_page(path: Path) -> Page:
    url = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["url"]
    return Page(
        url=url, final_url=url, body=path.read_bytes(), content_type="text/html; charset=utf-8"
    )


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_page_that_changes_at_random_is_always_read_as_by_a_stranger(path):
    spared = wander(fixture_page(path), steps=120)

    assert spared > 20


def test_a_page_of_the_newsroom_that_changes_at_random_is_read_as_by_a_stranger(newsroom_page):
    assert wander(newsroom_page, steps=60) > 5


def wander(page: Page, steps: int) -> int:
    """Change a page step by step, now and then starting over; return how many of its readings were spared."""
    dice = random.Random(4)
    reader = Reader(load_site(shipped_folder() / "24.kg.toml"))
    body = page.body
    for _ in range(steps):
        body = mutated(page.body if dice.random() < 0.1 else body, dice)
        reader.spares(replace(page, body=body))
    return reader.rereader.spared
