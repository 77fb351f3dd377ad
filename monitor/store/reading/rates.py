"""Exchange rates as people ask for them."""

from datetime import datetime

from monitor.model.report import RateReport
from monitor.store.connection import Connection
from monitor.store.rows import to_text, to_time

# The last change before it is what held at that time.
_RATES = """
SELECT * FROM rate
WHERE seen_at >= coalesce((
    SELECT max(earlier.seen_at) FROM rate AS earlier
    WHERE earlier.source = rate.source AND earlier.currency = rate.currency AND earlier.seen_at <= :since
), :since)
ORDER BY source, currency, seen_at
"""


def read_rates(connection: Connection, since: datetime) -> list[RateReport]:
    """Return the rates that held at `since` or changed later, by source and currency, oldest first."""
    return [
        RateReport(
            source=row["source"],
            currency=row["currency"],
            seen_at=to_time(row["seen_at"]),
            value=row["value"],
        )
        for row in connection.execute(_RATES, {"since": to_text(since)})
    ]
