"""What waits in the outbox, and what was ruled upon it. Judges nothing."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from monitor.errors import LeaseLost
from monitor.model import (
    AlertKind,
    Gather,
    GroupState,
    Held,
    Hold,
    Mute,
    Release,
    Ruling,
    SinkPast,
    Waiting,
)
from monitor.store.connection import Connection
from monitor.store.outbox import FREE, UNTOLD, add_alerts
from monitor.store.rows import to_text, to_time

# So many are ruled upon at once for one sink.
MOST = 10_000
_WAITING = f"""
SELECT delivery.id, delivery.sink, delivery.alert, alert.kind, alert.rule,
    coalesce(article.source, alert.source, '') AS source, coalesce(article.story, alert.article) AS story,
    alert.created_at, alert.payload, delivery.held, delivery."group"
FROM delivery INDEXED BY delivery_due
JOIN alert ON alert.id = delivery.alert
LEFT JOIN article ON article.id = alert.article
WHERE {FREE} AND {UNTOLD} AND delivery.sink = ? AND delivery.due_at <= ?
ORDER BY alert.created_at, delivery.id LIMIT {MOST}
"""  # noqa: S608 - constants
_GROUP = """
SELECT
    (
        SELECT min(due_at) FROM delivery
        WHERE sink = :sink AND "group" = :group AND released_at IS NULL AND state = 'pending' AND due_at > :now
    ),
    (SELECT max(released_at) FROM delivery WHERE sink = :sink AND "group" = :group)
"""
# An alert that went out within a digest counts as much as one by itself.
_MESSAGES = "SELECT count(*) FROM delivery WHERE sink = ? AND released_at > ? AND released_at <= ?"
_RULED = f"id IN (SELECT value FROM json_each(:ids)) AND {FREE} AND {UNTOLD}"  # noqa: S608 - constants
_RELEASE = f'UPDATE delivery SET released_at = :now, "group" = :group WHERE {_RULED}'  # noqa: S608
_HOLD = f'UPDATE delivery SET due_at = :until, held = :why, "group" = :group WHERE {_RULED}'  # noqa: S608
_GATHER = (
    "UPDATE delivery SET state = 'gathered', due_at = NULL, settled_at = :now, released_at = :now, "  # noqa: S608
    f"told_in = :digest WHERE {_RULED}"
)
_MUTE = (
    "UPDATE delivery SET state = 'muted', due_at = NULL, settled_at = :now, muted_by = :silence "  # noqa: S608
    f"WHERE {_RULED}"
)
_OF_GROUP = (
    'UPDATE delivery SET "group" = :group, held = :why, released_at = :now WHERE alert = :digest'
)


def read_waiting(connection: Connection, sinks: Collection[str], now: datetime) -> list[Waiting]:
    """Return the deliveries to be ruled upon (`Store.waiting`)."""
    return [
        Waiting(
            id=id_,
            sink=sink,
            alert=alert,
            kind=AlertKind(kind),
            rule=rule,
            source=source,
            story=story,
            created_at=to_time(created_at),
            payload=payload,
            held=None if held is None else Held(held),
            group=group,
        )
        for asked in sinks
        for id_, sink, alert, kind, rule, source, story, created_at, payload, held, group in (
            connection.execute(_WAITING, (asked, to_text(now)))
        )
    ]


def read_past(
    connection: Connection,
    sink: str,
    groups: Collection[str],
    since: datetime | None,
    now: datetime,
) -> SinkPast:
    """Return what a sink was told of late (`Store.past`)."""
    states = {}
    for group in groups:
        asked = {"sink": sink, "group": group, "now": to_text(now)}
        opens_at, told_at = connection.execute(_GROUP, asked).fetchone()
        states[group] = GroupState(opens_at=to_time(opens_at), told_at=to_time(told_at))
    messages = 0
    if since is not None:
        (messages,) = connection.execute(_MESSAGES, (sink, to_text(since), to_text(now))).fetchone()
    return SinkPast(groups=states, messages=messages)


def apply_rulings(connection: Connection, rulings: Iterable[Ruling], now: datetime) -> None:
    """Write what was ruled (`Store.rule`)."""
    for ruling in rulings:
        _apply(connection, ruling, to_text(now))


def _apply(connection: Connection, ruling: Ruling, now: str) -> None:
    facts: Mapping[str, str | None] = {"ids": json.dumps(ruling.deliveries), "now": now}
    match ruling:
        case Release():
            changed = connection.execute(_RELEASE, {**facts, "group": ruling.group})
        case Hold():
            until = to_text(ruling.until)
            held = {**facts, "until": until, "why": ruling.why.value, "group": ruling.group}
            changed = connection.execute(_HOLD, held)
        case Gather():
            add_alerts(connection, (ruling.digest,), now, article=None, revision=None)
            told = {**facts, "digest": ruling.digest.id}
            changed = connection.execute(_GATHER, told)
            connection.execute(_OF_GROUP, {**told, "group": ruling.group, "why": ruling.why.value})
        case Mute():
            changed = connection.execute(_MUTE, {**facts, "silence": ruling.silence})
    if changed.rowcount != len(ruling.deliveries):
        raise LeaseLost("deliveries that were ruled upon are in other hands by now")
