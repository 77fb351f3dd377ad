"""The reading side: what is held, for people. It takes no lock, writes nothing, and works while the engine runs."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from monitor.model import DeliveryState, Wording
from monitor.store.faults import explained
from monitor.store.known import read_wording, read_wordings
from monitor.store.opening import open_reader
from monitor.store.reading.articles import (
    EVERY_ARTICLE,
    ArticleFilter,
    find_article,
    read_article,
    read_articles,
)
from monitor.store.reading.deliveries import read_alerts, read_deliveries
from monitor.store.reading.report import (
    AlertReport,
    ArticleLine,
    ArticleReport,
    DeliveryReport,
    SourceReport,
)
from monitor.store.reading.sources import read_sources


class Archive:
    """What is held, at the moment of each question. `open_archive` makes it.

    Every method may raise `StoreUnavailable`.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def sources(self) -> list[SourceReport]:
        """Return every source that ever was configured, the present ones first."""
        with self._snapshot():
            return read_sources(self._connection)

    def articles(self, which: ArticleFilter = EVERY_ARTICLE, limit: int = 20) -> list[ArticleLine]:
        """Return up to `limit` articles, newest first."""
        with self._snapshot():
            return read_articles(self._connection, which, limit)

    def article(self, name: str, keys: Collection[bytes] = ()) -> ArticleReport | None:
        """Return all that is held of one article; None if nobody knows it.

        `name` is its row ("17"), its identity's name ("24.kg#363188") or any spelling of its link that was
        seen; `keys` are identity keys that the caller derived from a spelling.
        """
        with self._snapshot():
            return read_article(self._connection, name, keys)

    def wording(self, name: str, keys: Collection[bytes] = ()) -> Wording | None:
        """Return one article in its newest wording; None if nobody knows it or it was never read.

        It is named as in `article`.
        """
        with self._snapshot():
            article = find_article(self._connection, name, keys)
            return None if article is None else read_wording(self._connection, article)

    def wordings(self, since: datetime, *, after: int = 0, limit: int = 500) -> list[Wording]:
        """Return up to `limit` articles since a time, in their newest wording (`Store.wordings`)."""
        with self._snapshot():
            return read_wordings(self._connection, since, after, limit)

    def alerts(self, *, rule: str | None = None, limit: int = 20) -> list[AlertReport]:
        """Return up to `limit` alerts, newest first; only of `rule` where given."""
        with self._snapshot():
            return read_alerts(self._connection, rule, limit)

    def deliveries(
        self, *, state: DeliveryState | None = None, sink: str | None = None, limit: int = 20
    ) -> list[DeliveryReport]:
        """Return up to `limit` deliveries, newest first; only in `state` and to `sink` where given."""
        with self._snapshot():
            return read_deliveries(self._connection, state, sink, limit)

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Let all that one question reads be of one moment; short, because a long one makes the log grow."""
        with explained(self._path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")


@contextmanager
def open_archive(database: str | Path) -> Iterator[Archive]:
    """Yield the archive of the file `database`.

    Raises `StoreUnavailable` if there is none yet, or if it cannot be read.
    """
    path = Path(database)
    with closing(open_reader(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield Archive(connection, path)
