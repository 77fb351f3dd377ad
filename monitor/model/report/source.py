"""Sources and hosts as people are shown them: how they fare, what they lack, what is asked of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.model import (
    Alarm,
    Breakage,
    HarvestDay,
    Limit,
    ProblemKind,
    Reason,
    TargetKind,
)
from monitor.model.healing import Healing
from monitor.noun import dataclass


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
    """A source and how it fares. `holes` are the newest first, ten at most; `hole_count` counts all.

    `articles` is None where they were not counted.
    """

    id: str
    site: str
    listing: str
    language: str | None
    is_configured: bool
    articles: int | None
    seeded_at: datetime | None
    polled_at: datetime | None
    next_due_at: datetime | None
    failures: int
    reason: Reason | None
    detail: str
    opened_at: datetime | None  # since then its host is asked nothing before `probe_at`
    probe_at: datetime | None
    quiet_until: datetime | None  # before then a limit has its host asked nothing
    limit: Limit | None
    alarm: Alarm | None
    hole_count: int
    holes: tuple[HoleReport, ...]
    problems: tuple[ProblemReport, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HostAttention:
    """What is asked of a host's budget, and how far behind it is.

    `worth` and `firm` are sums (`model.Demand`) over its targets: so many `listings` and `articles` that are ever
    due. `overdue` are due before now and in nobody's hands, the first of them for `longest_overdue`. So many
    of them were `checked_last_hour`.
    """

    host: str
    worth: float
    firm: float
    listings: int
    articles: int
    overdue: int
    longest_overdue: timedelta
    checked_last_hour: int
    # On the day of UTC that it is.
    requests_today: int
    bytes_today: int
    # Those whose targets these are, in order.
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HostQueue:
    """What waits at a host, as in `HostAttention`: only what is due some time and in nobody's hands is counted."""

    host: str
    worth: float
    firm: float
    listings: int
    articles: int
    overdue: int
    longest_overdue: timedelta
    # On the day of UTC that it is.
    requests_today: int
    bytes_today: int


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
class FilledArticle:
    """An article some of whose fields a fallback gave, when its page was read last: `gave` says what, by field."""

    id: int
    name: str
    url: str
    title: str
    first_seen_at: datetime
    gave: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class HealthReport:
    """What a source's pages gave of late. `alert` is the last that told of a breakage, made at `told_at`.

    `filled` are the newest articles that fallbacks filled, if that happened since then.
    `healing` is what looking for broken fields came to the last time, `remedy` the alert that told of it.
    """

    source: str
    listing: str
    breakage: Breakage | None
    mended_at: datetime | None
    alert: str | None
    told_at: datetime | None
    days: tuple[HarvestDay, ...]
    filled: tuple[FilledArticle, ...] = ()
    healing: Healing | None = None
    remedy: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RateReport:
    """An exchange rate as a source showed it, since `seen_at`."""

    source: str
    currency: str
    seen_at: datetime
    value: float
