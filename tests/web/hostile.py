"""What sites may say to do harm: every payload as title, author, link and text of an article, and in an alert."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.torture.payloads import PAYLOADS


def poison(database: Path) -> list[tuple[int, str]]:
    """Put every payload into an archive past all that cleans them; return the row of the article that has it."""
    with closing(sqlite3.connect(database)) as connection, connection:
        kept = connection.execute("SELECT * FROM article ORDER BY id LIMIT 1")
        columns = [each[0] for each in kept.description]
        row = dict(zip(columns, kept.fetchone(), strict=True))
        first = row.pop("id")
        return [
            (_article(connection, row, first, number, payload), payload)
            for number, payload in enumerate(PAYLOADS)
        ]


def _article(
    connection: sqlite3.Connection, row: dict[str, object], first: int, number: int, payload: str
) -> int:
    evil = {"title": payload, "author": payload, "section": payload, "url": f"{payload}{number}"}
    values = {**row, **evil, "name": f"{payload}#{number}", "story": None}
    named, given = ", ".join(values), ", ".join(f":{each}" for each in values)
    new: int
    (new,) = connection.execute(
        f"INSERT INTO article ({named}) VALUES ({given}) RETURNING id", values
    ).fetchone()
    connection.execute(
        "INSERT INTO revision (article, number, seen_at, title, body, author, fingerprint) "
        "SELECT ?, number, seen_at, ?, ?, ?, fingerprint FROM revision WHERE article = ? LIMIT 1",
        (new, payload, payload, payload, first),
    )
    told = {"type": "article.matched", "data": {"article": {"title": payload, "url": payload}}}
    connection.execute(
        "INSERT INTO alert (id, kind, article, rule, created_at, payload) VALUES (?, ?, ?, ?, ?, ?)",
        (
            f"msg_{number:032}",
            "article.matched",
            new,
            "visa",
            f"2026-11-{number % 28 + 1:02}T00:00:00.000000+00:00",
            json.dumps(told),
        ),
    )
    return new
