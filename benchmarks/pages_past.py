"""A past for `benchmarks.pages`: a database as years of work leave it behind, with everything that pages show.

Filled by bulk SQL into the store's own schema. Fifty sources of unequal size, three languages, two hundred rules; an
alert to every fifth article, three deliveries to two alerts; eleven readings of every counter, packed where they are
older than a week, and one article with thousands. Bodies are short: no page reads many of them.
"""

import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from monitor.core.identity import key_of
from monitor.store.articles import index_revisions
from monitor.store.opening import open_writer
from monitor.store.packing import pack
from monitor.store.rows import to_seconds, to_text

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOURCES = 50
RULES = 200
# Of all sources together: a million is 500 days.
A_DAY = 2_000
BATCH = 20_000
WORDS = 20
# In every second article, and in one of ten thousand.
COMMON, RARE = "government", "obsidian"
# When a counter is read, in seconds since its article was found, and an article that was read for months.
AGES = (0, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 115_200, 230_400, 345_600)
LONG, LONG_READINGS = 1_000, 5_000
_WEEK = 7 * 86_400

_PLACES = """
INSERT INTO source (id, site, listing, language, seeded_at, polled_at)
SELECT 'source-' || value, '24.kg', 'https://source-' || value || '.example/', 'en', :now, :now
FROM json_each(:numbers);
INSERT INTO host (name) SELECT 'source-' || value || '.example' FROM json_each(:numbers);
INSERT INTO target (kind, source, url, host, due_at, checked_at)
SELECT 'listing', 'source-' || value, 'https://source-' || value || '.example/', 'source-' || value || '.example',
    :now, :now FROM json_each(:numbers);
INSERT INTO sink (id) VALUES ('desk'), ('phone'), ('log');
INSERT INTO run (began_at, alive_at) VALUES (:now, :now)
"""
# What is kept of sources by the hour and by the day, and rates by the change, for as long as it is kept.
_KEPT = """
CREATE TEMP VIEW step AS
WITH RECURSIVE step (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM step WHERE number < 24 * 500)
SELECT number FROM step;
INSERT INTO source_hour (source, hour_at, proven_ms, polls, failed, found, longest_wait_ms)
SELECT 'source-' || value, (:seconds / 3600 - number) * 3600, 3600000, 20, 0, 3, 180000
FROM json_each(:numbers), temp.step WHERE number < 24 * 90;
INSERT INTO rhythm (source, hour, posts, hours)
SELECT 'source-' || value, number, number % 24 / 4.0, 50 FROM json_each(:numbers), temp.step WHERE number < 168;
INSERT INTO harvest (source, page, day, field, basis, gain, selector, count, first_at, last_at)
SELECT 'source-' || numbers.value, 'article', :seconds / 86400 - number, field.value, 'fresh', 'hit', 'div.a',
    400, :now, :now
FROM json_each(:numbers) AS numbers, temp.step,
    json_each('["title", "body", "author", "published_at", "section", "views"]') AS field WHERE number < 60;
INSERT INTO rate (source, currency, seen_at, value)
SELECT 'source-' || numbers.value, currency.value,
    strftime('%Y-%m-%dT%H:%M:%f+00:00', :seconds - number * 21600.0, 'unixepoch'), 80 + number % 7
FROM json_each('[0, 1, 2]') AS numbers, temp.step, json_each('["EUR", "RUB", "USD"]') AS currency WHERE number < 2000
"""
# The rows of a batch. `source` falls steeply: the first has a seventh of all, the last a few in a thousand.
_ONE = """
CREATE TEMP VIEW one AS
WITH RECURSIVE number (id) AS (
    SELECT first FROM batch UNION ALL SELECT id + 1 FROM number, batch WHERE id < last
)
SELECT id, 'source-' || ((id * 7919 % 1000) * (id * 7919 % 1000) / 20000) AS source,
    strftime('%Y-%m-%dT%H:%M:%f+00:00', newest - (total - id) * 86400.0 / per_day, 'unixepoch') AS at,
    CAST(newest - (total - id) * 86400.0 / per_day AS INTEGER) AS seconds
FROM number, batch;
"""
_ROWS = """
INSERT INTO article (id, source, name, key, url, title, language, published_at, first_seen_at, number, views,
    viewed_at, views_per_hour, story)
SELECT id, source, source || '.example#' || id, key_of(source || '.example#' || id),
    'https://' || source || '.example/' || id,
    'A headline of the usual length for an agency',
    CASE WHEN id % 10 < 6 THEN 'ru' WHEN id % 10 < 9 THEN 'ky' ELSE 'en' END,
    iif(id % 50 = 0, NULL, at), at, id, id * 31 % 5000, seconds + 3600, (id * 31 % 5000) / 24.0,
    iif(id % 10 = 0, id - 1, id)
FROM one;
INSERT INTO identity (key, article, name) SELECT key, article.id, name FROM article JOIN one USING (id);
INSERT INTO target (kind, source, article, url, host, due_at, checked_at, took_ms, status, reason)
SELECT 'article', source, id, 'https://' || source || '.example/' || id, source || '.example',
    iif(seconds > newest - 30 * 86400, at, NULL), at, 120, 200, iif(id % 300 = 0, 'timeout', NULL)
FROM one, batch;
INSERT INTO observation_live (article, seen_at, views)
SELECT one.id, seconds + step.value * 600, 100 + step.value * 40
FROM one, batch, json_each('[1, 2, 3, 4, 5, 6]') AS step WHERE seconds > newest - 2 * 86400;
INSERT INTO "match" (article, revision, rule, matched_at, hits)
SELECT id, id, 'rule-' || ((id * 31 % 997) * (id * 31 % 997) / 5000), at, '[]' FROM one WHERE id % 5 < 2;
INSERT INTO alert (id, kind, article, revision, rule, created_at, payload)
SELECT printf('msg_%012d', id), 'article.matched', id, id, 'rule-' || ((id * 31 % 997) * (id * 31 % 997) / 5000), at,
    json_object('data', json_object('source', json_object('id', source), 'article', json_object(
        'published_at', at, 'first_seen_at', at, 'revision', 1, 'text', hex(zeroblob(600)))))
FROM one WHERE id % 5 = 0;
INSERT INTO delivery (alert, sink, state, attempts, settled_at)
SELECT printf('msg_%012d', one.id), sink.value, CASE WHEN one.id % 5000 = 0 THEN 'dead' ELSE 'sent' END, 1, at
FROM one, json_each('["desk", "phone"]') AS sink
WHERE one.id % 5 = 0 AND (sink.value = 'desk' OR one.id % 10 = 0);
INSERT INTO event (article, kind, at, words) SELECT id, 'withdrawn', at, '[]' FROM one WHERE id % 100 = 0
"""


def fill(path: Path, articles: int) -> None:
    """Write a database of so many articles to `path`, the newest of them of `NOW`."""
    words = [f"word{number}" for number in range(20_000)]
    weights = [1 / (number + 10) for number in range(len(words))]
    some = random.Random(2026).choices(words, weights, k=200_000)
    with closing(open_writer(path)) as connection:
        # What is not there yet cannot be lost.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        numbers = str(list(range(SOURCES)))
        given = {"now": to_text(NOW), "seconds": to_seconds(NOW), "numbers": numbers}
        for statement in f"{_PLACES};{_KEPT}".split(";"):
            connection.execute(statement, given)
        connection.execute("CREATE TEMP TABLE batch (first, last, total, newest, per_day)")
        connection.execute(_ONE)
        connection.create_function("key_of", 1, key_of, deterministic=True)
        for first in range(1, articles + 1, BATCH):
            connection.execute("BEGIN IMMEDIATE")
            _batch(connection, first, min(first + BATCH - 1, articles), articles, some)
            connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("PRAGMA analysis_limit = 400")
        connection.execute("PRAGMA optimize")


def _batch(
    connection: sqlite3.Connection, first: int, last: int, articles: int, words: list[str]
) -> None:
    connection.execute("DELETE FROM temp.batch")
    connection.execute(
        "INSERT INTO temp.batch VALUES (?, ?, ?, ?, ?)",
        (first, last, articles, to_seconds(NOW), A_DAY),
    )
    head, *rest = _ROWS.split(";")
    connection.execute(head)
    connection.executemany(
        "INSERT INTO revision (id, article, number, seen_at, fingerprint, title, body, author) "
        "VALUES (?, ?, 1, ?, x'00', ?, ?, '')",
        [
            (id_, id_, to_text(NOW), "A headline of the usual length", _body(id_, words))
            for id_ in range(first, last + 1)
        ],
    )
    for statement in rest:
        connection.execute(statement)
    connection.executemany(
        "INSERT INTO observation_packed (article, count, readings) VALUES (?, ?, ?)",
        _packed(first, last, articles),
    )
    index_revisions(connection)


def _packed(first: int, last: int, articles: int) -> Iterator[tuple[int, int, bytes]]:
    """Yield what closed readings are packed into, of those articles that are old enough."""
    for id_ in range(first, last + 1):
        found = to_seconds(NOW) - int((articles - id_) * 86_400 / A_DAY)
        if id_ == min(LONG, articles):
            ages: Iterable[int] = range(0, LONG_READINGS * 300, 300)
            found -= _WEEK + LONG_READINGS * 300
        elif found > to_seconds(NOW) - _WEEK:
            continue
        else:
            ages = AGES
        readings = [(found + age, 100 + place * (id_ % 50)) for place, age in enumerate(ages)]
        yield id_, len(readings), pack(readings)


def _body(id_: int, words: list[str]) -> str:
    start = id_ * 37 % (len(words) - WORDS)
    rest = " ".join(words[start : start + WORDS])
    common = f" {COMMON}" if id_ % 2 else ""
    return f"{rest}{common} {RARE if id_ % 10_000 == 0 else ''}"
