"""Kills while a database is made, and while an old one is brought up to date: whole, or not there at all."""

import shutil
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from benchmarks.crash.aims import early, until
from benchmarks.crash.moment import is_writing
from benchmarks.crash.stage import Life, Stage
from monitor.demo import Status
from monitor.store.opening import open_writer
from monitor.store.schema import STEPS

# An old database with so many articles takes long enough to be killed over.
_ARTICLES = 2_000
_SEEN = "2026-11-22T20:00:00.000+00:00"
_TABLES = ("article", "identity", "revision", "observation", "alert", "delivery")
_OLD = f"""
INSERT INTO source (id, site, listing, language, seeded_at, polled_at)
VALUES ('old', '24.kg', 'https://24.kg/english/', 'en', '{_SEEN}', '{_SEEN}');
INSERT INTO host (name) VALUES ('24.kg');
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {_ARTICLES})
INSERT INTO article (id, source, name, key, url, title, first_seen_at)
SELECT i, 'old', '24.kg#' || i, randomblob(16), 'https://24.kg/' || i, 'Number ' || i, '{_SEEN}' FROM n;
INSERT INTO identity (key, article, name) SELECT key, id, name FROM article;
INSERT INTO observation (article, seen_at, views) SELECT id, 1795377600 + id, id FROM article;
INSERT INTO revision (article, number, seen_at, fingerprint, title, body, author)
SELECT id, 1, '{_SEEN}', randomblob(8), title, hex(randomblob(400)), '' FROM article;
INSERT INTO alert (id, kind, article, revision, rule, created_at, payload)
SELECT 'msg_' || id, 'article.matched', id, id, 'old', '{_SEEN}', '{{}}' FROM article WHERE id % 10 = 0;
INSERT INTO delivery (alert, sink, state, settled_at) SELECT id, 'good', 'sent', '{_SEEN}' FROM alert;
"""


async def creations(stage: Stage, kills: int) -> list[str]:
    """Kill so many times while the database is made, and return what was found that is not whole."""
    found: list[str] = []
    draft = stage.database.with_name(stage.database.name + ".new")
    while stage.kills < kills:
        await _killed(stage, lambda life: until(lambda: draft.exists() or life.has_ended))
        # One that is not there yet is what the next life finds, with all that was left of it.
        if stage.database.exists():
            found += flaws_of(stage.database, {}, STEPS[-1].__name__)
            _remove(stage.database)
    return found


async def upgrades(stage: Stage, kills: int) -> tuple[int, list[str]]:
    """Kill so many times while old databases are brought up to date.

    Return how often that left an old one, and what was found that is not whole.
    """
    # What would be found there would be counted among what was.
    stage.newsroom.script("*", Status(code=503))
    found: list[str] = []
    unfinished = 0
    rows = dict.fromkeys(_TABLES, _ARTICLES) | dict.fromkeys(("alert", "delivery"), _ARTICLES // 10)
    with tempfile.TemporaryDirectory() as folder:
        olds = [_old(Path(folder), release) for release in range(1, len(STEPS))]
        while stage.kills < kills:
            if not stage.database.exists():
                shutil.copy(stage.chance.choice(olds), stage.database)
            await _killed(
                stage,
                lambda life: until(lambda: is_writing(life.pid, stage.database) or life.has_ended),
            )
            found += flaws_of(stage.database, rows)
            if flaws_of(stage.database, {}, STEPS[-1].__name__):
                unfinished += 1
            else:
                _remove(stage.database)
    return unfinished, found


def flaws_of(database: Path, rows: dict[str, int], newest: str = "") -> list[str]:
    """Return what is wrong with a database that nobody has open, looked at in a copy.

    Who opens the database itself repairs it, and hides what the next life would find.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / database.name
        for suffix in ("", "-wal"):
            if (part := database.with_name(database.name + suffix)).exists():
                shutil.copy(part, copy.with_name(copy.name + suffix))
        try:
            with closing(sqlite3.connect(copy)) as connection:
                return list(_flaws(connection, rows, newest))
        except sqlite3.DatabaseError as error:
            return [f"the database is damaged: {error}"]


def _flaws(connection: sqlite3.Connection, rows: dict[str, int], newest: str) -> Iterator[str]:
    (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()
    if integrity != "ok":
        yield f"the database is damaged: {integrity}"
        return
    if connection.execute("PRAGMA foreign_key_check").fetchall():
        yield "a row refers to nothing"
    names = [name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations")]
    known = [step.__name__ for step in STEPS]
    if names != known[: len(names)]:
        yield f"the steps came as {names}"
    if newest and newest not in names:
        yield f"the database ends at {names[-1:]}"
    for table, count in rows.items():
        (there,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        if there != count:
            yield f"{there} rows in {table}, where {count} were"


async def _killed(stage: Stage, begun: Callable[[Life], Awaitable[None]]) -> None:
    """Start the daemon and kill it: some time after the work has `begun`, or at any time of the start."""
    life = await stage.start("run")
    if stage.chance.random() < 0.7:
        await begun(life)
        await early(stage, life, stage.chance, timedelta(milliseconds=80))
    else:
        await early(stage, life, stage.chance)
    await stage.kill(life)


def _old(folder: Path, release: int) -> Path:
    """Return a database as the first `release` steps made it, with rows."""
    path = folder / f"old-{release}.db"
    with closing(open_writer(path, STEPS[:1])) as connection:
        connection.executescript(_OLD)
    open_writer(path, STEPS[:release]).close()
    return path


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
