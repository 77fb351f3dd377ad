"""Exchange rates as people ask for them."""

import sqlite3
from datetime import datetime

from monitor.model.report import RateReport
from monitor.store.rows import to_text, to_time

_RATES = "SELECT * FROM rate WHERE seen_at >= ? ORDER BY source, currency, seen_at"


def read_rates(connection: sqlite3.Connection, since: datetime) -> list[RateReport]:
    """Return the rates that changed since then, by source and currency, oldest first."""
    return [
        RateReport(
            source=row["source"],
            currency=row["currency"],
            seen_at=to_time(row["seen_at"]),
            value=row["value"],
        )
        for row in connection.execute(_RATES, (to_text(since),))
    ]
