"""What is usual for a source's counters, as sums by cell. Adds samples and lets old ones fade; judges no article."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from monitor.model import Norm, NormKey, NormSample, SourceId
from monitor.store.connection import Connection
from monitor.store.rows import Row

# A cell that has more articles than this is halved, so that the last months weigh more than the years before.
FULL = 4_000

_ADD = """
INSERT INTO norm (source, section, daypart, age, articles, log_sum, log_squares)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, section, daypart, age) DO UPDATE SET
    articles = norm.articles + excluded.articles, log_sum = norm.log_sum + excluded.log_sum,
    log_squares = norm.log_squares + excluded.log_squares
"""
_ADD_PACE = """
INSERT INTO pace (source, section, daypart, age, step, articles)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (source, section, daypart, age, step) DO UPDATE SET articles = pace.articles + excluded.articles
"""
READ = """
SELECT norm.section, norm.daypart, norm.age, norm.articles, norm.log_sum, norm.log_squares, (
    SELECT json_group_array(json_array(step, articles)) FROM pace
    WHERE pace.source = norm.source AND pace.section = norm.section AND pace.daypart = norm.daypart
        AND pace.age = norm.age
)
FROM json_each(:keys) AS picked CROSS JOIN norm
WHERE norm.source = :source AND norm.section = json_extract(picked.value, '$[0]')
    AND norm.daypart = json_extract(picked.value, '$[1]') AND norm.age = json_extract(picked.value, '$[2]')
"""
_FADE_PACES = """
UPDATE pace SET articles = articles / 2
WHERE (source, section, daypart, age) IN (SELECT source, section, daypart, age FROM norm WHERE articles > ?)
"""
_FADE = """
UPDATE norm SET articles = articles / 2, log_sum = log_sum / 2, log_squares = log_squares / 2 WHERE articles > ?
"""


def add_samples(connection: Connection, source: SourceId, samples: Sequence[NormSample]) -> None:
    """Add what the counters of a source's articles say of the usual, a row a cell however many they are."""
    logs_by_key: dict[NormKey, list[float]] = defaultdict(list)
    for sample in samples:
        logs_by_key[sample.key].append(sample.log_views)
    paces = Counter((sample.key, sample.pace) for sample in samples if sample.pace is not None)
    connection.executemany(
        _ADD,
        [
            (*_cell(source, key), len(logs), sum(logs), sum(log * log for log in logs))
            for key, logs in logs_by_key.items()
        ],
    )
    connection.executemany(
        _ADD_PACE, [(*_cell(source, key), pace, count) for (key, pace), count in paces.items()]
    )


def read_norms(
    connection: Connection, source: SourceId, keys: Collection[NormKey]
) -> Mapping[NormKey, Norm]:
    """Return those cells of `keys` that are filled."""
    return norms_of(ask_norms(connection, source, keys))


def ask_norms(connection: Connection, source: SourceId, keys: Collection[NormKey]) -> Iterable[Row]:
    """Ask for those cells of `keys` that are filled, and return what `norms_of` reads, now or later."""
    if not keys:
        return ()
    asked = json.dumps([(key.section, key.daypart, key.age) for key in keys])
    return connection.execute(READ, {"source": source, "keys": asked})


def norms_of(rows: Iterable[Row]) -> Mapping[NormKey, Norm]:
    """Return the cells that were asked for."""
    return {
        NormKey(section=section, daypart=daypart, age=age): Norm(
            articles=articles,
            log_sum=log_sum,
            log_squares=log_squares,
            paces=tuple((step, count) for step, count in json.loads(paces)),
        )
        for section, daypart, age, articles, log_sum, log_squares, paces in rows
    }


def fade(connection: Connection) -> None:
    """Halve the cells that are full."""
    connection.execute(_FADE_PACES, (FULL,))
    connection.execute(_FADE, (FULL,))


def _cell(source: SourceId, key: NormKey) -> tuple[str, str, int, int]:
    return (source, key.section, key.daypart, key.age)
