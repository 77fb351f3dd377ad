"""What a decision needs to know of what is held. Only reads."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from monitor.model import (
    HeldArticle,
    HeldRevision,
    Identity,
    Known,
    NormKey,
    SourceId,
    SourceState,
    Target,
    Wording,
)
from monitor.store.rows import Row, to_text, to_time

_COLUMNS = """
    article.id, article.key, article.name, article.url, article.source, article.title, article.first_seen_at,
    article.published_at, article.is_seeded, article.language, article.changes, article.withdrawn_at,
    (
        SELECT views FROM observation
        WHERE observation.article = article.id AND views IS NOT NULL ORDER BY seen_at DESC LIMIT 1
    ),
    (
        SELECT seen_at FROM observation
        WHERE observation.article = article.id AND views IS NOT NULL ORDER BY seen_at DESC LIMIT 1
    ),
    (SELECT json_group_array(rule) FROM "match" WHERE "match".article = article.id),
    revision.number, revision.fingerprint, revision.title, revision.body
"""
_NEWEST = """
LEFT JOIN revision ON revision.id = (
    SELECT id FROM revision WHERE revision.article = article.id ORDER BY number DESC LIMIT 1
)
"""
_HELD = f"SELECT {_COLUMNS} FROM article {_NEWEST} WHERE article.id IN "  # noqa: S608 - constants
_HOLDERS = "SELECT key, article FROM identity WHERE key IN "
_WORDING = f"""
SELECT {_COLUMNS}, article.section, article.author, article.short_url FROM article {_NEWEST}
"""  # noqa: S608 - constants
_WORDINGS = f"""{_WORDING}
WHERE article.id > ? AND coalesce(article.published_at, article.first_seen_at) >= ? AND revision.id IS NOT NULL
ORDER BY article.id LIMIT ?
"""
# Far below SQLite's limit of parameters (32,766), far above the links of a listing.
_MOST = 1024

T = TypeVar("T", bytes, int)


def read_known(
    connection: sqlite3.Connection,
    target: Target,
    keys: Collection[bytes],
    norms: Collection[NormKey],
) -> Known:
    """Return what is held under `keys`, the target's article, and what else bears on its check (`Store.known`)."""
    article = target.article
    article_by_key: dict[bytes, int] = dict(_rows_in(connection, _HOLDERS, list(keys)))
    wanted = {*article_by_key.values()} | ({article} if article is not None else set())
    held_by_id = {row[0]: _held(row) for row in _rows_in(connection, _HELD, sorted(wanted))}
    held = {key: held_by_id[id_] for key, id_ in article_by_key.items()}
    if article in held_by_id:
        held[held_by_id[article].identity.key] = held_by_id[article]
    return Known(articles=held, source=_state(connection, target.source))


def read_wordings(
    connection: sqlite3.Connection, since: datetime, after: int, limit: int
) -> list[Wording]:
    """Return articles in their newest wording (`Store.wordings`)."""
    rows = connection.execute(_WORDINGS, (after, to_text(since), limit))
    return [_wording(tuple(row)) for row in rows]


def read_wording(connection: sqlite3.Connection, article: int) -> Wording | None:
    """Return one article in its newest wording, None if it has none."""
    row = connection.execute(
        f"{_WORDING} WHERE article.id = ? AND revision.id IS NOT NULL", (article,)
    ).fetchone()
    return _wording(tuple(row)) if row else None


def newest_number(connection: sqlite3.Connection, article: int) -> int:
    """Return the number of the article's newest revision, 0 if it has none."""
    (number,) = connection.execute(
        "SELECT coalesce(max(number), 0) FROM revision WHERE article = ?", (article,)
    ).fetchone()
    return int(number)


def _rows_in(connection: sqlite3.Connection, query: str, values: list[T]) -> Iterator[Row]:
    """Yield the rows of `query`, which ends with IN, for `values`."""
    for start in range(0, len(values), _MOST):
        some = values[start : start + _MOST]
        # The number of marks is rounded up to a power of two, so that few statements serve every listing.
        marks = 1 << (len(some) - 1).bit_length()
        padded = some + some[:1] * (marks - len(some))
        yield from connection.execute(f"{query} ({', '.join('?' * marks)})", padded)


def _state(connection: sqlite3.Connection, source: SourceId) -> SourceState:
    row = connection.execute(
        "SELECT seeded_at, polled_at, failures FROM source WHERE id = ?", (source,)
    ).fetchone()
    if row is None:
        return SourceState()
    return SourceState(seeded_at=to_time(row[0]), polled_at=to_time(row[1]), failures=row[2])


def _held(row: Row) -> HeldArticle:
    (id_, key, name, url, source, title, first_seen_at, published_at, is_seeded, language) = row[
        :10
    ]
    (changes, withdrawn_at, views, viewed_at, rules, *newest) = row[10:]
    return HeldArticle(
        id=id_,
        identity=Identity(key=key, name=name, url=url),
        source=source,
        title=title,
        first_seen_at=to_time(first_seen_at),
        published_at=to_time(published_at),
        seeded=bool(is_seeded),
        language=language,
        views=views,
        viewed_at=None if viewed_at is None else datetime.fromtimestamp(viewed_at, UTC),
        revision=_revision(newest),
        matched=frozenset(json.loads(rules)) if rules != "[]" else frozenset(),
        changes=changes,
        withdrawn_at=to_time(withdrawn_at),
    )


def _wording(row: Row) -> Wording:
    *columns, section, author, short_url = row
    article = _held(tuple(columns))
    if article.revision is None:
        raise TypeError(f"article {article.id} was asked for with a wording and has none")
    return Wording(
        article=article,
        revision=article.revision,
        section=section,
        author=author,
        short_url=short_url,
    )


def _revision(columns: list[Any]) -> HeldRevision | None:
    number, fingerprint, title, body = columns
    if number is None:
        return None
    return HeldRevision(number=number, fingerprint=fingerprint, title=title, body=body)
