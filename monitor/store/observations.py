"""Readings of counters: written as plain rows, packed once their days are closed, read as if they all lay together.

None is ever deleted or corrected. What is asked for is asked of the view `observation`: it is in the schema, so that
any program can read the file; on our own reading connections `open_observations` puts one before it that says the
same and unpacks faster.
"""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.model import Observation
from monitor.store.connection import Connection
from monitor.store.packing import is_packable, pack, unpack
from monitor.store.rows import to_seconds

# A reading as old as that is closed: what comes later comes behind it, but for clocks that are set.
CLOSED_AFTER = timedelta(days=7)
# So many articles are looked at in one transaction: some tens of milliseconds, which is how long a commit may wait.
STEP = 128
# An article that is still read is packed when so many readings are closed, and a quarter of what is packed, so that a
# long pack is not written anew for every few.
_LEAST = 64

_VIEW = """
CREATE TEMP VIEW observation AS
SELECT article, seen_at, views FROM main.observation_live
UNION ALL
SELECT packed.article, CAST(reading.key AS INTEGER), reading.value
FROM main.observation_packed AS packed, json_each(unpacked(packed.readings)) AS reading
"""
_OBSERVE = """
INSERT INTO observation_live (article, seen_at, views) VALUES (?, ?, ?)
ON CONFLICT (article, seen_at) DO UPDATE SET views = excluded.views
"""
_HAND_OVER = """
INSERT INTO observation_live (article, seen_at, views)
SELECT :article, seen_at, views FROM observation
WHERE article = :duplicate AND seen_at NOT IN (SELECT seen_at FROM observation WHERE article = :article)
ON CONFLICT DO NOTHING
"""
_CLOSED = """
SELECT article, count(*) FILTER (WHERE seen_at < :closed), max(seen_at) < :closed FROM observation_live
WHERE article > :after GROUP BY article ORDER BY article LIMIT :most
"""
_PACK = """
INSERT INTO observation_packed (article, count, readings) VALUES (?, ?, ?)
ON CONFLICT (article) DO UPDATE SET count = excluded.count, readings = excluded.readings
"""


def open_observations(connection: sqlite3.Connection) -> None:
    """Let `connection` unpack what it reads of `observation` by this program rather than in SQL."""
    connection.create_function("unpacked", 1, _to_json, deterministic=True)
    connection.execute(_VIEW)


def observe(connection: Connection, observation: Observation) -> None:
    """Store an observation; a second one within the same second takes its place."""
    reading = (observation.article, to_seconds(observation.at), observation.views)
    connection.execute(_OBSERVE, reading)


def observe_all(connection: Connection, readings: Sequence[tuple[int, int, int | None]]) -> None:
    """Store readings: articles, seconds since 1970, counters."""
    connection.executemany(_OBSERVE, readings)


def hand_over_observations(connection: Connection, rows: dict[str, int]) -> None:
    """Let `article` have the observations of `duplicate`; where both have one of a second, its own is kept."""
    connection.execute(_HAND_OVER, rows)
    connection.execute("DELETE FROM observation_live WHERE article = :duplicate", rows)
    connection.execute("DELETE FROM observation_packed WHERE article = :duplicate", rows)


def pack_closed(connection: Connection, now: datetime, after: int) -> int:
    """Pack what is closed of the next articles after that one; return the last of them, 0 if there were no more."""
    closed = to_seconds(now - CLOSED_AFTER)
    asked = {"closed": closed, "after": after, "most": STEP}
    articles = connection.execute(_CLOSED, asked).fetchall()
    for article, count, is_at_rest in articles:
        if count and (is_at_rest or count >= _least(connection, article)):
            pack_article(connection, article, closed)
    return int(articles[-1][0]) if len(articles) == STEP else 0


def pack_article(connection: Connection, article: int, closed: int) -> None:
    """Move an article's readings from before `closed`, in seconds since 1970, into its pack, if they can be packed."""
    asked = (article, closed)
    rows = connection.execute(
        "SELECT seen_at, views FROM observation_live WHERE article = ? AND seen_at < ?", asked
    )
    row = connection.execute(
        "SELECT readings FROM observation_packed WHERE article = ?", (article,)
    ).fetchone()
    # Of two in one second the later one counts, as among plain rows.
    readings = sorted({**dict(unpack(row[0]) if row else ()), **dict(rows.fetchall())}.items())
    if not is_packable(readings):
        return
    connection.execute(_PACK, (article, len(readings), pack(readings)))
    connection.execute("DELETE FROM observation_live WHERE article = ? AND seen_at < ?", asked)


def _least(connection: Connection, article: int) -> int:
    """Return how many closed readings are worth writing the article's pack anew."""
    row = connection.execute(
        "SELECT count FROM observation_packed WHERE article = ?", (article,)
    ).fetchone()
    return max(_LEAST, row[0] // 4 if row else 0)


def _to_json(packed: bytes) -> str:
    """Return what is packed as a JSON object, counters by times, as the schema's view makes it."""
    return json.dumps(dict(unpack(packed)))
