"""What happened to articles as people ask for it: the news of a time, and all of one article with its stays."""

import json
from datetime import datetime

from monitor.model import Block, EventKind
from monitor.model.report import EventLine, EventReport, StayReport
from monitor.store.connection import Connection, NamedRow
from monitor.store.rows import from_seconds, to_text, to_time

# The kind and the time are in an index, with or without the other.
EVENT_COLUMNS = "SELECT event.*, article.name, article.title, article.source, article.url"
EVENT_ROWS = "FROM event JOIN article ON article.id = event.article"
_EVENTS = f"""{EVENT_COLUMNS} {EVENT_ROWS}
WHERE event.at >= :since AND (:source IS NULL OR article.source = :source)
"""
_NEWEST_FIRST = "ORDER BY event.at DESC, event.id DESC LIMIT :limit"


def read_events(
    connection: Connection,
    kind: EventKind | None,
    source: str | None,
    since: datetime,
    limit: int,
) -> list[EventLine]:
    """Return up to `limit` events since then, newest first; only of `kind` and `source` where given."""
    condition = "" if kind is None else "AND event.kind = :kind"
    rows = connection.execute(
        f"{_EVENTS} {condition} {_NEWEST_FIRST}",
        {
            "kind": kind.value if kind else None,
            "source": source,
            "since": to_text(since),
            "limit": limit,
        },
    )
    return [event_line(row) for row in rows]


def event_line(row: NamedRow) -> EventLine:
    """Return the line of a row of `EVENT`."""
    return EventLine(
        event=_event(row),
        article=row["article"],
        name=row["name"],
        title=row["title"],
        source=row["source"],
        url=row["url"],
    )


def events_of(connection: Connection, article: int) -> tuple[EventReport, ...]:
    """Return what happened to one article, oldest first."""
    rows = connection.execute("SELECT * FROM event WHERE article = ? ORDER BY at, id", (article,))
    return tuple(_event(row) for row in rows)


def stays_of(connection: Connection, article: int) -> tuple[StayReport, ...]:
    """Return where one article stood and how long, oldest first."""
    rows = connection.execute(
        "SELECT * FROM stay WHERE article = ? ORDER BY began_at, block, source", (article,)
    )
    return tuple(
        StayReport(
            block=Block(row["block"]),
            source=row["source"],
            began_at=from_seconds(row["began_at"]),
            ended_at=from_seconds(row["ended_at"]),
            best=row["best"],
            last=row["last"],
            sightings=row["sightings"],
        )
        for row in rows
    )


def _event(row: NamedRow) -> EventReport:
    return EventReport(
        kind=EventKind(row["kind"]),
        at=to_time(row["at"]),
        revision=row["revision"],
        before=row["before"],
        after=row["after"],
        words=tuple(json.loads(row["words"])),
        page=row["page"],
    )
