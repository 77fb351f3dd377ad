"""Silences and acknowledgements: what people said of alerts. Applies none of it."""

import json
from datetime import datetime

from monitor.core.dispatch import matcher_of, written
from monitor.model import Acknowledgement, Silence
from monitor.store.connection import Connection
from monitor.store.rows import to_text, to_time

_ADD = """
INSERT INTO silence (id, matchers, author, reason, made_at, begins_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_EXPIRE = "UPDATE silence SET ends_at = max(begins_at, :now) WHERE id = :id AND ends_at > :now"
_ACKNOWLEDGE = """
INSERT INTO acknowledgement (alert, at, author, note) SELECT id, ?, ?, ? FROM alert WHERE id = ?
ON CONFLICT DO NOTHING
"""
_SILENCES = "SELECT * FROM silence WHERE ends_at > ? ORDER BY begins_at, id"


def add_silence(connection: Connection, silence: Silence, now: datetime) -> None:
    """Store a silence (`Store.add_silence`)."""
    connection.execute(
        _ADD,
        (
            silence.id,
            json.dumps([written(matcher) for matcher in silence.matchers], ensure_ascii=False),
            silence.author,
            silence.reason,
            to_text(now),
            to_text(silence.begins_at),
            to_text(silence.ends_at),
        ),
    )


def expire_silence(connection: Connection, silence: str, now: datetime) -> bool:
    """End a silence (`Store.expire_silence`)."""
    return bool(connection.execute(_EXPIRE, {"id": silence, "now": to_text(now)}).rowcount)


def read_silences(connection: Connection, after: datetime) -> list[Silence]:
    """Return the silences that end later than `after`, in the order of their beginnings."""
    return [
        Silence(
            id=id_,
            matchers=tuple(map(matcher_of, json.loads(matchers))),
            author=author,
            reason=reason,
            begins_at=to_time(begins_at),
            ends_at=to_time(ends_at),
        )
        for id_, matchers, author, reason, _, begins_at, ends_at in connection.execute(
            _SILENCES, (to_text(after),)
        )
    ]


def acknowledge(connection: Connection, note: Acknowledgement, now: datetime) -> bool:
    """Write down who took note of an alert (`Store.acknowledge`)."""
    told = (to_text(now), note.author, note.note, note.alert)
    return bool(connection.execute(_ACKNOWLEDGE, told).rowcount)
