"""Counts that are kept as rows are written, in a file: where they come from, and that wrong ones are noticed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from monitor.store.consistency import contradictions
from monitor.store.opening import open_writer
from monitor.store.schema import STEPS
from tests.store.desk import NOW, Desk, opened
from tests.store.test_contract_counts import COUNTED, KEPT, told


def wrong(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        found = contradictions(connection, NOW)
        return [each.what for each in found if "counts of" in each.what]


async def test_what_was_told_before_is_counted_when_a_database_is_brought_up_to_date(
    tmp_path: Path,
):
    old = tmp_path / "old.db"
    before = STEPS[: [step.__name__ for step in STEPS].index("m0018_counts")]
    with closing(open_writer(old, before)) as connection:
        connection.executescript("""
            INSERT INTO source (id, site, listing) VALUES ('a', 'a', 'https://a/');
            INSERT INTO article (id, source, name, key, url, title, first_seen_at)
            VALUES (1, 'a', 'a#1', x'01', 'https://a/1', 'One', '2026-11-22T20:00:00.000+00:00');
            INSERT INTO revision (id, article, number, seen_at, fingerprint, title, body, author) VALUES
                (1, 1, 1, '2026-11-22T20:00:00.000+00:00', x'00', 'One', '', ''),
                (2, 1, 2, '2026-11-23T20:00:00.000+00:00', x'01', 'Two', '', '');
            INSERT INTO "match" VALUES
                (1, 1, 'r', '2026-11-22T20:00:00.000+00:00', '[]'),
                (1, 2, 'r', '2026-11-23T20:00:00.000+00:00', '[]');
            INSERT INTO alert (id, kind, rule, created_at, payload)
            VALUES ('msg_1', 'article.matched', 'r', '2026-11-22T20:00:00.000+00:00', '{}');
            INSERT INTO delivery (alert, sink, state, settled_at) VALUES
                ('msg_1', 'log', 'sent', '2026-11-22T20:00:01.000+00:00'),
                ('msg_1', 'desk', 'dead', '2026-11-22T20:00:02.000+00:00');
        """)
    async with opened(old):
        pass
    with closing(sqlite3.connect(old)) as connection:
        kept, counted = (connection.execute(each).fetchall() for each in (KEPT, COUNTED))
        days = connection.execute("SELECT day, rule, articles FROM rule_day").fetchall()

    assert kept == counted != []
    assert days == [("2026-11-22", "r", 1)]


async def test_counts_that_are_wrong_are_noticed(desk: Desk, path: Path):
    await told(desk, 1)
    assert wrong(path) == []
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sink_state SET deliveries = 7 WHERE sink = 'log'")
        connection.execute("UPDATE rule_day SET articles = articles + 1")

    assert wrong(path) == [
        "counts of deliveries that are not theirs",
        "counts of matches that are not theirs",
    ]
