"""Pages taken in and dropped: each is part of a transaction that others share. Owns what makes room for what."""

from collections.abc import Callable
from datetime import datetime

from monitor.model.evidence import Dictionary, KeptPage, Retention
from monitor.store.connection import Connection
from monitor.store.rows import to_text

_CONTENT = """
INSERT INTO content (digest, size, dictionary, packed) VALUES (?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING
"""
_PAGE = """
INSERT INTO page (id, taken_at, source, site, article, url, final_url, status, reason, dictionary, head, content)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM content WHERE digest = ?)) ON CONFLICT (id) DO NOTHING
"""
NEW_DICTIONARY = "INSERT INTO dictionary (site, made_at, words) VALUES (?, ?, ?)"
_OLDEST = "SELECT number, content, taken_at FROM page WHERE taken_at < ? ORDER BY taken_at, number LIMIT ?"
# At once: few, so that a page that is kept waits for little, and more than one, so that the bound is kept.
_BATCH = 32
# Of one transaction: it brings fewer pages. Where the bounds were narrowed, the rest waits for the housekeeping.
_BATCHES = 16
# Later than every time in a column.
_EVER = "9999-12-31"
# Says how many bytes hold something.
Used = Callable[[Connection], int]


class Room:
    """What belongs to a transaction rather than to each of its pages: old ones make room for those that came.

    Lives in the writer's thread, but for its `retention`, which may be replaced at any time.
    """

    def __init__(self, retention: Retention, used: Used) -> None:
        self.retention = retention
        self._used = used
        self._newest: datetime | None = None

    def keep(self, connection: Connection, page: KeptPage) -> None:
        """Store a page."""
        _keep(connection, page)
        at = page.capture.at
        self._newest = at if self._newest is None else max(at, self._newest)

    def finish(self, connection: Connection) -> None:
        """Drop old pages, if those that were kept have no room else."""
        if self._newest is not None:
            connection.execute(
                "UPDATE keeping SET began_at = (SELECT min(taken_at) FROM page) WHERE began_at IS NULL"
            )
            for _ in range(_BATCHES):
                if not self.make(connection, self._newest):
                    break
            self._newest = None

    def make(self, connection: Connection, now: datetime) -> bool:
        """Drop some of the pages that are too old or for which there is no room; return whether there may be more."""
        expired = drop(connection, to_text(now - self.retention.keep))
        if self._used(connection) <= self.retention.max_bytes:
            return expired == _BATCH
        return drop(connection, _EVER) == _BATCH or expired == _BATCH


def _keep(connection: Connection, page: KeptPage) -> None:
    capture = page.capture
    connection.execute(_CONTENT, (capture.digest, capture.size, capture.dictionary, capture.body))
    taken_at = to_text(capture.at)
    connection.execute(
        _PAGE,
        (
            page.id,
            taken_at,
            page.source,
            page.site,
            page.article,
            capture.url,
            capture.final_url,
            capture.status,
            page.reason.value if page.reason else None,
            capture.dictionary,
            capture.head,
            capture.digest,
        ),
    )


def drop(connection: Connection, before: str) -> int:
    """Drop the oldest pages that were taken before a time, up to a few, and return how many that were."""
    oldest = connection.execute(_OLDEST, (before, _BATCH)).fetchall()
    for number, content, _ in oldest:
        connection.execute("DELETE FROM page WHERE number = ?", (number,))
        connection.execute(
            "DELETE FROM content WHERE id = ? AND NOT EXISTS (SELECT 1 FROM page WHERE content = ?)",
            (content, content),
        )
    if oldest:
        connection.execute(
            "UPDATE keeping SET dropped_until = max(coalesce(dropped_until, ''), ?)",
            (oldest[-1][2],),
        )
        _drop_dictionaries(connection)
    return len(oldest)


def add_dictionary(connection: Connection, site: str, words: bytes, now: datetime) -> Dictionary:
    """Store what the pages of a site are packed with from now on."""
    row = connection.execute(NEW_DICTIONARY, (site, to_text(now), words))
    return Dictionary(id=row.lastrowid or 0, words=words)


def _drop_dictionaries(connection: Connection) -> None:
    """Drop what no page needs any more, but for each site's newest."""
    connection.execute(
        "DELETE FROM dictionary "
        "WHERE id < (SELECT max(id) FROM dictionary AS other WHERE other.site = dictionary.site) "
        "AND NOT EXISTS (SELECT 1 FROM content WHERE content.dictionary = dictionary.id) "
        "AND NOT EXISTS (SELECT 1 FROM page WHERE page.dictionary = dictionary.id)"
    )
