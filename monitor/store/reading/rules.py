"""Rules as people ask for them: what they matched, day by day."""

from datetime import UTC, date, datetime

from monitor.model.report import RuleDay
from monitor.store.connection import Connection

# An article counts on the day of its first match. Kept by the triggers of `m0018.py`.
_DAYS = """
SELECT rule, day, articles FROM rule_day
WHERE day >= :since AND (:rule IS NULL OR rule = :rule) ORDER BY rule, day
"""


def read_rule_days(connection: Connection, rule: str | None, since: datetime) -> list[RuleDay]:
    """Return how many articles each rule, or one, met first on each day (UTC) from that of `since` on.

    Days without any are left out.
    """
    asked = {"rule": rule, "since": since.astimezone(UTC).date().isoformat()}
    return [
        RuleDay(rule=row["rule"], day=date.fromisoformat(row["day"]), articles=row["articles"])
        for row in connection.execute(_DAYS, asked)
    ]
