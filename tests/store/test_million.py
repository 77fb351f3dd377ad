"""Where very much is held: which index answers, and that a look that ends early leaves nothing out."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.core.canary import SOURCE
from monitor.model import PolitenessRules
from monitor.model.report import ArticleFilter
from monitor.store import known
from monitor.store.frontier import DueClaim, claim_due
from monitor.store.opening import open_writer
from monitor.store.reading import (
    articles,
    attention,
    blind,
    failing,
    leaves,
    open_archive,
    rising,
    rules,
    sinks,
    walks,
)
from monitor.store.rows import to_text
from tests.store.desk import Desk

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.fixture
def connection(tmp_path: Path):
    with closing(open_writer(tmp_path / "plans.db")) as connection:
        yield connection


def plan(connection: sqlite3.Connection, query: str, **given: object) -> str:
    names = "limit rule source reason since until text canary now hour_ago day name"
    named = dict.fromkeys(names.split(), "1")
    rows = connection.execute(f"EXPLAIN QUERY PLAN {query}", {**named, **given}).fetchall()
    return "\n".join(row[-1] for row in rows)


def test_who_came_back_is_looked_for_among_the_events_of_the_article(connection):
    names = "article returned source block at"
    steps = plan(connection, known._SUBJECT, **dict.fromkeys(names.split(), "1"))
    assert "event USING INDEX event_article (article=?" in steps, steps


@pytest.mark.parametrize(
    ("walk", "given", "index"),
    [
        (walks.PUBLISHED, {}, "article_newest"),
        (walks.PUBLISHED, {"source": "a"}, "article_source_newest (source=?"),
        (walks.PUBLISHED, {"source": "a", "language": "de"}, "article_source_newest (source=?"),
        (walks.PUBLISHED, {"canary": SOURCE, "language": "de"}, "article_newest"),
        (walks.MATCHED, {"rule": "a"}, "match_rule (rule=?"),
        (walks.ALERTS, {}, "alert_created"),
        (walks.ALERTS, {"rule": "a"}, "alert_rule (rule=?"),
    ],
)
def test_a_leaf_is_read_in_the_order_of_an_index(connection, walk, given, index):
    query, named = leaves._query(walk, given, (), (), 51)
    steps = plan(connection, query, **named)

    assert index in steps
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps


def test_a_claim_looks_at_the_hosts_that_it_meets_and_not_at_all(connection):
    said: list[str] = []
    for number in range(3):
        connection.execute(
            "INSERT INTO source (id, site, listing) VALUES (?, 's', '')", (f"s{number}",)
        )
        connection.execute("INSERT INTO host (name) VALUES (?)", (f"h{number}",))
        connection.execute(
            "INSERT INTO target (kind, source, url, host, due_at) VALUES ('listing', ?, '', ?, ?)",
            (f"s{number}", f"h{number}", to_text(NOW + number * timedelta(days=1))),
        )
    connection.set_trace_callback(said.append)
    claim = DueClaim(
        now=NOW,
        due_by=NOW,
        limit=8,
        lease="a",
        until=NOW + timedelta(minutes=1),
        politeness=PolitenessRules(),
        sources=None,
    )

    (target,) = claim_due(connection, claim)

    connection.set_trace_callback(None)
    asked = [statement for statement in said if "FROM host" in statement]
    steps = [step for each in asked for step in plan(connection, each).splitlines()]
    assert target.host == "h0"
    assert any(step.startswith("SEARCH host") for step in steps)
    assert not any(step.startswith("SCAN host") for step in steps)


def test_the_search_itself_yields_the_order(connection):
    query, named = leaves._query(walks.READ, {"text": "visa"}, (), (), 51)

    assert "TEMP B-TREE FOR ORDER BY" not in plan(connection, query, **named)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (blind._FAILING.replace("?", ":since"), "target_failing (checked_at>?"),
        (failing._FAILING, "target_failing"),
        (rules._DAYS, "rule_day USING PRIMARY KEY (day>?"),
        (rising._RISING, "article_rising (source=? AND viewed_at>?)"),
        (sinks._SINKS, "sink_state USING PRIMARY KEY (sink=? AND state=?)"),
        (attention._HOSTS, "target USING INDEX target_host_due (host=?)"),
        (articles._WAYS[1], "article_url (<expr>=?)"),
        (articles._WAYS[2], "article_short_url (<expr>=?)"),
    ],
)
def test_what_pages_ask_has_its_index(connection, query, index):
    steps = plan(connection, query)

    assert index in steps
    # Which is made of all that an index holds, anew for each question.
    assert "BLOOM" not in steps
    assert "SCAN article" not in steps
    assert "SCAN delivery\n" not in steps


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


@pytest.mark.parametrize("walk", [walks.PUBLISHED, walks.ALERTS])
def test_the_index_ends_the_look(connection, walk):
    query, named = leaves._query(walk, {}, (), ("2026", "1"), 51)

    assert ">?" in plan(connection, query, **named)
