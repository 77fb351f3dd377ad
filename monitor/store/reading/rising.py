"""What is read now: articles by the pace of their counters, each with its part in its source's."""

from datetime import datetime

from monitor.model.report import RisingLine
from monitor.store.connection import Connection
from monitor.store.reading.articles import LINE, line
from monitor.store.rows import from_seconds, to_seconds

# The index has all that is compared; only those that are shown are looked up.
_RISING = f"""
WITH total AS (
    SELECT source.id, sum(views_per_hour) AS pace
    FROM source CROSS JOIN article INDEXED BY article_rising ON article.source = source.id
    WHERE viewed_at >= :since AND views_per_hour > 0 AND (:source IS NULL OR source.id = :source)
    GROUP BY source.id
), rising AS (
    SELECT article.id, views_per_hour / total.pace AS share
    FROM total CROSS JOIN article INDEXED BY article_rising ON article.source = total.id
    WHERE viewed_at >= :since AND views_per_hour > 0
    ORDER BY views_per_hour DESC, article.id LIMIT :limit
)
{LINE.replace("SELECT article.*", "SELECT article.*, rising.share")} JOIN rising ON rising.id = article.id
ORDER BY article.views_per_hour DESC, article.id
"""  # noqa: S608 - constants


def read_rising(
    connection: Connection, source: str | None, since: datetime, limit: int
) -> list[RisingLine]:
    """Return up to `limit` articles whose counter was read at `since` or later and grows, fastest first."""
    rows = connection.execute(
        _RISING, {"source": source, "since": to_seconds(since), "limit": limit}
    )
    return [
        RisingLine(
            line=line(row),
            viewed_at=from_seconds(row["viewed_at"]),
            views_per_hour=row["views_per_hour"],
            share=row["share"],
        )
        for row in rows
    ]
