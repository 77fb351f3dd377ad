"""What a decision needs to know of what is held. Only reads."""

import json
import sqlite3
from collections.abc import Collection, Iterable

from monitor.model import HeldArticle, HeldRevision, Identity, Known, SourceId, SourceState
from monitor.store.rows import Row, to_time

_COLUMNS = """
    article.id, article.key, article.name, article.url, article.source, article.title, article.first_seen_at,
    article.published_at, article.is_seeded, article.language, article.changes, article.withdrawn_at,
    (
        SELECT views FROM observation
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
_BY_ID = f"SELECT {_COLUMNS} FROM article {_NEWEST} WHERE article.id = ?"  # noqa: S608 - constants
_BY_KEYS = (
    f"SELECT identity.key, {_COLUMNS} FROM identity "  # noqa: S608 - constants
    f"JOIN article ON article.id = identity.article {_NEWEST} WHERE identity.key IN "
)
# Far below SQLite's limit of parameters (32,766), far above the links of a listing.
_MOST_KEYS = 1024


def read_known(
    connection: sqlite3.Connection, source: SourceId, keys: Collection[bytes], article: int | None
) -> Known:
    """Return what is held under `keys`, the article of that row, and the source's state (`Store.known`)."""
    held: dict[bytes, HeldArticle] = {}
    if article is not None:
        for row in connection.execute(_BY_ID, (article,)):
            found = _held(row)
            held[found.identity.key] = found
    wanted = list(keys)
    for start in range(0, len(wanted), _MOST_KEYS):
        for row in _rows_of(connection, wanted[start : start + _MOST_KEYS]):
            held[row[0]] = _held(row[1:])
    return Known(articles=held, source=_state(connection, source))


def newest_number(connection: sqlite3.Connection, article: int) -> int:
    """Return the number of the article's newest revision, 0 if it has none."""
    (number,) = connection.execute(
        "SELECT coalesce(max(number), 0) FROM revision WHERE article = ?", (article,)
    ).fetchone()
    return int(number)


def _rows_of(connection: sqlite3.Connection, keys: list[bytes]) -> Iterable[Row]:
    # The number of marks is rounded up to a power of two, so that few statements serve every listing.
    marks = 1 << (len(keys) - 1).bit_length()
    padded = keys + keys[:1] * (marks - len(keys))
    return connection.execute(f"{_BY_KEYS} ({', '.join('?' * marks)})", padded)


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
    (changes, withdrawn_at, views, rules, *newest) = row[10:]
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
        revision=_revision(newest),
        matched=frozenset(json.loads(rules)) if rules != "[]" else frozenset(),
        changes=changes,
        withdrawn_at=to_time(withdrawn_at),
    )


def _revision(columns: list[object]) -> HeldRevision | None:
    match columns:
        case [int(number), bytes(fingerprint), str(title), str(body)]:
            return HeldRevision(number=number, fingerprint=fingerprint, title=title, body=body)
        case _:
            return None
