"""What is usual for a source's counters, as sums by cell. Adds samples and lets old ones fade; judges no article."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping

from monitor.model import Norm, NormKey, NormSample, SourceId

# A cell that has more articles than this is halved, so that the last months weigh more than the years before.
FULL = 4_000

_ADD = """
INSERT INTO norm (source, section, daypart, age, articles, log_sum, log_squares)
VALUES (:source, :section, :daypart, :age, 1, :log, :log * :log)
ON CONFLICT DO UPDATE SET
    articles = articles + 1, log_sum = log_sum + excluded.log_sum, log_squares = log_squares + excluded.log_squares
"""
_ADD_PACE = """
INSERT INTO pace (source, section, daypart, age, step, articles)
VALUES (:source, :section, :daypart, :age, :step, 1)
ON CONFLICT DO UPDATE SET articles = articles + 1
"""
_READ = """
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


def add_samples(
    connection: sqlite3.Connection, source: SourceId, samples: Iterable[NormSample]
) -> None:
    """Add what an article's counter says of the usual."""
    for sample in samples:
        cell = {
            "source": source,
            "section": sample.key.section,
            "daypart": sample.key.daypart,
            "age": sample.key.age,
        }
        connection.execute(_ADD, {**cell, "log": sample.log_views})
        if sample.pace is not None:
            connection.execute(_ADD_PACE, {**cell, "step": sample.pace})


def read_norms(
    connection: sqlite3.Connection, source: SourceId, keys: Collection[NormKey]
) -> Mapping[NormKey, Norm]:
    """Return those cells of `keys` that are filled."""
    if not keys:
        return {}
    asked = json.dumps([(key.section, key.daypart, key.age) for key in keys])
    rows = connection.execute(_READ, {"source": source, "keys": asked})
    return {
        NormKey(section=section, daypart=daypart, age=age): Norm(
            articles=articles,
            log_sum=log_sum,
            log_squares=log_squares,
            paces=tuple((step, count) for step, count in json.loads(paces)),
        )
        for section, daypart, age, articles, log_sum, log_squares, paces in rows
    }


def fade(connection: sqlite3.Connection) -> None:
    """Halve the cells that are full."""
    connection.execute(_FADE_PACES, (FULL,))
    connection.execute(_FADE, (FULL,))
