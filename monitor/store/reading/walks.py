"""How long lists are walked: in the order of which index, by which key, and what is asked of every row. Runs no SQL."""

from collections.abc import Mapping

from monitor.noun import dataclass, replace
from monitor.store.reading.articles import COLUMNS, CONDITIONS
from monitor.store.reading.deliveries import (
    ALERT_COLUMNS,
    ALERT_ROWS,
    DELIVERY_COLUMNS,
    DELIVERY_ROWS,
)
from monitor.store.reading.events import EVENT_COLUMNS, EVENT_ROWS

# How many rows one leaf looks at where no index knows the answer.
LOOK = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """How a list is walked: over `base` by `key`, downwards. Whoever goes on names a place by values of `key_types`.

    `answered` is what of the filter is asked of `base` and costs nothing, because an index has it in the order of the
    key. `conditions` is asked of every row that is met.
    """

    columns: str
    base: str
    rows: str
    key: tuple[str, ...]
    key_types: tuple[type, ...]
    answered: Mapping[str, str]
    conditions: Mapping[str, str]
    always: str = "1 = 1"
    # How many rows one leaf looks at, where these cost more than others.
    look: int = LOOK


def _without(*names: str) -> Mapping[str, str]:
    return {name: text for name, text in CONDITIONS.items() if name not in names}


PUBLISHED = Walk(
    columns=COLUMNS,
    base="FROM article",
    rows="FROM article",
    key=("coalesce(article.published_at, article.first_seen_at)", "article.id"),
    key_types=(str, int),
    answered={name: CONDITIONS[name] for name in ("source", "since", "until")},
    conditions=_without("source", "since", "until"),
)
# The search and the rules' index know no dates: what they hold is in the order of its reading. Of an article that is
# there more than once, the last wording stands for all.
READ = Walk(
    columns=COLUMNS,
    base="FROM revision_search",
    rows="FROM revision_search CROSS JOIN revision ON revision.id = revision_search.rowid "
    "CROSS JOIN article ON article.id = revision.article",
    key=("revision_search.rowid",),
    key_types=(int,),
    answered={"text": "revision_search MATCH :text"},
    conditions={
        **_without("text"),
        "rule": 'EXISTS (SELECT 1 FROM "match" WHERE article = article.id AND rule = :rule)',
    },
    always="NOT EXISTS (SELECT 1 FROM revision AS later CROSS JOIN revision_search AS again ON again.rowid = later.id "
    "WHERE later.article = revision.article AND later.number > revision.number "
    "AND again.revision_search MATCH :text)",
)
# With beginnings of words, and of those that the index would take long for (`read`) alone: texts are read for whether
# a later wording has all of it, because the index would join everything anew for each.
BEGUN = replace(
    READ,
    conditions={**READ.conditions, "read": "worded(revision.title, revision.body, 0)"},
    always="NOT EXISTS (SELECT 1 FROM revision AS later WHERE later.article = revision.article "
    "AND later.number > revision.number AND worded(later.title, later.body, 1))",
)
# Texts cost more to read than rows.
PARTLY_READ = replace(BEGUN, look=LOOK // 10)
UNINDEXED = replace(
    PARTLY_READ,
    base="FROM revision",
    rows="FROM revision CROSS JOIN article ON article.id = revision.article",
    key=("revision.id",),
    answered={},
)
MATCHED = Walk(
    columns=COLUMNS,
    base='FROM "match" AS met INDEXED BY match_rule',
    rows='FROM "match" AS met INDEXED BY match_rule CROSS JOIN article ON article.id = met.article',
    key=("met.article",),
    key_types=(int,),
    answered={"rule": "met.rule = :rule"},
    conditions=_without("rule"),
    always='NOT EXISTS (SELECT 1 FROM "match" AS later WHERE later.article = met.article '
    "AND later.revision > met.revision AND later.rule = :rule)",
)
ALERTS = Walk(
    columns=ALERT_COLUMNS,
    base="FROM alert",
    rows=ALERT_ROWS,
    key=("alert.created_at", "alert.id"),
    key_types=(str, str),
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
DELIVERIES = Walk(
    columns=DELIVERY_COLUMNS,
    base="FROM delivery",
    # Its key leads: an index of alerts would have all of a rule sorted.
    rows=DELIVERY_ROWS.replace("delivery JOIN alert", "delivery CROSS JOIN alert"),
    key=("delivery.id",),
    key_types=(int,),
    answered={},
    conditions={
        "state": "delivery.state = :state",
        "sink": "delivery.sink = :sink",
        "rule": "alert.rule = :rule",
    },
)
EVENTS = Walk(
    columns=EVENT_COLUMNS,
    base="FROM event",
    # Its key leads: a leaf of a large source is found among its newest events.
    rows=EVENT_ROWS.replace("event JOIN article", "event CROSS JOIN article"),
    key=("event.at", "event.id"),
    key_types=(str, int),
    answered={
        "kind": "event.kind = :kind",
        "since": "event.at >= :since",
        "until": "event.at < :until",
    },
    conditions={"source": "article.source = :source"},
)
