"""`python -m benchmarks.observations`: what a million and ten million observations cost, in bytes and in time.

The store's own schema and file, filled as a daemon fills it: in the order of time, over thousands of articles at
once, each read 12 to 40 times at ages that grow geometrically up to a month, each gap up to 5 % longer or shorter as
the program does it (`--even`: none). Then the series of 1,000 articles are read, first with nothing of the file in
memory, then again; and the fastest 50 articles of the last day are asked for. Then all is packed as the housekeeping
packs it when the days are closed, and the same series are read again: by the program, and by the view that any program
that opens the file has. Bytes are the pages of the table's tree (`dbstat`), which are never quite full.
"""

import argparse
import heapq
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.row import Row, at_most, print_rows
from monitor.store.observations import pack_closed
from monitor.store.opening import open_reader, open_writer
from monitor.store.reading import open_archive

SIZES = (1_000_000, 10_000_000)
SOURCES = 20
# Of all sources together, by day.
ARTICLES = 2_000
READINGS = (12, 40)
FIRST_AGE, LAST_AGE = 180.0, 30 * 86_400.0
BEGIN = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
BATCH = 5_000
SERIES = 1_000
# Of `monitor/core/attention/cadence.py`.
PLAY = 0.05
TOP = 50

ADD_ARTICLE = """
INSERT INTO article (id, source, name, key, url, title, first_seen_at, number) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_OBSERVATION = (
    "INSERT OR REPLACE INTO observation_live (article, seen_at, views) VALUES (?, ?, ?)"
)
NOTE = "UPDATE article SET views = ?, viewed_at = ?, views_per_hour = ? WHERE id = ?"
SERIES_OF = "SELECT seen_at, views FROM observation WHERE article = ? ORDER BY seen_at"


@dataclass(kw_only=True, slots=True)
class Story:
    """An article's life: when it is read, and how many views its counter has by then."""

    id: int
    published: float
    readings: int
    views: float
    # The age at which two thirds of its readers have come.
    fade: float
    count: int = 0
    last: tuple[float, int] = (0.0, 0)
    pace: float = 0.0

    def next_at(self, jitter: float) -> float:
        """Return when it is read next, in seconds since 1970; `jitter` makes the gap longer."""
        growth = (LAST_AGE / FIRST_AGE) ** (1 / (self.readings - 1))
        gap = FIRST_AGE * (growth**self.count - (growth ** (self.count - 1) if self.count else 0))
        return (self.last[0] or self.published) + gap * (1 + jitter)

    def read(self, at: float) -> int:
        """Return what its counter shows."""
        age = at - self.published
        views = int(self.views * age / (age + self.fade))
        before, seen = self.last
        self.pace = (views - seen) / (at - (before or self.published)) * 3600
        self.last, self.count = (at, views), self.count + 1
        return views


@dataclass(kw_only=True, slots=True)
class World:
    """All articles, read in the order of time."""

    # By which part a gap is longer or shorter at most.
    play: float
    chance: random.Random = field(default_factory=lambda: random.Random(2026))
    stories: list[Story] = field(default_factory=list)

    def arrivals(self) -> Iterator[tuple[Story, int, int]]:
        """Yield who is read when, in whole seconds since 1970, and what the counter shows; without an end."""
        waiting: list[tuple[float, int]] = []
        published = BEGIN
        while True:
            while not waiting or published <= waiting[0][0]:
                story = self._publish(published)
                heapq.heappush(waiting, (story.next_at(self._jitter()), story.id))
                published += self.chance.expovariate(ARTICLES / 86_400)
            at, id_ = heapq.heappop(waiting)
            story = self.stories[id_ - 1]
            yield story, int(at), story.read(at)
            if story.count < story.readings:
                heapq.heappush(waiting, (story.next_at(self._jitter()), id_))

    def _jitter(self) -> float:
        return self.chance.uniform(-self.play, self.play)

    def _publish(self, at: float) -> Story:
        story = Story(
            id=len(self.stories) + 1,
            published=at,
            readings=self.chance.randint(*READINGS),
            views=self.chance.lognormvariate(6.5, 1.0),
            fade=self.chance.lognormvariate(9.5, 0.7),
        )
        self.stories.append(story)
        return story


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a million only")
    parser.add_argument("--even", action="store_true", help="gaps without play")
    wish = parser.parse_args()
    for size in SIZES[:1] if wish.quick else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            play = 0.0 if wish.even else PLAY
            print_rows(list(_costs(Path(folder) / "monitor.db", size, play)))


def rows(*, is_short: bool) -> list[Row]:
    """Return what an observation takes in the file, and how long reading takes (wall time, this process alone)."""
    with tempfile.TemporaryDirectory() as folder:
        return list(
            _costs(Path(folder) / "monitor.db", SIZES[0] // 4 if is_short else SIZES[0], PLAY)
        )


def _costs(path: Path, size: int, play: float) -> Iterator[Row]:
    """Yield what so many observations cost in the database at `path`, which is made."""
    world = World(play=play)
    began = time.perf_counter()
    _fill(path, world, size)
    filled = time.perf_counter() - began
    read = [story for story in world.stories if story.count]
    asked = [story.id for story in random.Random(7).sample(read, SERIES)]
    many = f"{size:,} observations"
    plain = _table_bytes(path, "observation_live") / size
    yield Row(label=f"an observation, {many}", value=plain, unit="bytes", goal=at_most(17))
    yield Row(label="observations filled in", value=size / filled, unit="a second")
    yield from _series(path, "an article's series", asked)
    top, rising = _read_top(path, max(story.last[0] for story in read))
    yield Row(label=f"fastest {TOP} of {rising:,}", value=top * 1e3, unit="ms")
    took = _pack_all(path) / size * 1e6
    yield Row(label="packing an observation", value=took, unit="µs CPU")
    packed = _table_bytes(path, "observation_packed") / size
    yield Row(label="a packed observation", value=packed, unit="bytes", goal=at_most(3))
    yield from _series(path, "a packed series", asked)
    by_view = _read_by_view(path, asked) * 1e6
    yield Row(label="a packed series by the file's own view", value=by_view, unit="µs")


def _series(path: Path, what: str, asked: Sequence[int]) -> Iterator[Row]:
    _forget(path)
    for heat in ("cold", "warm"):
        took = _read_series(path, asked) * 1e6
        yield Row(label=f"{what}, file {heat}", value=took, unit="µs")


def _pack_all(path: Path) -> float:
    """Pack all as the housekeeping does when all is closed, and return the CPU seconds it took."""
    before, after = time.process_time(), 0
    with closing(open_writer(path)) as connection:
        while True:
            connection.execute("BEGIN IMMEDIATE")
            after = pack_closed(connection, datetime(2100, 1, 1, tzinfo=UTC), after)
            connection.execute("COMMIT")
            if not after:
                break
    return time.process_time() - before


def _read_by_view(path: Path, articles: Sequence[int]) -> float:
    """Return how long the series of one article takes any program that opens the file."""
    with closing(sqlite3.connect(path)) as connection:
        return _median(connection, articles)


def _fill(path: Path, world: World, size: int) -> None:
    with closing(open_writer(path)) as connection:
        connection.executemany(
            "INSERT INTO source (id, site, listing) VALUES (?, 'site.example', '')",
            [(f"source-{number}",) for number in range(SOURCES)],
        )
        arrivals, stored = islice(world.arrivals(), size), 0
        while batch := list(islice(arrivals, BATCH)):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(ADD_ARTICLE, map(_article, world.stories[stored:]))
            stored = len(world.stories)
            rows = [(story.id, at, views) for story, at, views in batch]
            connection.executemany(ADD_OBSERVATION, rows)
            connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(NOTE, map(_newest, world.stories))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _article(story: Story) -> tuple[object, ...]:
    url = (
        f"https://site.example/english/{story.id}_A_headline_of_the_usual_length_for_a_news_agency/"
    )
    seen_at = datetime.fromtimestamp(story.published, UTC).isoformat(timespec="milliseconds")
    return (
        story.id,
        f"source-{story.id % SOURCES}",
        f"site.example#{story.id}",
        story.id.to_bytes(16, "big"),
        url,
        "A headline of the usual length for a news agency",
        seen_at,
        story.id,
    )


def _newest(story: Story) -> tuple[object, ...]:
    at, views = story.last
    return (views, int(at), story.pace, story.id) if story.count else (None, None, None, story.id)


def _forget(path: Path) -> None:
    """Drop the file from the system's memory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def _read_series(path: Path, articles: Sequence[int]) -> float:
    """Return how long the series of one article takes, with a connection that has read nothing before."""
    with closing(open_reader(path)) as connection:
        return _median(connection, articles)


def _median(connection: sqlite3.Connection, articles: Sequence[int]) -> float:
    return statistics.median(
        _clock(lambda id_=id_: connection.execute(SERIES_OF, (id_,)).fetchall())  # type: ignore[misc]
        for id_ in articles
    )


def _read_top(path: Path, now: float) -> tuple[float, int]:
    """Return how long the fastest of the last day take, and how many articles these are chosen from."""
    since = datetime.fromtimestamp(now, UTC) - timedelta(days=1)
    with open_archive(path) as archive:
        rising = len(archive.rising(10**9, since=since))
        took = [_clock(lambda: archive.rising(TOP, since=since)) for _ in range(21)]
    return statistics.median(took), rising


def _table_bytes(path: Path, table: str) -> int:
    with closing(open_reader(path)) as connection:
        (pages,) = connection.execute(
            "SELECT pgsize FROM dbstat WHERE name = ? AND aggregate = TRUE", (table,)
        ).fetchone()
    return int(pages)


def _clock(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


if __name__ == "__main__":
    main()
