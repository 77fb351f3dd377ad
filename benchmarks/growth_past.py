"""A past for `benchmarks.growth`: a database with so many articles in it, as years of work leave it behind.

Filled by bulk SQL into the store's own schema. Bodies are short (45 words), because the search's index over real ones
would be all that a disk holds; every other row is what the engine writes for an article.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from monitor.demo.writing import Writer
from monitor.store.articles import index_revisions
from monitor.store.observations import pack_closed
from monitor.store.opening import open_writer
from monitor.store.rows import to_seconds, to_text

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOURCES = tuple(f"source-{number}" for number in range(20))
# Of all sources together: a million is 500 days.
A_DAY = 2_000
BATCH = 5_000
WORDS = 45
# Readings of each article's counter.
READINGS = 4
# The articles of so many days are visited again, long after the benchmark has ended.
VISITED = timedelta(days=30)

ARTICLE = """
INSERT INTO article (id, source, name, key, url, title, language, section, author, published_at, first_seen_at,
    short_url, images, related, number, found_by, views, viewed_at, views_per_hour, story, gave)
VALUES (?, ?, ?, ?, ?, ?, 'en', 'society', 'A. Writer', ?, ?, ?, '[]', '[]', ?, 'listing', 812, ?, ?, ?, '{}')
"""
IDENTITY = "INSERT INTO identity (key, article, name) VALUES (?, ?, ?)"
TARGET = """
INSERT INTO target (kind, source, article, url, host, due_at, checked_at, took_ms, status, etag, worth)
VALUES ('article', ?, ?, ?, ?, ?, ?, 120, 200, ?, ?)
"""
REVISION = """
INSERT INTO revision (article, number, seen_at, fingerprint, title, body, author) VALUES (?, 1, ?, ?, ?, ?, '')
"""
OBSERVATION = "INSERT INTO observation_live (article, seen_at, views) VALUES (?, ?, ?)"
STAY = """
INSERT INTO stay (article, block, source, began_at, ended_at, best, last, sightings)
VALUES (?, 'listing', ?, ?, ?, 1, 30, 40)
"""
MATCH = """INSERT INTO "match" (article, revision, rule, matched_at, hits) VALUES (?, ?, 'visa', ?, '[]')"""
# It was away for a while. Whoever looks for that among the events of all articles is found out by many of them.
RETURNED = "INSERT INTO event (article, kind, at, words) VALUES (?, 'returned', ?, '[]')"


@dataclass(frozen=True, kw_only=True, slots=True)
class PastArticle:
    """An article of the past: its number is its row."""

    number: int
    published_at: datetime

    @property
    def source(self) -> str:
        return SOURCES[self.number % len(SOURCES)]

    @property
    def name(self) -> str:
        return f"{self.source}.example#{self.number}"

    @property
    def key(self) -> bytes:
        return blake2b(self.name.encode(), digest_size=16).digest()

    @property
    def url(self) -> str:
        return f"https://{self.source}.example/english/{self.number}_A_headline_of_the_usual_length_for_an_agency/"

    @property
    def short_url(self) -> str:
        return f"https://{self.source}.example/{self.number}"


def fill(path: Path, articles: int) -> None:
    """Write a database of so many articles to `path`, the newest an hour before `NOW`."""
    words = _vocabulary()
    chance = random.Random(2026)
    with closing(open_writer(path)) as connection:
        # What is not there yet cannot be lost.
        connection.execute("PRAGMA synchronous = OFF")
        _sources(connection)
        for first in range(1, articles + 1, BATCH):
            some = list(_articles(first, min(first + BATCH, articles + 1), articles))
            connection.execute("BEGIN IMMEDIATE")
            _rows(connection, some, chance, words)
            index_revisions(connection)
            connection.execute("COMMIT")
        _pack(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("PRAGMA analysis_limit = 400")
        connection.execute("PRAGMA optimize")


def _pack(connection: sqlite3.Connection) -> None:
    """Pack the closed readings, as the housekeeping has done all the while."""
    connection.execute("BEGIN IMMEDIATE")
    after = pack_closed(connection, NOW, 0)
    while after:
        after = pack_closed(connection, NOW, after)
    connection.execute("COMMIT")


def _sources(connection: sqlite3.Connection) -> None:
    for source in SOURCES:
        connection.execute(
            "INSERT INTO source (id, site, listing, seeded_at, polled_at) VALUES (?, '24.kg', ?, ?, ?)",
            (source, f"https://{source}.example/english/", to_text(NOW), to_text(NOW)),
        )
        connection.execute("INSERT INTO host (name) VALUES (?)", (f"{source}.example",))


def _articles(first: int, end: int, articles: int) -> Iterator[PastArticle]:
    for number in range(first, end):
        age = timedelta(hours=1) + (articles - number) * timedelta(days=1) / A_DAY
        yield PastArticle(number=number, published_at=NOW - age)


def _rows(
    connection: sqlite3.Connection,
    some: list[PastArticle],
    chance: random.Random,
    words: list[str],
) -> None:
    connection.executemany(ARTICLE, map(_article, some))
    connection.executemany(IDENTITY, [(one.key, one.number, one.name) for one in some])
    add_aliases(connection, some)
    connection.executemany(TARGET, map(_target, some))
    connection.executemany(
        REVISION,
        [
            (
                one.number,
                to_text(one.published_at),
                one.key,
                "A headline of the usual length",
                " ".join(chance.choices(words, k=WORDS)),
            )
            for one in some
        ],
    )
    connection.executemany(OBSERVATION, [row for one in some for row in _readings(one)])
    connection.executemany(STAY, map(_stay, some))
    connection.executemany(
        MATCH,
        [
            (one.number, one.number, to_text(one.published_at))
            for one in some
            if one.number % 20 == 0
        ],
    )
    connection.executemany(
        RETURNED,
        [(one.number, to_text(one.published_at)) for one in some if one.number % 20 == 10],
    )


def add_aliases(connection: sqlite3.Connection, some: list[PastArticle]) -> None:
    """Write the two spellings of each."""
    connection.executemany(
        "INSERT INTO alias (url, article, first_seen_at) VALUES (?, ?, ?)",
        [
            (url, one.number, to_text(one.published_at))
            for one in some
            for url in (one.url, one.short_url)
        ],
    )


def _article(one: PastArticle) -> tuple[object, ...]:
    at = to_text(one.published_at)
    read_at = to_seconds(one.published_at) + 3_600
    facts = (one.number, one.source, one.name, one.key, one.url, "A headline of the usual length")
    return (*facts, at, at, one.short_url, one.number, read_at, 12.5, one.number)


def _target(one: PastArticle) -> tuple[object, ...]:
    is_visited = NOW - one.published_at < VISITED
    due_at = one.published_at + timedelta(days=3_650) if is_visited else None
    facts = (one.source, one.number, one.url, f"{one.source}.example", to_text(due_at))
    return (*facts, to_text(one.published_at), f'W/"{one.number}"', 0.1 if is_visited else 0.0)


def _readings(one: PastArticle) -> Iterator[tuple[int, int, int]]:
    at = to_seconds(one.published_at)
    for count in range(READINGS):
        yield (one.number, at + 180 * 6**count, 100 + 150 * count)


def _stay(one: PastArticle) -> tuple[object, ...]:
    at = to_seconds(one.published_at)
    return (one.number, one.source, at, at + 4 * 3_600)


def _vocabulary() -> list[str]:
    writer = Writer(7)
    texts = (" ".join(writer.write(number, "en").paragraphs) for number in range(300))
    return [word for text in texts for word in text.split()]
