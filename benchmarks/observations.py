"""`python -m benchmarks.observations`: what a million and ten million observations cost, in bytes and in time.

The store's own schema and file, filled as a daemon fills it: in the order of time, over thousands of articles at
once, each read 12 to 40 times at ages that grow geometrically up to a month. Then the series of 1,000 articles are
read, first with nothing of the file in memory, then again; and the fastest 50 articles of the last day are asked
for. Bytes are the pages of the table's tree (`dbstat`), which are never quite full.
"""

import argparse
import heapq
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.row import Row, at_most
from monitor.store import open_archive
from monitor.store.opening import open_reader, open_writer

SIZES = (1_000_000, 10_000_000)
SOURCES = 20
# Of all sources together, by day.
ARTICLES = 2_000
READINGS = (12, 40)
FIRST_AGE, LAST_AGE = 180.0, 30 * 86_400.0
BEGIN = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
BATCH = 5_000
SERIES = 1_000
TOP = 50

ADD_ARTICLE = """
INSERT INTO article (id, source, name, key, url, title, first_seen_at, number) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
ADD_OBSERVATION = "INSERT OR REPLACE INTO observation (article, seen_at, views) VALUES (?, ?, ?)"
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

    def next_at(self) -> float:
        """Return when it is read next, in seconds since 1970."""
        growth = (LAST_AGE / FIRST_AGE) ** (1 / (self.readings - 1))
        return self.published + FIRST_AGE * float(growth**self.count)

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

    chance: random.Random = field(default_factory=lambda: random.Random(2026))
    stories: list[Story] = field(default_factory=list)

    def arrivals(self) -> Iterator[tuple[Story, int, int]]:
        """Yield who is read when, in whole seconds since 1970, and what the counter shows; without an end."""
        waiting: list[tuple[float, int]] = []
        published = BEGIN
        while True:
            while not waiting or published <= waiting[0][0]:
                story = self._publish(published)
                heapq.heappush(waiting, (story.next_at(), story.id))
                published += self.chance.expovariate(ARTICLES / 86_400)
            at, id_ = heapq.heappop(waiting)
            story = self.stories[id_ - 1]
            yield story, int(at), story.read(at)
            if story.count < story.readings:
                heapq.heappush(waiting, (story.next_at(), id_))

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What was measured at one size. Times are the medians, in seconds."""

    observations: int
    articles: int
    table: int
    file: int
    fill: float
    cold: float
    warm: float
    top: float
    rising: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a million only")
    wish = parser.parse_args()
    for size in SIZES[:1] if wish.quick else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            _show(_measure(Path(folder) / "monitor.db", size))


def rows(*, is_short: bool) -> list[Row]:
    """Return what an observation takes in the file, and how long reading takes (wall time, this process alone)."""
    size = SIZES[0] // 4 if is_short else SIZES[0]
    with tempfile.TemporaryDirectory() as folder:
        cost = _measure(Path(folder) / "monitor.db", size)
    many = f"{size:,} observations"
    each = cost.table / cost.observations
    return [
        Row(label=f"an observation, {many}", value=each, unit="bytes", goal=at_most(17)),
        Row(label="observations filled in", value=cost.observations / cost.fill, unit="a second"),
        Row(label="an article's series, file cold", value=cost.cold * 1e6, unit="µs"),
        Row(label="an article's series, file warm", value=cost.warm * 1e6, unit="µs"),
        Row(label=f"fastest {TOP} of {cost.rising:,}", value=cost.top * 1e3, unit="ms"),
    ]


def _measure(path: Path, size: int) -> Cost:
    world = World()
    began = time.perf_counter()
    _fill(path, world, size)
    filled = time.perf_counter() - began
    read = [story for story in world.stories if story.count]
    asked = [story.id for story in random.Random(7).sample(read, SERIES)]
    _forget(path)
    cold, warm = (_read_series(path, asked) for _ in range(2))
    top, rising = _read_top(path, max(story.last[0] for story in read))
    return Cost(
        observations=size,
        articles=len(read),
        table=_table_bytes(path),
        file=path.stat().st_size,
        fill=filled,
        cold=cold,
        warm=warm,
        top=top,
        rising=rising,
    )


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


def _table_bytes(path: Path) -> int:
    with closing(open_reader(path)) as connection:
        (pages,) = connection.execute(
            "SELECT pgsize FROM dbstat WHERE name = 'observation' AND aggregate = TRUE"
        ).fetchone()
    return int(pages)


def _clock(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _show(cost: Cost) -> None:
    each = cost.table / cost.observations
    print(f"{cost.observations:,} observations of {cost.articles:,} articles")
    print(f"  {'bytes an observation':<34}{each:10.1f}   table {cost.table / 1e6:,.0f} MB")
    print(f"  {'whole file':<34}{cost.file / 1e6:10,.0f} MB")
    print(f"  {'filled, observations a second':<34}{cost.observations / cost.fill:10,.0f}")
    print(f"  {'series of an article, file cold':<34}{cost.cold * 1e6:10,.0f} µs")
    print(f"  {'series of an article, file warm':<34}{cost.warm * 1e6:10,.0f} µs")
    print(
        f"  {f'fastest {TOP} of {cost.rising:,} of a day':<34}{cost.top * 1e3:10.1f} ms", flush=True
    )


if __name__ == "__main__":
    main()
