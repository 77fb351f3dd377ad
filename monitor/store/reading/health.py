"""The health of a source's selectors as people ask for it: day by day, what is broken, and what was told of it."""

from datetime import datetime

from monitor.core.health.remedies import healing_of
from monitor.model import AlertKind, Basis, Gain, HarvestDay, TargetKind
from monitor.model.report import HealthReport
from monitor.store.connection import Connection, NamedRow
from monitor.store.health import breakage_from_json, day_of
from monitor.store.rows import to_time

_TOLD = """
SELECT id, created_at, payload FROM alert WHERE source = ? AND kind = ? ORDER BY created_at DESC LIMIT 1
"""


def read_health_report(connection: Connection, source: str, since: datetime) -> HealthReport | None:
    """Return the report of a source, by the days since then; None if nobody knows the source."""
    row = connection.execute(
        "SELECT listing, breakage, mended_at FROM source WHERE id = ?", (source,)
    ).fetchone()
    if row is None:
        return None
    told = connection.execute(_TOLD, (source, AlertKind.SOURCE_BROKEN.value)).fetchone()
    healed = connection.execute(_TOLD, (source, AlertKind.SOURCE_REMEDY.value)).fetchone()
    days = connection.execute(
        "SELECT * FROM harvest WHERE source = ? AND day >= ? ORDER BY page, field, day",
        (source, day_of(since)),
    )
    return HealthReport(
        source=source,
        listing=row["listing"],
        breakage=breakage_from_json(row["breakage"]),
        mended_at=to_time(row["mended_at"]),
        alert=told["id"] if told else None,
        told_at=to_time(told["created_at"]) if told else None,
        days=tuple(map(_day, days)),
        healing=healing_of(healed["payload"]) if healed else None,
        remedy=healed["id"] if healed else None,
    )


def _day(row: NamedRow) -> HarvestDay:
    return HarvestDay(
        page=TargetKind(row["page"]),
        day=row["day"],
        field=row["field"],
        basis=Basis(row["basis"]),
        gain=Gain(row["gain"]),
        selector=row["selector"],
        count=row["count"],
        first_at=to_time(row["first_at"]),
        last_at=to_time(row["last_at"]),
        last_url=row["last_url"],
    )
