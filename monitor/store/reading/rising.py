"""What is read now: articles by the pace of their counters, each with its part in its source's."""

from datetime import datetime

from monitor.model.report import RisingLine
from monitor.store.connection import Connection
from monitor.store.reading.articles import LINE, line
from monitor.store.rows import from_seconds, to_seconds

# The index has all that is compared; only those that are shown are looked up, and their sources summed up. (For a join
# with the sources the planner would hash the whole index first.)
_GROWING = "viewed_at >= :since AND views_per_hour > 0"
_RISING = f"""
WITH rising AS (
    SELECT id, source, views_per_hour FROM article INDEXED BY article_rising
    WHERE source IN (SELECT id FROM source WHERE :source IS NULL OR id = :source) AND {_GROWING}
    ORDER BY views_per_hour DESC, id LIMIT :limit
), shared AS (
    SELECT id, views_per_hour / (
        SELECT sum(views_per_hour) FROM article INDEXED BY article_rising
        WHERE article.source = rising.source AND {_GROWING}
    ) AS share FROM rising
)
{LINE.replace("SELECT article.*", "SELECT article.*, shared.share")} JOIN shared ON shared.id = article.id
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
