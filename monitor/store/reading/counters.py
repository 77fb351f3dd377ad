"""View counters as lists show them: the readings of several articles of late."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from monitor.model import CounterReading
from monitor.store.connection import Connection
from monitor.store.rows import from_seconds, to_seconds

_READINGS = """
SELECT seen_at, views FROM observation
WHERE article = ? AND seen_at >= ? AND views IS NOT NULL ORDER BY seen_at
"""


def read_counters(
    connection: Connection, articles: Iterable[int], since: datetime
) -> Mapping[int, tuple[CounterReading, ...]]:
    """Return what the counters of articles, by their rows, showed at `since` or later, oldest first."""
    begin = to_seconds(since)
    return {
        article: tuple(
            CounterReading(at=from_seconds(seconds), views=views)
            for seconds, views in connection.execute(_READINGS, (article, begin))
        )
        for article in articles
    }
