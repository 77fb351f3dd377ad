"""Long lists, a leaf at a time: whoever asks for the next one says where the last one ended, whatever came since.

The place is a key of the row (keyset), never a count of rows to skip, so that the thousandth leaf costs as the first.
What no index answers is looked for among the next rows only; the leaf then ends where the look did.
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
from monitor.store.connection import Connection, NamedRow
from monitor.store.reading.articles import asked_of, line
from monitor.store.reading.deliveries import alert, delivery
from monitor.store.reading.events import event_line
from monitor.store.reading.walks import (
    ALERTS,
    BEGUN,
    DELIVERIES,
    EVENTS,
    LOOK,
    MATCHED,
    PARTLY_READ,
    PUBLISHED,
    READ,
    UNINDEXED,
    Walk,
)
from monitor.store.reading.words import search_of
from monitor.store.rows import to_text

T = TypeVar("T")
Given = Mapping[str, str | int]

# Its rows are too few to be counted among what no index answers.
_CANARY = "canary"


def article_leaf(
    connection: Connection, which: ArticleFilter, after: str, limit: int
) -> Leaf[ArticleLine]:
    """Return up to `limit` articles behind `after`, newest first; those of words or of a rule by their reading."""
    given = asked_of(which)
    if which.text:
        return _worded_leaf(connection, which.text, given, after, limit)
    walk = MATCHED if "rule" in given else PUBLISHED
    return _leaf(connection, walk, given, after, limit, line)


def _worded_leaf(
    connection: Connection, text: str, given: dict[str, str | int], after: str, limit: int
) -> Leaf[ArticleLine]:
    if not isinstance(connection, sqlite3.Connection):
        # A server's index has no pages to be counted: it is asked for all words, beginnings among them.
        return _leaf(connection, READ, given, after, limit, line)
    search = search_of(connection, text)
    if not search.has_beginnings:
        return _leaf(connection, READ, given, after, limit, line)
    search.install(connection)
    asked = {name: value for name, value in given.items() if name != "text"}
    if not search.read:
        return _leaf(connection, BEGUN, {"text": search.query, **asked}, after, limit, line)
    # Last: it costs the most.
    asked["read"] = 1
    if not search.query:
        return _leaf(connection, UNINDEXED, asked, after, limit, line)
    return _leaf(connection, PARTLY_READ, {"text": search.query, **asked}, after, limit, line)


def alert_leaf(
    connection: Connection, which: AlertFilter, after: str, limit: int
) -> Leaf[AlertReport]:
    """Return up to `limit` alerts behind `after`, newest first."""
    given = _given(
        rule=which.rule,
        source=which.source,
        kind=which.kind and which.kind.value,
        sink=which.sink,
        state=which.state and which.state.value,
        # Of no bound at all the planner makes a sort of all alerts.
        since=to_text(which.since) or "",
        until=to_text(which.until),
        is_acknowledged=None if which.is_acknowledged is None else int(which.is_acknowledged),
    )
    return _leaf(connection, ALERTS, given, after, limit, alert)


def delivery_leaf(
    connection: Connection, which: DeliveryFilter, after: str, limit: int
) -> Leaf[DeliveryReport]:
    """Return up to `limit` deliveries behind `after`, newest first."""
    given = _given(state=which.state and which.state.value, sink=which.sink, rule=which.rule)
    return _leaf(connection, DELIVERIES, given, after, limit, lambda row: delivery(connection, row))


def event_leaf(
    connection: Connection, which: EventFilter, after: str, limit: int
) -> Leaf[EventLine]:
    """Return up to `limit` events behind `after`, newest first."""
    given = _given(
        kind=which.kind and which.kind.value,
        source=which.source,
        since=to_text(which.since),
        until=to_text(which.until),
    )
    return _leaf(connection, EVENTS, given, after, limit, event_line)


def _given(**asked: str | int | None) -> dict[str, str | int]:
    return {name: value for name, value in asked.items() if value is not None}


def _leaf(
    connection: Connection,
    walk: Walk,
    given: Given,
    after: str,
    limit: int,
    read: Callable[[NamedRow], T],
) -> Leaf[T]:
    place = place_of(after)
    if tuple(map(type, place)) != walk.key_types:
        # One of another list begins anew.
        place = ()
    end = _end(connection, walk, given, place)
    rows = connection.execute(*_query(walk, given, place, end, limit + 1)).fetchall()
    shown = rows[:limit]
    last = end
    if len(rows) > limit:
        last = tuple(shown[-1][f"place_{number}"] for number in range(len(walk.key)))
    return Leaf(items=tuple(map(read, shown)), after=spell(last) if last else "")


def _end(
    connection: Connection, walk: Walk, given: Given, place: tuple[str | int, ...]
) -> tuple[str | int, ...]:
    """Return the key of the last row that is looked at; none, if that is the last row there is."""
    if given.keys() <= walk.answered.keys() | {_CANARY}:
        return ()
    conditions = [text for name, text in walk.answered.items() if name in given]
    behind, named = _compared(walk, "<", place)
    query = (
        f"SELECT {', '.join(walk.key)} {walk.base} WHERE {' AND '.join([*conditions, behind])} "
        f"{_ordered(walk)} LIMIT 1 OFFSET :look"
    )
    look = min(walk.look, LOOK) - 1
    row = connection.execute(query, {**given, **named, "look": look}).fetchone()
    return tuple(row) if row else ()


def _query(
    walk: Walk,
    given: Given,
    place: tuple[str | int, ...],
    end: tuple[str | int, ...],
    limit: int,
) -> tuple[str, dict[str, str | int]]:
    known = {**walk.answered, **walk.conditions}
    behind, begins = _compared(walk, "<", place)
    before, ends = _compared(walk, ">=", end)
    conditions = [*(known[name] for name in given), walk.always, behind, before]
    places = ", ".join(f"{column} AS place_{number}" for number, column in enumerate(walk.key))
    query = (
        f"{walk.columns}, {places} {walk.rows} WHERE {' AND '.join(conditions)} "
        f"{_ordered(walk)} LIMIT :limit"
    )
    return query, {**given, **begins, **ends, "limit": limit}


def _ordered(walk: Walk) -> str:
    return f"ORDER BY {', '.join(f'{column} DESC' for column in walk.key)}"


def _compared(
    walk: Walk, sign: str, place: tuple[str | int, ...]
) -> tuple[str, dict[str, str | int]]:
    """Return the condition that a row's key stands so to `place`, and its parameters; of no place, that it may."""
    prefix = "behind" if sign == "<" else "until"
    named = {f"{prefix}_{number}": value for number, value in enumerate(place)}
    if not named:
        return "1 = 1", {}
    keys, values = ", ".join(walk.key), ", ".join(f":{name}" for name in named)
    # Of the whole key alone the planner makes no bound of the index.
    bound = f"{walk.key[0]} {sign[0]}= :{prefix}_0"
    return f"{bound} AND ({keys}) {sign} ({values})", named
