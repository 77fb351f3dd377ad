"""Long lists, a leaf at a time: whoever asks for the next one says where the last one ended, whatever came since.

The place is a key of the row (keyset), never a count of rows to skip, so that the thousandth leaf costs as the first.
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import TypeVar

from monitor.core.cursor import place_of, spell
from monitor.model.report import (
    AlertFilter,
    AlertReport,
    ArticleFilter,
    ArticleLine,
    DeliveryFilter,
    DeliveryReport,
    EventFilter,
    EventLine,
    Leaf,
)
from monitor.store.reading.articles import LINE, conditions_of, line
from monitor.store.reading.deliveries import ALERT, DELIVERY, alert, delivery
from monitor.store.reading.events import EVENT, event_line
from monitor.store.rows import to_text

T = TypeVar("T")
Given = Mapping[str, str | int]

_PUBLISHED = "coalesce(article.published_at, article.first_seen_at)"
_ALERTS = {
    "rule": "alert.rule = :rule",
    "source": "coalesce(article.source, alert.source) = :source",
    "kind": "alert.kind = :kind",
    "sink": "EXISTS (SELECT 1 FROM delivery WHERE alert = alert.id AND sink = :sink)",
    "state": "EXISTS (SELECT 1 FROM delivery WHERE alert = alert.id AND state = :state)",
    "since": "alert.created_at >= :since",
    "until": "alert.created_at < :until",
    "is_acknowledged": "EXISTS (SELECT 1 FROM acknowledgement WHERE alert = alert.id) = :is_acknowledged",
}
_DELIVERIES = {
    "state": "delivery.state = :state",
    "sink": "delivery.sink = :sink",
    "rule": "alert.rule = :rule",
}
_EVENTS = {
    "kind": "event.kind = :kind",
    # By the time's index and not by this column's: a leaf of a large source is found among its newest events.
    "source": "+article.source = :source",
    "since": "event.at >= :since",
    "until": "event.at < :until",
}


def article_leaf(
    connection: sqlite3.Connection, which: ArticleFilter, after: str, limit: int
) -> Leaf[ArticleLine]:
    """Return up to `limit` articles behind `after`, newest first."""
    conditions, given = conditions_of(which)
    rows = _rows(
        connection, f"{LINE} WHERE {conditions}", given, (_PUBLISHED, "article.id"), after, limit
    )
    return _leaf(
        rows,
        line,
        lambda row: (row["published_at"] or row["first_seen_at"], row["id"]),
        limit,
    )


def alert_leaf(
    connection: sqlite3.Connection, which: AlertFilter, after: str, limit: int
) -> Leaf[AlertReport]:
    """Return up to `limit` alerts behind `after`, newest first."""
    given = _given(
        rule=which.rule,
        source=which.source,
        kind=which.kind and which.kind.value,
        sink=which.sink,
        state=which.state and which.state.value,
        since=to_text(which.since),
        until=to_text(which.until),
        is_acknowledged=None if which.is_acknowledged is None else int(which.is_acknowledged),
    )
    query = f"{ALERT} WHERE {_conditions(_ALERTS, given)}"
    rows = _rows(connection, query, given, ("alert.created_at", "alert.id"), after, limit)
    return _leaf(rows, alert, lambda row: (row["created_at"], row["id"]), limit)


def delivery_leaf(
    connection: sqlite3.Connection, which: DeliveryFilter, after: str, limit: int
) -> Leaf[DeliveryReport]:
    """Return up to `limit` deliveries behind `after`, newest first."""
    given = _given(state=which.state and which.state.value, sink=which.sink, rule=which.rule)
    query = f"{DELIVERY} WHERE {_conditions(_DELIVERIES, given)}"
    rows = _rows(connection, query, given, ("delivery.id",), after, limit)
    return _leaf(rows, lambda row: delivery(connection, row), lambda row: (row["id"],), limit)


def event_leaf(
    connection: sqlite3.Connection, which: EventFilter, after: str, limit: int
) -> Leaf[EventLine]:
    """Return up to `limit` events behind `after`, newest first."""
    given = _given(
        kind=which.kind and which.kind.value,
        source=which.source,
        since=to_text(which.since),
        until=to_text(which.until),
    )
    query = f"{EVENT} WHERE {_conditions(_EVENTS, given)}"
    rows = _rows(connection, query, given, ("event.at", "event.id"), after, limit)
    return _leaf(rows, event_line, lambda row: (row["at"], row["id"]), limit)


def _given(**asked: str | int | None) -> dict[str, str | int]:
    return {name: value for name, value in asked.items() if value is not None}


def _conditions(known: Mapping[str, str], given: Given) -> str:
    return " AND ".join(known[name] for name in given) or "1"


def _rows(
    connection: sqlite3.Connection,
    query: str,
    given: Given,
    key: tuple[str, ...],
    after: str,
    limit: int,
) -> list[sqlite3.Row]:
    """Return one row more than the leaf holds, if there is one."""
    place = place_of(after)
    # One of another list begins anew.
    place = place if len(place) == len(key) else ()
    named = {f"key_{number}": value for number, value in enumerate(place)}
    behind = (
        f"AND ({', '.join(key)}) < ({', '.join(f':{name}' for name in named)})" if place else ""
    )
    order = ", ".join(f"{column} DESC" for column in key)
    return connection.execute(
        f"{query} {behind} ORDER BY {order} LIMIT :limit", {**given, **named, "limit": limit + 1}
    ).fetchall()


def _leaf(
    rows: list[sqlite3.Row],
    read: Callable[[sqlite3.Row], T],
    key: Callable[[sqlite3.Row], tuple[str | int, ...]],
    limit: int,
) -> Leaf[T]:
    shown = rows[:limit]
    after = spell(key(shown[-1])) if len(rows) > limit else ""
    return Leaf(items=tuple(map(read, shown)), after=after)
