"""The reading side: what is held, for people. It takes no lock, writes nothing, and works while the engine runs."""

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from monitor.model import (
    DeliveryState,
    EventKind,
    Norm,
    NormKey,
    Reason,
    Replay,
    Rhythm,
    SourceHour,
    SourceId,
    Wording,
)
from monitor.store.faults import explained
from monitor.store.known import read_wording, read_wordings
from monitor.store.norms import read_norms
from monitor.store.opening import open_reader
from monitor.store.reading.articles import (
    EVERY_ARTICLE,
    ArticleFilter,
    find_article,
    read_article,
    read_articles,
)
from monitor.store.reading.attention import read_attention
from monitor.store.reading.deliveries import read_alerts, read_deliveries
from monitor.store.reading.events import read_events
from monitor.store.reading.export import EVERYTHING, Cell, ExportFilter, read_table
from monitor.store.reading.failing import read_failing
from monitor.store.reading.ledger import (
    AlertLife,
    Latency,
    count_replayed,
    read_latency,
    read_lives,
)
from monitor.store.reading.report import (
    AlertReport,
    ArticleLine,
    ArticleReport,
    DeliveryReport,
    EventLine,
    FailingPage,
    HoleReport,
    HostAttention,
    RisingLine,
    SourceReport,
)
from monitor.store.reading.rising import read_rising
from monitor.store.reading.silences import SilenceReport, read_silences
from monitor.store.reading.sinks import SinkReport, read_sinks
from monitor.store.reading.sources import read_holes, read_sources
from monitor.store.reading.stories import StoryReport, read_stories, read_story
from monitor.store.reading.tables import ExportTable
from monitor.store.reading.uptime import RunReport, read_runs
from monitor.store.states import read_hours, read_rhythm


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

    def story(self, name: str, keys: Collection[bytes] = ()) -> StoryReport | None:
        """Return the story of an article, named as in `article`; None if nobody knows it or it was not compared."""
        with self._snapshot():
            article = find_article(self._connection, name, keys)
            return None if article is None else read_story(self._connection, article)

    def stories(self, *, since: datetime, limit: int = 20) -> list[StoryReport]:
        """Return up to `limit` stories that were copied since then, those with the most articles first."""
        with self._snapshot():
            return read_stories(self._connection, since, limit)

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

    def alert_lives(self, prefix: str, limit: int = 2) -> list[AlertLife]:
        """Return up to `limit` alerts whose id begins so, each from publication to its last attempt."""
        with self._snapshot():
            return read_lives(self._connection, prefix, limit)

    def replayed(self, which: Replay) -> int:
        """Return how many deliveries a replay would make due again."""
        with self._snapshot():
            return count_replayed(self._connection, which)

    def sinks(self) -> list[SinkReport]:
        """Return every sink that ever was configured, the present ones first."""
        with self._snapshot():
            return read_sinks(self._connection)

    def silences(self, after: datetime | None = None) -> list[SilenceReport]:
        """Return the silences that end later than `after`, or all, in the order of their beginnings."""
        with self._snapshot():
            return read_silences(self._connection, after)

    def runs(self, limit: int = 20) -> list[RunReport]:
        """Return up to `limit` lives of the daemon, newest first."""
        with self._snapshot():
            return read_runs(self._connection, limit)

    def latency(self, source: str | None = None, *, since: datetime) -> list[Latency]:
        """Return how long what was found since then took from publication to delivery, by source."""
        with self._snapshot():
            return read_latency(self._connection, source, since)

    def deliveries(
        self, *, state: DeliveryState | None = None, sink: str | None = None, limit: int = 20
    ) -> list[DeliveryReport]:
        """Return up to `limit` deliveries, newest first; only in `state` and to `sink` where given."""
        with self._snapshot():
            return read_deliveries(self._connection, state, sink, limit)

    def events(
        self,
        kind: EventKind | None = None,
        source: str | None = None,
        *,
        since: datetime,
        limit: int = 20,
    ) -> list[EventLine]:
        """Return up to `limit` events since then, newest first; only of `kind` and `source` where given."""
        with self._snapshot():
            return read_events(self._connection, kind, source, since, limit)

    def rising(
        self, limit: int = 20, source: str | None = None, *, since: datetime
    ) -> list[RisingLine]:
        """Return up to `limit` articles whose counter was read at `since` or later and grows, fastest first."""
        with self._snapshot():
            return read_rising(self._connection, source, since, limit)

    def failing(
        self, reason: Reason | None = None, source: str | None = None, limit: int = 20
    ) -> list[FailingPage]:
        """Return up to `limit` pages whose last look brought nothing, the latest first."""
        with self._snapshot():
            return read_failing(self._connection, reason, source, limit)

    def attention(self, now: datetime) -> list[HostAttention]:
        """Return what is asked of every host's budget and how far behind it is, by name."""
        with self._snapshot():
            return read_attention(self._connection, now)

    def rhythm(self, source: str) -> Rhythm:
        """Return how often a source posts, as far as it is learned."""
        with self._snapshot():
            return read_rhythm(self._connection, SourceId(source))

    def hours(self, source: str, since: datetime) -> list[SourceHour]:
        """Return a source's hours that began at `since` or later, oldest first; those without a poll are left out."""
        with self._snapshot():
            return read_hours(self._connection, SourceId(source), since)

    def holes(self, source: str, since: datetime) -> list[HoleReport]:
        """Return every hole of a source that was noticed at `since` or later, oldest first."""
        with self._snapshot():
            return read_holes(self._connection, source, since)

    def norms(self, source: str, keys: Collection[NormKey]) -> Mapping[NormKey, Norm]:
        """Return what is usual for a source, of those cells of `keys` that are filled."""
        with self._snapshot():
            return read_norms(self._connection, SourceId(source), keys)

    def export(
        self, table: ExportTable, which: ExportFilter = EVERYTHING
    ) -> Iterator[Mapping[str, Cell]]:
        """Yield the rows of a table, oldest first: a value for each of its columns (`columns_of`), in their order.

        Observations come article by article. The archive can be asked other things between two rows.
        """
        return read_table(self._connection, table, which, self._snapshot)

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
