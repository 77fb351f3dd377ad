"""What people said of alerts, as they ask for it: silences and what they muted, and who took note of what."""

import json
from collections.abc import Collection
from datetime import datetime

from monitor.model.report import AcknowledgementReport, SilenceReport
from monitor.store.connection import Connection, NamedRow
from monitor.store.rows import to_text, to_time

_SILENCES = """
SELECT silence.*, (SELECT count(*) FROM delivery WHERE muted_by = silence.id) AS muted FROM silence
"""


def read_silences(connection: Connection, after: datetime | None) -> list[SilenceReport]:
    """Return the silences that end later than `after`, or all, in the order of their beginnings."""
    rows = connection.execute(
        f"{_SILENCES} WHERE :after IS NULL OR ends_at > :after ORDER BY begins_at, id",
        {"after": to_text(after)},
    )
    return [_silence(row) for row in rows]


def read_named(connection: Connection, ids: Collection[str]) -> tuple[SilenceReport, ...]:
    """Return the silences of these ids."""
    rows = connection.execute(
        f"{_SILENCES} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY begins_at, id",  # noqa: S608
        (json.dumps(list(ids)),),
    )
    return tuple(_silence(row) for row in rows)


def read_acknowledgement(connection: Connection, alert: str) -> AcknowledgementReport | None:
    """Return who took note of an alert; None while nobody did."""
    row = connection.execute("SELECT * FROM acknowledgement WHERE alert = ?", (alert,)).fetchone()
    if row is None:
        return None
    return AcknowledgementReport(at=to_time(row["at"]), author=row["author"], note=row["note"])


def _silence(row: NamedRow) -> SilenceReport:
    return SilenceReport(
        id=row["id"],
        matchers=tuple(json.loads(row["matchers"])),
        author=row["author"],
        reason=row["reason"],
        made_at=to_time(row["made_at"]),
        begins_at=to_time(row["begins_at"]),
        ends_at=to_time(row["ends_at"]),
        muted=row["muted"],
    )
