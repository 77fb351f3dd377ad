"""The reading side: what is held, for people. It takes no lock, writes nothing, and works while the engine runs."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from monitor.model import (
    CounterReading,
    DeliveryState,
    EventKind,
    Norm,
    NormKey,
    Reason,
    Replay,
    Rhythm,
    SourceHour,
    SourceId,
    Traffic,
    Wording,
)
from monitor.model.report import (
    EVERY_ALERT,
    EVERY_ARTICLE,
    EVERY_DELIVERY,
    EVERY_EVENT,
    EVERYTHING,
    AlertFilter,
    AlertLife,
    AlertReport,
    ArticleFilter,
    ArticleLine,
    ArticleReport,
    BlindReport,
    Cell,
    DeliveryFilter,
    DeliveryReport,
    EventFilter,
    EventLine,
    ExportFilter,
    ExportTable,
    FailingPage,
    HealthReport,
    HoleReport,
    HostAttention,
    HostQueue,
    Latency,
    Leaf,
    NumberedAlert,
    RateReport,
    RisingLine,
    RuleDay,
    RunReport,
    SilenceReport,
    SinkReport,
    SourceReport,
    StandingLine,
    StoryReport,
    Tally,
)
from monitor.store.connection import REFUSALS, Connection
from monitor.store.days import read_day
from monitor.store.lane import Explain
from monitor.store.norms import read_norms
from monitor.store.reading import articles, deliveries, leaves
from monitor.store.reading.attention import read_attention, read_host_queue
from monitor.store.reading.blind import read_blind
from monitor.store.reading.counters import read_counters
from monitor.store.reading.events import read_events
from monitor.store.reading.export import read_table
from monitor.store.reading.failing import read_failing
from monitor.store.reading.health import read_health_report
from monitor.store.reading.ledger import count_replayed, read_latency, read_lives
from monitor.store.reading.rates import read_rates
from monitor.store.reading.rising import read_rising
from monitor.store.reading.rules import read_rule_days
from monitor.store.reading.silences import read_silences
from monitor.store.reading.sinks import read_sinks
from monitor.store.reading.sources import read_holes, read_sources
from monitor.store.reading.stories import read_stories, read_story
from monitor.store.reading.tally import Weight, read_tally
from monitor.store.reading.uptime import read_runs
from monitor.store.states import read_hours, read_rhythm
from monitor.store.wordings import read_wording, read_wordings


class SqlArchive:
    """`ports.Archive` over a connection that only reads. `explain` says what errors mean, `weigh` how large it is."""

    def __init__(
        self,
        connection: Connection,
        explain: Explain,
        weigh: Callable[[Connection], Weight],
        *,
        begin: str,
    ) -> None:
        self._connection = connection
        self._explain = explain
        self._weigh = weigh
        self._begin = begin

    def article_leaf(
        self, which: ArticleFilter = EVERY_ARTICLE, *, after: str = "", limit: int = 50
    ) -> Leaf[ArticleLine]:
        with self._snapshot():
            return leaves.article_leaf(self._connection, which, after, limit)

    def alert_leaf(
        self, which: AlertFilter = EVERY_ALERT, *, after: str = "", limit: int = 50
    ) -> Leaf[AlertReport]:
        with self._snapshot():
            return leaves.alert_leaf(self._connection, which, after, limit)

    def delivery_leaf(
        self, which: DeliveryFilter = EVERY_DELIVERY, *, after: str = "", limit: int = 50
    ) -> Leaf[DeliveryReport]:
        with self._snapshot():
            return leaves.delivery_leaf(self._connection, which, after, limit)

    def event_leaf(
        self, which: EventFilter = EVERY_EVENT, *, after: str = "", limit: int = 50
    ) -> Leaf[EventLine]:
        with self._snapshot():
            return leaves.event_leaf(self._connection, which, after, limit)

    def alert_number(self) -> int:
        with self._snapshot():
            return deliveries.newest_number(self._connection)

    def numbered_alerts(self, after: int, limit: int = 100) -> list[NumberedAlert]:
        with self._snapshot():
            return deliveries.read_numbered(self._connection, after, limit)

    def rule_days(self, rule: str | None = None, *, since: datetime) -> list[RuleDay]:
        with self._snapshot():
            return read_rule_days(self._connection, rule, since)

    def rates(self, since: datetime) -> list[RateReport]:
        with self._snapshot():
            return read_rates(self._connection, since)

    def day(self, now: datetime) -> list[Traffic]:
        with self._snapshot():
            return read_day(self._connection, now)

    def sources(self, *, counting: bool = True) -> list[SourceReport]:
        with self._snapshot():
            return read_sources(self._connection, counting=counting)

    def articles(self, which: ArticleFilter = EVERY_ARTICLE, limit: int = 20) -> list[ArticleLine]:
        with self._snapshot():
            return articles.read_articles(self._connection, which, limit)

    def article(self, name: str, keys: Collection[bytes] = ()) -> ArticleReport | None:
        with self._snapshot():
            return articles.read_article(self._connection, name, keys)

    def articles_by_key(self, keys: Collection[bytes]) -> Mapping[bytes, ArticleLine]:
        with self._snapshot():
            return articles.lines_by_key(self._connection, keys)

    def standing(self, source: str, before: datetime) -> list[StandingLine]:
        with self._snapshot():
            return articles.read_standing(self._connection, source, before)

    def counters(
        self, articles: Collection[int], since: datetime
    ) -> Mapping[int, tuple[CounterReading, ...]]:
        with self._snapshot():
            return read_counters(self._connection, articles, since)

    def blind(self, since: datetime) -> BlindReport:
        with self._snapshot():
            return read_blind(self._connection, since)

    def story(self, name: str, keys: Collection[bytes] = ()) -> StoryReport | None:
        with self._snapshot():
            article = articles.find_article(self._connection, name, keys)
            return None if article is None else read_story(self._connection, article)

    def stories(self, *, since: datetime, limit: int = 20) -> list[StoryReport]:
        with self._snapshot():
            return read_stories(self._connection, since, limit)

    def wording(self, name: str, keys: Collection[bytes] = ()) -> Wording | None:
        with self._snapshot():
            article = articles.find_article(self._connection, name, keys)
            return None if article is None else read_wording(self._connection, article)

    def wordings(self, since: datetime, *, after: int = 0, limit: int = 500) -> list[Wording]:
        with self._snapshot():
            return read_wordings(self._connection, since, after, limit)

    def alerts(self, *, rule: str | None = None, limit: int = 20) -> list[AlertReport]:
        with self._snapshot():
            return deliveries.read_alerts(self._connection, rule, limit)

    def alert_lives(self, prefix: str, limit: int = 2) -> list[AlertLife]:
        with self._snapshot():
            return read_lives(self._connection, prefix, limit)

    def replayed(self, which: Replay) -> int:
        with self._snapshot():
            return count_replayed(self._connection, which)

    def sinks(self) -> list[SinkReport]:
        with self._snapshot():
            return read_sinks(self._connection)

    def silences(self, after: datetime | None = None) -> list[SilenceReport]:
        with self._snapshot():
            return read_silences(self._connection, after)

    def runs(self, limit: int = 20) -> list[RunReport]:
        with self._snapshot():
            return read_runs(self._connection, limit)

    def latency(self, source: str | None = None, *, since: datetime) -> list[Latency]:
        with self._snapshot():
            return read_latency(self._connection, source, since)

    def deliveries(
        self, *, state: DeliveryState | None = None, sink: str | None = None, limit: int = 20
    ) -> list[DeliveryReport]:
        with self._snapshot():
            return deliveries.read_deliveries(self._connection, state, sink, limit)

    def events(
        self,
        kind: EventKind | None = None,
        source: str | None = None,
        *,
        since: datetime,
        limit: int = 20,
    ) -> list[EventLine]:
        with self._snapshot():
            return read_events(self._connection, kind, source, since, limit)

    def rising(
        self, limit: int = 20, source: str | None = None, *, since: datetime
    ) -> list[RisingLine]:
        with self._snapshot():
            return read_rising(self._connection, source, since, limit)

    def failing(
        self, reason: Reason | None = None, source: str | None = None, limit: int = 20
    ) -> list[FailingPage]:
        with self._snapshot():
            return read_failing(self._connection, reason, source, limit)

    def attention(self, now: datetime) -> list[HostAttention]:
        with self._snapshot():
            return read_attention(self._connection, now)

    def host_queue(self, host: str, now: datetime) -> HostQueue | None:
        with self._snapshot():
            return read_host_queue(self._connection, host, now)

    def rhythm(self, source: str) -> Rhythm:
        with self._snapshot():
            return read_rhythm(self._connection, SourceId(source))

    def hours(self, source: str, since: datetime) -> list[SourceHour]:
        with self._snapshot():
            return read_hours(self._connection, SourceId(source), since)

    def holes(self, source: str, since: datetime) -> list[HoleReport]:
        with self._snapshot():
            return read_holes(self._connection, source, since)

    def health(self, source: str, since: datetime) -> HealthReport | None:
        with self._snapshot():
            return read_health_report(self._connection, source, since)

    def norms(self, source: str, keys: Collection[NormKey]) -> Mapping[NormKey, Norm]:
        with self._snapshot():
            return read_norms(self._connection, SourceId(source), keys)

    def tally(self, now: datetime) -> Tally:
        with self._snapshot():
            return read_tally(self._connection, self._weigh(self._connection), now)

    def export(
        self, table: ExportTable, which: ExportFilter = EVERYTHING
    ) -> Iterator[Mapping[str, Cell]]:
        return read_table(self._connection, table, which, self._snapshot)

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Let all that one question reads be of one moment; short, because a long one makes the log grow."""
        try:
            self._connection.execute(self._begin)
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")
        except REFUSALS as error:
            raise self._explain(error) from error
