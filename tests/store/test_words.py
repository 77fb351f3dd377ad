"""Words by their beginnings: found as the index finds them, whether it is asked or the texts are read."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.model.report import ArticleFilter
from monitor.store.reading import leaves, open_archive, words
from monitor.store.reading.words import search_of
from tests.store.desk import MINUTE, NOW, Desk

BODIES = {
    1: "Visas for all, without a visa.",
    2: "Безвизовый режим: виза не нужна.",
    3: "Éclairs and naïveté.",
    4: "Ёлка, йод, үчүн.",
    5: "An envisaged thing; sub-visa; x_visage.",
    6: "Nothing.",
}
ASKED = (
    "visa*",
    "виз*",
    "ecl*",
    "ÉCL*",
    "naive*",
    "ёл*",
    "ел*",
    "үч*",
    "visa* without",
    "visa* nothing*",
    "visag*",
)


@pytest.fixture
async def archive(desk: Desk, path: Path):
    targets = await desk.claim_articles(*map(desk.new, BODIES))
    for target, body in zip(targets, BODIES.values(), strict=True):
        await desk.store.commit(desk.wording(target, 1, body))
    with open_archive(path) as archive:
        yield archive


def found(archive, text: str) -> list[str]:
    return [line.name for line in archive.article_leaf(ArticleFilter(text=text)).items]


@pytest.mark.parametrize("text", ASKED)
async def test_texts_that_are_read_say_the_same_as_the_index(archive, monkeypatch, text: str):
    by_index = found(archive, text)
    monkeypatch.setattr(words, "MOST_PAGES", -1)

    assert found(archive, text) == by_index


async def test_a_beginning_finds_its_words(archive):
    # The wordings' headlines are "Visa 1".
    assert found(archive, "виз*") == ["24.kg#2"]
    assert found(archive, "ecl* naive*") == ["24.kg#3"]
    assert found(archive, "visag*") == ["24.kg#5"]
    assert found(archive, "nosuch*") == []


@pytest.mark.parametrize("most", [words.MOST_PAGES, -1])
@pytest.mark.parametrize("look", [1, 20_000])
async def test_an_article_that_was_edited_is_found_once_by_its_newest_such_wording(
    desk: Desk, path: Path, archive, monkeypatch, most: int, look: int
):
    monkeypatch.setattr(words, "MOST_PAGES", most)
    monkeypatch.setattr(leaves, "LOOK", look)
    (target,) = [each for each in await desk.claim(now=NOW + 2 * MINUTE) if each.article == 2]
    await desk.store.commit(desk.wording(target, 2, "Визы отменены."))
    names, after = [], ""
    for _ in range(20):
        leaf = archive.article_leaf(ArticleFilter(text="виз*"), after=after, limit=1)
        names += [line.name for line in leaf.items]
        after = leaf.after
        if not after:
            break

    assert names == ["24.kg#2"]


async def test_what_the_index_would_join_is_seen_before_it_does(path: Path, desk: Desk):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE kept AS SELECT 1")
        connection.executemany(
            "INSERT INTO revision_search (rowid, title, body) VALUES (?, '', ?)",
            [(number, f"common{number} common rare{number % 3}") for number in range(1, 20_000)],
        )
        few, many = (words._pages(connection, each) for each in ("rare*", "common*"))
        every = search_of(connection, "common* rare1* rare2")
        bounded = words.MOST_PAGES

    assert few < many
    assert 20 < many < 400 < bounded
    assert every.query == '"common"* "rare1"* "rare2"'
    assert every.read == ()
