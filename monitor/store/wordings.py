"""Articles in their newest wording, one after the other, and the numbers that articles have. Only reads."""

from datetime import datetime

from monitor.core.canary import SOURCE
from monitor.model import Wording
from monitor.store.connection import Connection
from monitor.store.held import NEWEST, WHOLE, whole
from monitor.store.rows import Row, to_text
from monitor.store.stories import with_story

_WORDING = f"""
SELECT {WHOLE}, article.author, article.short_url FROM article {NEWEST}
"""  # noqa: S608 - constants
_WORDINGS = f"""{_WORDING}
WHERE article.id > ? AND coalesce(article.published_at, article.first_seen_at) >= ? AND revision.id IS NOT NULL
    AND article.source <> '{SOURCE}'
ORDER BY article.id LIMIT ?
"""


def read_wordings(connection: Connection, since: datetime, after: int, limit: int) -> list[Wording]:
    """Return articles in their newest wording (`Store.wordings`)."""
    rows = connection.execute(_WORDINGS, (after, to_text(since), limit))
    return [_wording(connection, tuple(row)) for row in rows]


def read_wording(connection: Connection, article: int) -> Wording | None:
    """Return one article in its newest wording, None if it has none."""
    row = connection.execute(
        f"{_WORDING} WHERE article.id = ? AND revision.id IS NOT NULL", (article,)
    ).fetchone()
    return _wording(connection, tuple(row)) if row else None


def read_numbers(connection: Connection, site: str, since: datetime) -> list[int]:
    """Return the native numbers of a site's articles, in rising order (`Store.numbers`)."""
    rows = connection.execute(
        "SELECT DISTINCT article.number FROM source JOIN article INDEXED BY article_number "
        "ON article.source = source.id WHERE source.site = ? AND article.first_seen_at >= ? "
        "AND article.number IS NOT NULL ORDER BY article.number",
        (site, to_text(since)),
    )
    return [number for (number,) in rows]


def newest_number(connection: Connection, article: int) -> int:
    """Return the number of the article's newest revision, 0 if it has none."""
    (number,) = connection.execute(
        "SELECT coalesce(max(number), 0) FROM revision WHERE article = ?", (article,)
    ).fetchone()
    return int(number)


def _wording(connection: Connection, row: Row) -> Wording:
    *columns, author, short_url = row
    article = with_story(connection, whole(tuple(columns)))
    if article.revision is None:
        raise TypeError(f"article {article.id} was asked for with a wording and has none")
    return Wording(
        article=article,
        revision=article.revision,
        section=article.section,
        author=author,
        short_url=short_url,
    )
