"""Where very much is held: which index answers, and that a look that ends early leaves nothing out."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.core.canary import SOURCE
from monitor.model.report import ArticleFilter
from monitor.store.opening import open_writer
from monitor.store.reading import blind, failing, leaves, open_archive, rules
from tests.store.desk import Desk


@pytest.fixture
def connection(tmp_path: Path):
    with closing(open_writer(tmp_path / "plans.db")) as connection:
        yield connection


def plan(connection: sqlite3.Connection, query: str, **given: object) -> str:
    named = dict.fromkeys(("limit", "rule", "source", "reason", "since", "until", "text"), "1")
    rows = connection.execute(f"EXPLAIN QUERY PLAN {query}", {**named, **given}).fetchall()
    return "\n".join(row[-1] for row in rows)


@pytest.mark.parametrize(
    ("walk", "given", "index"),
    [
        (leaves._PUBLISHED, {}, "article_newest"),
        (leaves._PUBLISHED, {"source": "a"}, "article_source_newest (source=?"),
        (leaves._PUBLISHED, {"source": "a", "language": "de"}, "article_source_newest (source=?"),
        (leaves._PUBLISHED, {"canary": SOURCE, "language": "de"}, "article_newest"),
        (leaves._MATCHED, {"rule": "a"}, "match_rule (rule=?"),
        (leaves._ALERTS, {}, "alert_created"),
        (leaves._ALERTS, {"rule": "a"}, "alert_rule (rule=?"),
    ],
)
def test_a_leaf_is_read_in_the_order_of_an_index(connection, walk, given, index):
    query, named = leaves._query(walk, given, (), (), 51)
    steps = plan(connection, query, **named)

    assert index in steps
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps


def test_the_search_itself_yields_the_order(connection):
    query, named = leaves._query(leaves._READ, {"text": "visa"}, (), (), 51)

    assert "TEMP B-TREE FOR ORDER BY" not in plan(connection, query, **named)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (blind._FAILING.replace("?", ":since"), "target_failing (checked_at>?"),
        (failing._FAILING, "target_failing"),
        (rules._DAYS, "match_met (matched_at>?"),
    ],
)
def test_what_pages_ask_has_its_index(connection, query, index):
    assert index in plan(connection, query)


@pytest.fixture
async def archive(desk: Desk, path: Path):
    targets = await desk.claim_articles(*map(desk.new, range(1, 8)))
    for number, target in enumerate(targets, 1):
        body = "Visas for all" if number in (1, 2, 5) else "Nothing"
        await desk.store.commit(desk.wording(target, 1, body))
    with open_archive(path) as archive:
        yield archive


@pytest.mark.parametrize("look", [1, 2, 3, 20_000])
@pytest.mark.parametrize(
    ("which", "count"),
    [
        (ArticleFilter(language="de"), 0),
        (ArticleFilter(views=1), 7),
        (ArticleFilter(text="visas"), 3),
        (ArticleFilter(text="visas", language="de"), 0),
        (ArticleFilter(text="visas", views=1), 3),
    ],
)
async def test_a_look_that_ends_early_leaves_nothing_out(archive, monkeypatch, look, which, count):
    monkeypatch.setattr(leaves, "LOOK", look)
    leaf = archive.article_leaf(which, limit=2)
    names = [line.name for line in leaf.items]
    while leaf.after:
        leaf = archive.article_leaf(which, after=leaf.after, limit=2)
        names += [line.name for line in leaf.items]

    assert len(names) == len(set(names)) == count


async def test_a_look_that_found_nothing_yet_goes_on_behind_its_end(archive, monkeypatch):
    monkeypatch.setattr(leaves, "LOOK", 3)

    leaf = archive.article_leaf(ArticleFilter(language="de"))

    assert leaf.items == ()
    assert leaf.after


@pytest.mark.parametrize("walk", [leaves._PUBLISHED, leaves._ALERTS])
def test_the_index_ends_the_look(connection, walk):
    query, named = leaves._query(walk, {}, (), ("2026", "1"), 51)

    assert ">?" in plan(connection, query, **named)
