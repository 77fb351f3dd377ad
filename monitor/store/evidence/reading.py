"""Kept pages as they are asked for: one, many, what a dictionary is made of, and how much there is. Only reads."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path

from monitor.model import Reason
from monitor.model.evidence import EVERY_PAGE, Capture, Dictionary, Keeping, KeptPage, PageQuery
from monitor.store.choosing import Database, is_url, postgres
from monitor.store.connection import Connection
from monitor.store.evidence.keeping import Used
from monitor.store.evidence.opening import open_pages_reader, pages_path, used
from monitor.store.faults import explained
from monitor.store.rows import Row, to_text, to_time

_PAGE = """
SELECT page.number, page.id, page.source, page.site, page.article, page.url, page.final_url, page.taken_at,
    page.status, page.reason, content.digest, content.size, page.dictionary, page.head, content.packed,
    content.dictionary
FROM page JOIN content ON content.id = page.content
"""
_CONDITIONS = {
    "since": "page.taken_at >= :since",
    "until": "page.taken_at < :until",
    "source": "page.source = :source",
    "article": "page.article = :article",
}
# So many pages make a dictionary, and are looked at to see whether it still fits.
SAMPLE = 32
# Pages that take so much more room than those that came when the dictionary was new.
_DRIFT = 1.5
_SHARE = """
SELECT coalesce(sum(length(packed)) * 1.0 / sum(size), 0), count(*) FROM (
    SELECT content.packed, content.size FROM content WHERE content.dictionary = ? ORDER BY content.id {} LIMIT ?
) AS sample
"""


def read_page(connection: Connection, id_: str) -> KeptPage | None:
    """Return a kept page; None if it is not there."""
    row = connection.execute(f"{_PAGE} WHERE page.id = ?", (id_,)).fetchone()
    return _page(row) if row else None


def read_named(connection: Connection, prefix: str, limit: int) -> list[KeptPage]:
    """Return up to `limit` pages whose id begins so."""
    rows = connection.execute(
        f"{_PAGE} WHERE page.id >= ? AND page.id < ? ORDER BY page.id LIMIT ?",
        (prefix, f"{prefix}\uffff", limit),
    )
    return [_page(row) for row in rows]


def read_pages(
    connection: Connection,
    which: PageQuery,
    limit: int,
    *,
    after: tuple[str, int] = ("", 0),
    newest_first: bool = False,
) -> list[tuple[tuple[str, int], KeptPage]]:
    """Return up to `limit` pages behind `after`, each with its place: in the order in which they were taken."""
    asked = {
        "since": to_text(which.since),
        "until": to_text(which.until),
        "source": which.source,
        "article": which.article,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    conditions = " AND ".join(_CONDITIONS[name] for name in given) or "1 = 1"
    order = "DESC" if newest_first else "ASC"
    rows = connection.execute(
        f"{_PAGE} WHERE {conditions} AND (page.taken_at, page.number) > (:after, :number) "
        f"ORDER BY page.taken_at {order}, page.number {order} LIMIT :limit",
        {**given, "after": after[0], "number": after[1], "limit": limit},
    )
    return [((row[7], row[0]), _page(row)) for row in rows]


def read_dictionaries(connection: Connection, ids: Iterable[int]) -> list[Dictionary]:
    """Return the dictionaries of these numbers, as far as they are there."""
    found = (
        connection.execute("SELECT id, words FROM dictionary WHERE id = ?", (id_,)).fetchone()
        for id_ in ids
    )
    return [Dictionary(id=row[0], words=row[1]) for row in found if row is not None]


def read_newest_dictionary(connection: Connection, site: str) -> Dictionary | None:
    """Return what the pages of a site are packed with; None while there are too few to make one of."""
    row = connection.execute(
        "SELECT id, words FROM dictionary WHERE site = ? ORDER BY id DESC LIMIT 1", (site,)
    ).fetchone()
    return Dictionary(id=row[0], words=row[1]) if row else None


def read_samples(connection: Connection, site: str) -> list[KeptPage]:
    """Return the newest pages of a site if a dictionary is to be made of them; none if the present one fits."""
    newest = read_newest_dictionary(connection, site)
    if newest is not None and not _has_drifted(connection, newest.id):
        return []
    rows = connection.execute(
        f"{_PAGE} WHERE page.site = ? AND page.status = 200 ORDER BY page.number DESC LIMIT ?",
        (site, SAMPLE),
    )
    samples = [_page(row) for row in rows]
    return samples if len(samples) == SAMPLE else []


def read_keeping(connection: Connection, used: Used) -> Keeping:
    """Return how much is kept, and what was dropped."""
    (pages,) = connection.execute("SELECT count(*) FROM page").fetchone()
    began_at, dropped_until = connection.execute(
        "SELECT began_at, dropped_until FROM keeping"
    ).fetchone()
    return Keeping(
        pages=pages,
        bytes=used(connection),
        began_at=to_time(began_at),
        dropped_until=to_time(dropped_until),
    )


def _has_drifted(connection: Connection, dictionary: int) -> bool:
    """Say whether a site's pages have become others: what is packed now takes more room than at first."""
    first, count = connection.execute(_SHARE.format("ASC"), (dictionary, SAMPLE)).fetchone()
    if count < SAMPLE:
        return False
    (last, _) = connection.execute(_SHARE.format("DESC"), (dictionary, SAMPLE)).fetchone()
    return bool(last > first * _DRIFT)


def _page(row: Row) -> KeptPage:
    (_, id_, source, site, article, url, final_url, taken_at, status, *packed) = row
    reason, digest, size, dictionary, head, body, body_dictionary = packed
    return KeptPage(
        id=id_,
        source=source,
        site=site,
        article=article,
        reason=Reason(reason) if reason else None,
        body_dictionary=body_dictionary,
        capture=Capture(
            url=url,
            final_url=final_url,
            at=to_time(taken_at),
            status=status,
            digest=digest,
            size=size,
            dictionary=dictionary,
            head=head,
            body=body,
        ),
    )


class PageArchive:
    """Kept pages, for people. It takes no lock, writes nothing, and works while the engine runs."""

    def __init__(
        self,
        connection: Connection,
        explained: Callable[[], AbstractContextManager[None]],
        used: Used,
    ) -> None:
        self._connection = connection
        self._explained = explained
        self._used = used

    def named(self, prefix: str, limit: int = 2) -> list[KeptPage]:
        """Return up to `limit` pages whose id begins so. Raises `StoreUnavailable`."""
        with self._explained():
            return read_named(self._connection, prefix, limit)

    def newest(self, which: PageQuery = EVERY_PAGE, limit: int = 20) -> list[KeptPage]:
        """Return up to `limit` pages, newest first. Raises `StoreUnavailable`."""
        with self._explained():
            found = read_pages(self._connection, which, limit, newest_first=True)
        return [page for _, page in found]

    def leaf(
        self, which: PageQuery, *, after: tuple[str, int], limit: int
    ) -> list[tuple[tuple[str, int], KeptPage]]:
        """Return up to `limit` pages behind `after`, each with its place. Raises `StoreUnavailable`."""
        with self._explained():
            return read_pages(self._connection, which, limit, after=after)

    def pages(self, which: PageQuery = EVERY_PAGE) -> Iterator[KeptPage]:
        """Yield pages in the order in which they were taken. Raises `StoreUnavailable`."""
        after = ("", 0)
        while True:
            found = self.leaf(which, after=after, limit=SAMPLE)
            if not found:
                return
            after = found[-1][0]
            yield from (page for _, page in found)

    def dictionaries(self, ids: Iterable[int]) -> list[Dictionary]:
        """Return the dictionaries of these numbers, as far as they are there. Raises `StoreUnavailable`."""
        with self._explained():
            return read_dictionaries(self._connection, ids)

    def keeping(self) -> Keeping:
        """Return how much is kept, and what was dropped. Raises `StoreUnavailable`."""
        with self._explained():
            return read_keeping(self._connection, self._used)

    def has(self, id_: str) -> bool:
        """Say whether a page is kept. Raises `StoreUnavailable`."""
        with self._explained():
            row = self._connection.execute("SELECT 1 FROM page WHERE id = ?", (id_,)).fetchone()
        return row is not None


def needed(page: KeptPage) -> set[int]:
    """Return the numbers of the dictionaries that a page was packed with."""
    both = (page.capture.dictionary, page.body_dictionary)
    return {number for number in both if number is not None}


@contextmanager
def open_pages(database: Database) -> Iterator[PageArchive]:
    """Yield the kept pages of a database. Raises `StoreUnavailable` if there are none, or they cannot be read."""
    if is_url(database):
        with postgres().open_postgres_pages(database) as archive:
            yield archive
        return
    path = pages_path(Path(database))
    with closing(open_pages_reader(path)) as connection:
        yield PageArchive(connection, partial(explained, path), used)
