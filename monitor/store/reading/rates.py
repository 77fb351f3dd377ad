"""Exchange rates as people ask for them."""

from datetime import datetime

from monitor.model.report import RateReport
from monitor.store.connection import Connection
from monitor.store.rows import to_text, to_time

# The last change before it is what held at that time.
_RATES = """
WITH shown AS MATERIALIZED (SELECT DISTINCT source, currency FROM rate)
SELECT rate.* FROM shown CROSS JOIN rate ON rate.source = shown.source AND rate.currency = shown.currency
    AND rate.seen_at >= coalesce((
        SELECT max(earlier.seen_at) FROM rate AS earlier
        WHERE earlier.source = shown.source AND earlier.currency = shown.currency AND earlier.seen_at <= :since
    ), :since)
ORDER BY rate.source, rate.currency, rate.seen_at
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
