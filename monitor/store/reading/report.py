"""What people are shown of what is held: frozen, plain, read at one moment. No behaviour, no formatting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import (
    Alarm,
    AlertKind,
    DeliveryState,
    EventKind,
    FoundBy,
    Held,
    Hit,
    ProblemKind,
    Reason,
    Stay,
    TargetKind,
)
from monitor.store.reading.stories import StoryReport


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemReport:
    """A field that a source's pages lack or spoil: how often, since when, and where it was seen last."""

    field: str
    kind: ProblemKind
    count: int
    first_seen_at: datetime
    last_seen_at: datetime
    last_url: str
    last_detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HoleReport:
    """A round that ended without meeting the one before: articles between may be missed."""

    noticed_at: datetime
    pages: int
    after: datetime | None
    before: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceReport:
    """A source and how it fares. `holes` are the newest first, ten at most; `hole_count` counts all."""

    id: str
    site: str
    listing: str
    language: str | None
    is_configured: bool
    articles: int
    seeded_at: datetime | None
    polled_at: datetime | None
    next_due_at: datetime | None
    failures: int
    reason: Reason | None
    detail: str
    opened_at: datetime | None  # since then its host is asked nothing before `probe_at`
    probe_at: datetime | None
    alarm: Alarm | None
    hole_count: int
    holes: tuple[HoleReport, ...]
    problems: tuple[ProblemReport, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleLine:
    """An article in a list. `views` is the last counter that was read; `rules` are those that matched."""

    id: int
    name: str
    source: str
    url: str
    title: str
    language: str | None
    published_at: datetime | None
    first_seen_at: datetime
    withdrawn_at: datetime | None
    is_seeded: bool
    views: int | None
    observations: int
    revisions: int
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ObservationReport:
    """The article's view counter at a time, to the second."""

    seen_at: datetime
    views: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionReport:
    """A distinct wording of the article."""

    number: int
    seen_at: datetime
    title: str
    body: str
    author: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchReport:
    """A rule that met a revision, with the words that hit."""

    rule: str
    revision: int
    matched_at: datetime
    hits: tuple[Hit, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class EventReport:
    """Something that happened to an article (`model.Event`)."""

    kind: EventKind
    at: datetime
    revision: int | None
    before: str | None
    after: str | None
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class EventLine:
    """An event in a list, with what it happened to. `article` is its row."""

    event: EventReport
    article: int
    name: str
    title: str
    source: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StayReport(Stay):
    """A stay, and the source on whose pages it was seen. To the second."""

    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RisingLine:
    """An article that is read now. `share` is its part of all that its source's articles gain in an hour."""

    line: ArticleLine
    viewed_at: datetime
    views_per_hour: float
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class HostAttention:
    """What is asked of a host's budget, and how far behind it is.

    `worth` and `firm` are sums (`model.Demand`) over its targets: so many `listings` and `articles` that are ever
    due. `overdue` are due before now and in nobody's hands, the first of them for `longest_overdue`. So many
    targets were `checked_last_hour`.
    """

    host: str
    worth: float
    firm: float
    listings: int
    articles: int
    overdue: int
    longest_overdue: timedelta
    checked_last_hour: int
    # Those whose targets these are, in order.
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AliasReport:
    """A spelling of the article's link."""

    url: str
    first_seen_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertReport:
    """An alert, what it is about, and how many of its deliveries stand where."""

    id: str
    kind: AlertKind
    rule: str
    created_at: datetime
    article: int | None
    title: str
    url: str
    payload: str
    pending: int
    sent: int
    gathered: int
    muted: int
    dead: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleReport:
    """All that is held of an article. Observations, revisions, events and stays are the oldest first.

    It was first seen at `line.first_seen_at`, and a poll at `absent_at` did not show it yet. `flaws` is what was
    said of its counter, `number` its native number on its site.
    """

    line: ArticleLine
    section: str | None
    author: str | None
    modified_at: datetime | None
    short_url: str | None
    images: tuple[str, ...]
    related: tuple[str, ...]
    names: tuple[str, ...]
    aliases: tuple[AliasReport, ...]
    observations: tuple[ObservationReport, ...]
    revisions: tuple[RevisionReport, ...]
    matches: tuple[MatchReport, ...]
    alerts: tuple[AlertReport, ...]
    events: tuple[EventReport, ...]
    stays: tuple[StayReport, ...]
    views_per_hour: float | None
    story: StoryReport | None
    flaws: frozenset[EventKind]
    found_by: FoundBy
    number: int | None
    absent_at: datetime | None
    unlisted_at: datetime | None
    next_due_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FailingPage:
    """A page that failed so many times in a row. `title` is its article's; `next_due_at` is None if it is given up."""

    source: str
    kind: TargetKind
    url: str
    title: str
    reason: Reason
    detail: str
    failures: int
    checked_at: datetime | None
    next_due_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptReport:
    """One try. `outcome` is sent, deferred, rejected, or unknown where the program died before it knew."""

    started_at: datetime
    took: timedelta
    outcome: str
    status: int | None
    reason: Reason | None
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryReport:
    """One alert to one sink, with every attempt, the oldest first.

    `held` is why it waited, or waits while `released_at` is None; `behind` an alert about the same article that goes
    first. `told_in` is the digest that tells it, `muted_by` the silence that does not. It was replayed so many times,
    at `replayed_at` the last.
    """

    id: int
    alert: str
    rule: str
    title: str
    sink: str
    state: DeliveryState
    created_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    held: Held | None
    released_at: datetime | None
    behind: str | None
    told_in: str | None
    muted_by: str | None
    replays: int
    replayed_at: datetime | None
    attempts: tuple[AttemptReport, ...]

    @property
    def is_held(self) -> bool:
        """Say whether it waits for something other than its receiver."""
        return (
            self.state is DeliveryState.PENDING and self.held is not None and not self.released_at
        )
