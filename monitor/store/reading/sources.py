"""Sources as people ask for them: are they polled, do they fail, what do their pages lack."""

from datetime import datetime

from monitor.model import ProblemKind, Reason
from monitor.model.report import HoleReport, ProblemReport, SourceReport
from monitor.store.connection import Connection, NamedRow
from monitor.store.hosts import read_limit
from monitor.store.rows import to_text, to_time
from monitor.store.states import read_alarm

_SOURCES = """
SELECT source.*, target.due_at, coalesce(target.detail, '') AS detail,
    host.opened_at, host.probe_at, host.quiet_until,
    host.limit_scope, host.limit_url, host.limited_at, host.limited_until, host.limit_proofs, host.limit_doubts,
    CASE WHEN :counting = 1 THEN (SELECT count(*) FROM article WHERE article.source = source.id) END AS articles,
    (SELECT count(*) FROM hole WHERE hole.source = source.id) AS holes
FROM source LEFT JOIN target ON target.source = source.id AND target.kind = 'listing'
LEFT JOIN host ON host.name = target.host
ORDER BY source.is_configured DESC, source.id
"""
_HOLES_SHOWN = 10


def read_sources(connection: Connection, *, counting: bool) -> list[SourceReport]:
    """Return every source that ever was configured, the present ones first; its articles counted if asked."""
    rows = connection.execute(_SOURCES, {"counting": counting}).fetchall()
    return [_source(connection, row) for row in rows]


def read_holes(connection: Connection, source: str, since: datetime) -> list[HoleReport]:
    """Return every hole of a source that was noticed at `since` or later, oldest first."""
    rows = connection.execute(
        "SELECT * FROM hole WHERE source = ? AND noticed_at >= ? ORDER BY id",
        (source, to_text(since)),
    )
    return [_hole(row) for row in rows]


def _source(connection: Connection, row: NamedRow) -> SourceReport:
    return SourceReport(
        id=row["id"],
        site=row["site"],
        listing=row["listing"],
        language=row["language"],
        is_configured=bool(row["is_configured"]),
        articles=row["articles"],
        seeded_at=to_time(row["seeded_at"]),
        polled_at=to_time(row["polled_at"]),
        next_due_at=to_time(row["due_at"]) if row["is_configured"] else None,
        failures=row["failures"],
        reason=Reason(row["reason"]) if row["reason"] else None,
        detail=row["detail"] if row["reason"] else "",
        opened_at=to_time(row["opened_at"]),
        probe_at=to_time(row["probe_at"]),
        quiet_until=to_time(row["quiet_until"]),
        limit=read_limit(
            row["limit_scope"],
            row["limit_url"],
            row["limited_at"],
            row["limited_until"],
            row["limit_proofs"],
            row["limit_doubts"],
        ),
        alarm=read_alarm(connection, row["id"]),
        hole_count=row["holes"],
        holes=_holes(connection, row["id"]),
        problems=_problems(connection, row["id"]),
    )


def _holes(connection: Connection, source: str) -> tuple[HoleReport, ...]:
    rows = connection.execute(
        "SELECT * FROM hole WHERE source = ? ORDER BY id DESC LIMIT ?", (source, _HOLES_SHOWN)
    )
    return tuple(_hole(row) for row in rows)


def _hole(row: NamedRow) -> HoleReport:
    return HoleReport(
        noticed_at=to_time(row["noticed_at"]),
        pages=row["pages"],
        after=to_time(row["after"]),
        before=to_time(row["before"]),
    )


def _problems(connection: Connection, source: str) -> tuple[ProblemReport, ...]:
    rows = connection.execute(
        "SELECT * FROM problem WHERE source = ? ORDER BY count DESC, field, kind", (source,)
    )
    return tuple(
        ProblemReport(
            field=row["field"],
            kind=ProblemKind(row["kind"]),
            count=row["count"],
            first_seen_at=to_time(row["first_seen_at"]),
            last_seen_at=to_time(row["last_seen_at"]),
            last_url=row["last_url"],
            last_detail=row["last_detail"],
        )
        for row in rows
    )
