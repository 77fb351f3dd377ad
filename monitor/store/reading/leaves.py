"""Long lists, a leaf at a time: whoever asks for the next one says where the last one ended, whatever came since.

The place is a key of the row (keyset), never a count of rows to skip, so that the thousandth leaf costs as the first.
What no index answers is looked for among the next rows only; the leaf then ends where the look did.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
from monitor.store.reading.articles import COLUMNS, CONDITIONS, asked_of, line
from monitor.store.reading.deliveries import (
    ALERT_COLUMNS,
    ALERT_ROWS,
    DELIVERY_COLUMNS,
    DELIVERY_ROWS,
    alert,
    delivery,
)
from monitor.store.reading.events import EVENT_COLUMNS, EVENT_ROWS, event_line
from monitor.store.rows import to_text

T = TypeVar("T")
Given = Mapping[str, str | int]

# How many rows one leaf looks at where no index knows the answer.
LOOK = 20_000
# Its rows are too few to be counted among what no index answers.
_CANARY = "canary"


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """How a list is walked: over `base` by `key`, downwards.

    `answered` is what of the filter is asked of `base` and costs nothing, because an index has it in the order of the
    key. `conditions` is asked of every row that is met.
    """

    columns: str
    base: str
    rows: str
    key: tuple[str, ...]
    answered: Mapping[str, str]
    conditions: Mapping[str, str]
    always: str = "1 = 1"


def _without(*names: str) -> Mapping[str, str]:
    return {name: text for name, text in CONDITIONS.items() if name not in names}


_PUBLISHED = Walk(
    columns=COLUMNS,
    base="FROM article",
    rows="FROM article",
    key=("coalesce(article.published_at, article.first_seen_at)", "article.id"),
    answered={name: CONDITIONS[name] for name in ("source", "since", "until")},
    conditions=_without("source", "since", "until"),
)
# The search and the rules' index know no dates: what they hold is in the order of its reading. Of an article that is
# there more than once, the last wording stands for all.
_READ = Walk(
    columns=COLUMNS,
    base="FROM revision_search",
    rows="FROM revision_search CROSS JOIN revision ON revision.id = revision_search.rowid "
    "CROSS JOIN article ON article.id = revision.article",
    key=("revision_search.rowid",),
    answered={"text": "revision_search MATCH :text"},
    conditions={
        **_without("text"),
        "rule": 'EXISTS (SELECT 1 FROM "match" WHERE article = article.id AND rule = :rule)',
    },
    always="NOT EXISTS (SELECT 1 FROM revision AS later CROSS JOIN revision_search AS again ON again.rowid = later.id "
    "WHERE later.article = revision.article AND later.number > revision.number "
    "AND again.revision_search MATCH :text)",
)
_MATCHED = Walk(
    columns=COLUMNS,
    base='FROM "match" AS met INDEXED BY match_rule',
    rows='FROM "match" AS met INDEXED BY match_rule CROSS JOIN article ON article.id = met.article',
    key=("met.article",),
    answered={"rule": "met.rule = :rule"},
    conditions=_without("rule"),
    always='NOT EXISTS (SELECT 1 FROM "match" AS later WHERE later.article = met.article '
    "AND later.revision > met.revision AND later.rule = :rule)",
)
_ALERTS = Walk(
    columns=ALERT_COLUMNS,
    base="FROM alert",
    rows=ALERT_ROWS,
    key=("alert.created_at", "alert.id"),
    answered={
        "rule": "alert.rule = :rule",
        "since": "alert.created_at >= :since",
        "until": "alert.created_at < :until",
    },
    conditions={
        "source": "coalesce(article.source, alert.source) = :source",
        "kind": "alert.kind = :kind",
        "sink": "EXISTS (SELECT 1 FROM delivery WHERE alert = alert.id AND sink = :sink)",
        "state": "EXISTS (SELECT 1 FROM delivery WHERE alert = alert.id AND state = :state)",
        "is_acknowledged": "iif(EXISTS (SELECT 1 FROM acknowledgement WHERE alert = alert.id), 1, 0) "
        "= :is_acknowledged",
    },
)
_DELIVERIES = Walk(
    columns=DELIVERY_COLUMNS,
    base="FROM delivery",
    # Its key leads: an index of alerts would have all of a rule sorted.
    rows=DELIVERY_ROWS.replace("delivery JOIN alert", "delivery CROSS JOIN alert"),
    key=("delivery.id",),
    answered={},
    conditions={
        "state": "delivery.state = :state",
        "sink": "delivery.sink = :sink",
        "rule": "alert.rule = :rule",
    },
)
_EVENTS = Walk(
    columns=EVENT_COLUMNS,
    base="FROM event",
    # Its key leads: a leaf of a large source is found among its newest events.
    rows=EVENT_ROWS.replace("event JOIN article", "event CROSS JOIN article"),
    key=("event.at", "event.id"),
    answered={
        "kind": "event.kind = :kind",
        "since": "event.at >= :since",
        "until": "event.at < :until",
    },
    conditions={"source": "article.source = :source"},
)


def article_leaf(
    connection: Connection, which: ArticleFilter, after: str, limit: int
) -> Leaf[ArticleLine]:
    """Return up to `limit` articles behind `after`, newest first; those of words or of a rule by their reading."""
    given = asked_of(which)
    walk = _READ if "text" in given else _MATCHED if "rule" in given else _PUBLISHED
    return _leaf(connection, walk, given, after, limit, line)


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
    return _leaf(connection, _ALERTS, given, after, limit, alert)


def delivery_leaf(
    connection: Connection, which: DeliveryFilter, after: str, limit: int
) -> Leaf[DeliveryReport]:
    """Return up to `limit` deliveries behind `after`, newest first."""
    given = _given(state=which.state and which.state.value, sink=which.sink, rule=which.rule)
    return _leaf(
        connection, _DELIVERIES, given, after, limit, lambda row: delivery(connection, row)
    )


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
    return _leaf(connection, _EVENTS, given, after, limit, event_line)


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
    if len(place) != len(walk.key):
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
    row = connection.execute(query, {**given, **named, "look": LOOK - 1}).fetchone()
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
