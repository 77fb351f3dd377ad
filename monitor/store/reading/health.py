"""The health of a source's selectors as people ask for it: day by day, what is broken, and what was told of it."""

import json
from collections.abc import Iterator
from datetime import datetime

from monitor.core.health import origins
from monitor.core.health.remedies import healing_of
from monitor.model import AlertKind, Basis, Gain, HarvestDay, TargetKind
from monitor.model.report import FilledArticle, HealthReport
from monitor.store.connection import Connection, NamedRow
from monitor.store.health import breakage_from_json, day_of
from monitor.store.rows import to_time

_TOLD = """
SELECT id, created_at, payload FROM alert WHERE source = ? AND kind = ? ORDER BY created_at DESC LIMIT 1
"""
# A site's newest articles: what was filled is new, and of so many nobody reads more.
_FILLED = """
SELECT id, name, url, title, first_seen_at, gave FROM article WHERE source = ?
ORDER BY coalesce(published_at, first_seen_at) DESC, id LIMIT 200
"""
_MOST_FILLED = 20


def read_health_report(connection: Connection, source: str, since: datetime) -> HealthReport | None:
    """Return the report of a source, by the days since then; None if nobody knows the source."""
    row = connection.execute(
        "SELECT listing, breakage, mended_at FROM source WHERE id = ?", (source,)
    ).fetchone()
    if row is None:
        return None
    told = connection.execute(_TOLD, (source, AlertKind.SOURCE_BROKEN.value)).fetchone()
    healed = connection.execute(_TOLD, (source, AlertKind.SOURCE_REMEDY.value)).fetchone()
    rows = connection.execute(
        "SELECT * FROM harvest WHERE source = ? AND day >= ? ORDER BY page, field, day",
        (source, day_of(since)),
    )
    days = tuple(map(_day, rows))
    has_filled = any(day.basis is Basis.FALLBACK for day in days)
    return HealthReport(
        source=source,
        listing=row["listing"],
        breakage=breakage_from_json(row["breakage"]),
        mended_at=to_time(row["mended_at"]),
        alert=told["id"] if told else None,
        told_at=to_time(told["created_at"]) if told else None,
        days=days,
        filled=tuple(_filled(connection, source))[:_MOST_FILLED] if has_filled else (),
        healing=healing_of(healed["payload"]) if healed else None,
        remedy=healed["id"] if healed else None,
    )


def _filled(connection: Connection, source: str) -> Iterator[FilledArticle]:
    for row in connection.execute(_FILLED, (source,)):
        if gave := origins(json.loads(row["gave"] or "{}")):
            yield FilledArticle(
                id=row["id"],
                name=row["name"],
                url=row["url"],
                title=row["title"],
                first_seen_at=to_time(row["first_seen_at"]),
                gave=gave,
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
