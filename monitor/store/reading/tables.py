"""What the tables look like that leave the program: their columns, and where in the database these come from."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from monitor.model.report import ExportTable
from monitor.noun import dataclass

ColumnType = (
    type[str] | type[int] | type[float] | type[bool] | type[datetime] | type[tuple[str, ...]]
)
Columns = Mapping[str, ColumnType]


_OF_RULE = '{} IN (SELECT article FROM "match" WHERE rule = :rule)'
_PUBLISHED = "coalesce(article.published_at, article.first_seen_at)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """How a table is read: its columns, where they come from, and the key that the next batch goes on from."""

    columns: Columns
    query: str
    key: str
    source: str
    rule: str
    time: str
    # Columns, and the time of the filter, that are stored as seconds.
    seconds: frozenset[str] = frozenset()
    first: tuple[int, ...] = (0,)
    # A batch is of at most so many articles, where the query would else read all that come after its first row.
    most: int | None = None


_ARTICLES = Table(
    columns=MappingProxyType(
        {
            "id": int,
            "name": str,
            "source": str,
            "url": str,
            "title": str,
            "body": str,
            "language": str,
            "section": str,
            "author": str,
            "published_at": datetime,
            "modified_at": datetime,
            "first_seen_at": datetime,
            "absent_at": datetime,
            "edited_at": datetime,
            "withdrawn_at": datetime,
            "unlisted_at": datetime,
            "is_seeded": bool,
            "found_by": str,
            "number": int,
            "short_url": str,
            "images": tuple[str, ...],
            "related": tuple[str, ...],
            "views": int,
            "viewed_at": datetime,
            "views_per_hour": float,
            "flaws": tuple[str, ...],
            "story": int,
            "story_share": float,
            "revisions": int,
            "rules": tuple[str, ...],
        }
    ),
    query="""
        SELECT article.id AS key_1, article.*, revision.body, coalesce(revision.number, 0) AS revisions, (
            SELECT json_group_array(DISTINCT rule) FROM "match" WHERE "match".article = article.id
        ) AS rules
        FROM article LEFT JOIN revision ON revision.id = (
            SELECT id FROM revision WHERE revision.article = article.id ORDER BY number DESC LIMIT 1
        )
    """,
    key="article.id",
    source="article.source",
    rule=_OF_RULE.format("article.id"),
    time=_PUBLISHED,
    seconds=frozenset({"viewed_at"}),
)
_OBSERVATIONS = Table(
    columns=MappingProxyType(
        {
            "article": int,
            "name": str,
            "source": str,
            "seen_at": datetime,
            "views": int,
        }
    ),
    query="""
        SELECT observation.article AS key_1, observation.seen_at AS key_2, observation.*, article.name, article.source
        FROM observation CROSS JOIN article ON article.id = observation.article
    """,
    key="observation.article, observation.seen_at",
    source="article.source",
    rule=_OF_RULE.format("article.id"),
    time="observation.seen_at",
    seconds=frozenset({"seen_at"}),
    first=(0, 0),
    most=64,
)
_ALERTS = Table(
    columns=MappingProxyType(
        {
            "id": str,
            "kind": str,
            "rule": str,
            "created_at": datetime,
            "source": str,
            "article": int,
            "name": str,
            "title": str,
            "url": str,
            "pending": int,
            "sent": int,
            "gathered": int,
            "muted": int,
            "dead": int,
            "payload": str,
        }
    ),
    query="""
        SELECT alert.rowid AS key_1, alert.id, alert.kind, alert.rule, alert.created_at, alert.article, alert.payload,
            coalesce(alert.source, article.source) AS source,
            article.name, article.title, article.url,
            (SELECT count(*) FROM delivery WHERE alert = alert.id AND state = 'pending') AS pending,
            (SELECT count(*) FROM delivery WHERE alert = alert.id AND state = 'sent') AS sent,
            (SELECT count(*) FROM delivery WHERE alert = alert.id AND state = 'gathered') AS gathered,
            (SELECT count(*) FROM delivery WHERE alert = alert.id AND state = 'muted') AS muted,
            (SELECT count(*) FROM delivery WHERE alert = alert.id AND state = 'dead') AS dead
        FROM alert LEFT JOIN article ON article.id = alert.article
    """,
    key="alert.rowid",
    source="coalesce(alert.source, article.source)",
    rule="alert.rule = :rule",
    time="alert.created_at",
)
_EVENTS = Table(
    columns=MappingProxyType(
        {
            "id": int,
            "kind": str,
            "at": datetime,
            "source": str,
            "article": int,
            "name": str,
            "title": str,
            "url": str,
            "revision": int,
            "before": str,
            "after": str,
            "words": tuple[str, ...],
        }
    ),
    query="""
        SELECT event.id AS key_1, event.*, article.source, article.name, article.title, article.url
        FROM event JOIN article ON article.id = event.article
    """,
    key="event.id",
    source="article.source",
    rule=_OF_RULE.format("event.article"),
    time="event.at",
)
TABLES = {
    ExportTable.ARTICLES: _ARTICLES,
    ExportTable.OBSERVATIONS: _OBSERVATIONS,
    ExportTable.ALERTS: _ALERTS,
    ExportTable.EVENTS: _EVENTS,
}
