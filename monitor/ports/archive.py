"""What people ask of what is held. Owns the questions; answers none."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Protocol

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


class Archive(Protocol):
    """What is held, at the moment of each question. It writes nothing, and works while the engine runs.

    Every method may raise `StoreUnavailable`.
    """

    def day(self, now: datetime) -> list[Traffic]:
        """Return what every host was asked on the day that `now` is in (of UTC), of those that were asked anything."""
        ...

    def sources(self, *, counting: bool = True) -> list[SourceReport]:
        """Return every source that ever was configured, the present ones first.

        Without `counting` nobody counts their articles, which takes a while where there are a million.
        """
        ...

    def articles(self, which: ArticleFilter = EVERY_ARTICLE, limit: int = 20) -> list[ArticleLine]:
        """Return up to `limit` articles, newest first."""
        ...

    def article_leaf(
        self, which: ArticleFilter = EVERY_ARTICLE, *, after: str = "", limit: int = 50
    ) -> Leaf[ArticleLine]:
        """Return up to `limit` articles behind `after` (of the leaf before), newest first.

        Those with words stand in the order in which these were read, those of a rule in the order of their finding.
        """
        ...

    def article(self, name: str, keys: Collection[bytes] = ()) -> ArticleReport | None:
        """Return all that is held of one article; None if nobody knows it.

        `name` is its row ("17"), its identity's name ("24.kg#363188") or any spelling of its link that was
        seen; `keys` are identity keys that the caller derived from a spelling.
        """
        ...

    def articles_by_key(self, keys: Collection[bytes]) -> Mapping[bytes, ArticleLine]:
        """Return the articles that have one of the identity keys, by that key."""
        ...

    def standing(self, source: str, before: datetime) -> list[StandingLine]:
        """Return who stood on the first page of a source's listing before a time, and at its last good poll still.

        Those at the top come first.
        """
        ...

    def counters(
        self, articles: Collection[int], since: datetime
    ) -> Mapping[int, tuple[CounterReading, ...]]:
        """Return what the counters of articles, by their rows, showed at `since` or later, oldest first."""
        ...

    def blind(self, since: datetime) -> BlindReport:
        """Return what cannot be seen; of failing pages those that were asked at `since` or later."""
        ...

    def story(self, name: str, keys: Collection[bytes] = ()) -> StoryReport | None:
        """Return the story of an article, named as in `article`; None if nobody knows it or it was not compared."""
        ...

    def stories(self, *, since: datetime, limit: int = 20) -> list[StoryReport]:
        """Return up to `limit` stories that were copied since then, those with the most articles first."""
        ...

    def wording(self, name: str, keys: Collection[bytes] = ()) -> Wording | None:
        """Return one article in its newest wording; None if nobody knows it or it was never read.

        It is named as in `article`.
        """
        ...

    def wordings(self, since: datetime, *, after: int = 0, limit: int = 500) -> list[Wording]:
        """Return up to `limit` articles since a time, in their newest wording (`Store.wordings`)."""
        ...

    def alerts(self, *, rule: str | None = None, limit: int = 20) -> list[AlertReport]:
        """Return up to `limit` alerts, newest first; only of `rule` where given."""
        ...

    def alert_leaf(
        self, which: AlertFilter = EVERY_ALERT, *, after: str = "", limit: int = 50
    ) -> Leaf[AlertReport]:
        """Return up to `limit` alerts behind `after` (of the leaf before), newest first."""
        ...

    def delivery_leaf(
        self, which: DeliveryFilter = EVERY_DELIVERY, *, after: str = "", limit: int = 50
    ) -> Leaf[DeliveryReport]:
        """Return up to `limit` deliveries behind `after` (of the leaf before), newest first."""
        ...

    def event_leaf(
        self, which: EventFilter = EVERY_EVENT, *, after: str = "", limit: int = 50
    ) -> Leaf[EventLine]:
        """Return up to `limit` events behind `after` (of the leaf before), newest first."""
        ...

    def alert_number(self) -> int:
        """Return the number of the alert that was stored last, 0 if there is none."""
        ...

    def numbered_alerts(self, after: int, limit: int = 100) -> list[NumberedAlert]:
        """Return up to `limit` alerts that were stored behind the number `after`, oldest first."""
        ...

    def rule_days(self, rule: str | None = None, *, since: datetime) -> list[RuleDay]:
        """Return how many articles each rule, or one, met first on each day since then; empty days are left out."""
        ...

    def rates(self, since: datetime) -> list[RateReport]:
        """Return the exchange rates that held at `since` or changed later, by source and currency, oldest first."""
        ...

    def alert_lives(self, prefix: str, limit: int = 2) -> list[AlertLife]:
        """Return up to `limit` alerts whose id begins so, each from publication to its last attempt."""
        ...

    def replayed(self, which: Replay) -> int:
        """Return how many deliveries a replay would make due again."""
        ...

    def sinks(self) -> list[SinkReport]:
        """Return every sink that ever was configured, the present ones first."""
        ...

    def silences(self, after: datetime | None = None) -> list[SilenceReport]:
        """Return the silences that end later than `after`, or all, in the order of their beginnings."""
        ...

    def runs(self, limit: int = 20) -> list[RunReport]:
        """Return up to `limit` lives of the daemon, newest first."""
        ...

    def latency(self, source: str | None = None, *, since: datetime) -> list[Latency]:
        """Return how long what was found since then took from publication to delivery, by source."""
        ...

    def deliveries(
        self, *, state: DeliveryState | None = None, sink: str | None = None, limit: int = 20
    ) -> list[DeliveryReport]:
        """Return up to `limit` deliveries, newest first; only in `state` and to `sink` where given."""
        ...

    def events(
        self,
        kind: EventKind | None = None,
        source: str | None = None,
        *,
        since: datetime,
        limit: int = 20,
    ) -> list[EventLine]:
        """Return up to `limit` events since then, newest first; only of `kind` and `source` where given."""
        ...

    def rising(
        self, limit: int = 20, source: str | None = None, *, since: datetime
    ) -> list[RisingLine]:
        """Return up to `limit` articles whose counter was read at `since` or later and grows, fastest first."""
        ...

    def failing(
        self, reason: Reason | None = None, source: str | None = None, limit: int = 20
    ) -> list[FailingPage]:
        """Return up to `limit` pages whose last look brought nothing, the latest first."""
        ...

    def attention(self, now: datetime) -> list[HostAttention]:
        """Return what is asked of every host's budget and how far behind it is, by name."""
        ...

    def host_queue(self, host: str, now: datetime) -> HostQueue | None:
        """Return what waits at one host, without a look at what does not; None if nobody knows the host."""
        ...

    def rhythm(self, source: str) -> Rhythm:
        """Return how often a source posts, as far as it is learned."""
        ...

    def hours(self, source: str, since: datetime) -> list[SourceHour]:
        """Return a source's hours that began at `since` or later, oldest first; those without a poll are left out."""
        ...

    def holes(self, source: str, since: datetime) -> list[HoleReport]:
        """Return every hole of a source that was noticed at `since` or later, oldest first."""
        ...

    def health(self, source: str, since: datetime) -> HealthReport | None:
        """Return what a source's pages gave since then, day by day; None if nobody knows the source."""
        ...

    def norms(self, source: str, keys: Collection[NormKey]) -> Mapping[NormKey, Norm]:
        """Return what is usual for a source, of those cells of `keys` that are filled."""
        ...

    def tally(self, now: datetime) -> Tally:
        """Return what is held, in a few numbers; asked for every few seconds, it costs no more than a page."""
        ...

    def export(
        self, table: ExportTable, which: ExportFilter = EVERYTHING
    ) -> Iterator[Mapping[str, Cell]]:
        """Yield the rows of a table, oldest first: a value for each of its columns (`columns_of`), in their order.

        Observations come article by article. The archive can be asked other things between two rows.
        """
        ...
