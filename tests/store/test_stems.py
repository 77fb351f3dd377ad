"""Words on a server are found by their stems: all that a file finds, and other forms of Russian and English words."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from monitor.model.report import ArticleFilter
from monitor.store.postgres import searching
from monitor.store.reading import open_archive
from tests.postgres import Server
from tests.store.desk import Database, opened
from tests.store.looking import rows

BODIES = {
    1: "Visas for all; new policies, what's more.",
    2: "Безвизовый режим для российского бизнеса.",
    3: "Éclairs and naïveté, foo_bar, 3.5 COVID-19",
    4: "Ёлка, йод, үчүн.",
    5: "An envisaged thing; sub-visa; x_visage.",
    6: "Айылдарда жашоо.",
}
ASKED = (
    *(
        "visas",
        "visa",
        "policies",
        "what s",
        "безвизовый режим",
        "для",
        "eclairs",
        "ÉCLAIRS naivete",
        "foo_bar",
    ),
    *(
        "3.5",
        "covid 19",
        "елка",
        "ёлка",
        "иод",
        "йод",
        "үчүн",
        "visa*",
        "envis*",
        "бизнес*",
        "айыл*",
        "nosuch",
        "*",
    ),
)


@pytest.fixture
def url(server: Server) -> str:
    return server.empty()


async def found(database: Database, *asked: str) -> list[set[int]]:
    """Return which articles are found by each of `asked`, of a database that holds the texts."""
    async with opened(database) as desk:
        new = [replace(desk.new(n), language="ky" if n == 6 else "ru") for n in BODIES]
        for target, body in zip(await desk.claim_articles(*new), BODIES.values(), strict=True):
            await desk.store.commit(desk.wording(target, 1, body))
    with open_archive(database) as archive:
        return [{line.id for line in archive.articles(ArticleFilter(text=text))} for text in asked]


async def test_what_a_file_finds_is_found(url: str, tmp_path: Path):
    in_file, on_server = await found(tmp_path / "monitor.db", *ASKED), await found(url, *ASKED)

    assert sum(map(bool, in_file)) > 15
    assert [
        text for text, one, other in zip(ASKED, in_file, on_server, strict=True) if one - other
    ] == []


async def test_words_are_compared_as_they_are_asked_for(url: str):
    odd = "Йод ЁЖ za\u0301mok за\u0301мок и\u0306 İstanbul ﬁn Straße x_y Ω Åse 3.5 — ңөү Ǆ й\u0301"
    asked = "SELECT search_vector(%s, 'ky') = to_tsvector('simple', search_words(%s))"
    with psycopg.connect(url) as connection:
        assert connection.execute(asked, (odd, odd)).fetchone() == (True,)


@pytest.mark.parametrize(
    ("asked", "articles"),
    [
        ("policy", {1}),
        ("безвизового режима", {2}),
        ("российский", {2}),
        ("российская бизнес", {2}),
        ("российских policy", set()),
        ("ёлки", {4}),
        # Beginnings are meant as they are written, and Kyrgyz has no stems.
        ("режима*", set()),
        ("айылдары", set()),
    ],
)
async def test_other_forms_of_a_word_are_found(url: str, asked: str, articles: set[int]):
    assert await found(url, asked) == [articles]


async def test_wordings_of_before_are_stemmed_by_housekeeping(url: str, monkeypatch):
    monkeypatch.setattr(searching, "STEP", 2)
    (before,) = await found(url, "policy")
    exact = "UPDATE revision_search SET stemmed = 0, search = to_tsvector('simple', search_words(body)) FROM revision"
    with psycopg.connect(url) as connection:
        connection.execute(f"{exact} WHERE id = rowid".encode())
    with open_archive(url) as archive:
        assert archive.articles(ArticleFilter(text="policy")) == []
        assert [line.id for line in archive.articles(ArticleFilter(text="policies"))] == [1]
        async with opened(url) as desk:
            await desk.store.tend(desk.next().checked_at)
        after = {line.id for line in archive.articles(ArticleFilter(text="policy"))}

    assert after == before == {1}
    assert rows(url, "SELECT count(*) FROM revision_search WHERE stemmed = 0") == [(0,)]


async def test_the_longest_texts_are_found_as_they_are_written(url: str):
    async with opened(url) as desk:
        target = await desk.claim_article()
        words = " ".join(f"ж{number:05}ж𠀀" for number in range(30_000))
        await desk.store.commit(desk.wording(target, 1, words))
    with open_archive(url) as archive:
        assert len(archive.articles(ArticleFilter(text="ж00017ж𠀀"))) == 1
