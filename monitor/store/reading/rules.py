"""Rules as people ask for them: what they matched, day by day."""

from datetime import date, datetime

from monitor.model.report import RuleDay
from monitor.store.connection import Connection
from monitor.store.rows import to_text

# An article counts on the day of its first match. The index bounds the look to the days that are asked.
_DAYS = """
SELECT rule, substr(first_at, 1, 10) AS day, count(*) AS articles FROM (
    SELECT rule, article, min(matched_at) AS first_at FROM "match" INDEXED BY match_met
    WHERE matched_at >= :since AND (:rule IS NULL OR rule = :rule) GROUP BY rule, article
) AS late WHERE NOT EXISTS (
    SELECT 1 FROM "match" AS earlier
    WHERE earlier.article = late.article AND earlier.rule = late.rule AND earlier.matched_at < :since
) GROUP BY rule, day ORDER BY rule, day
"""


def read_rule_days(connection: Connection, rule: str | None, since: datetime) -> list[RuleDay]:
    """Return how many articles each rule, or one, met first on each day since then; days without any are left out."""
    rows = connection.execute(_DAYS, {"rule": rule, "since": to_text(since)})
    return [
        RuleDay(rule=row["rule"], day=date.fromisoformat(row["day"]), articles=row["articles"])
        for row in rows
    ]
