"""Articles as people are shown them: a line of a list, and all that is held of one."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta

from monitor.model import (
    EventKind,
    FoundBy,
    Hit,
    Stay,
)
from monitor.model.plan import Cause
from monitor.model.report.alert import AlertReport
from monitor.model.report.source import FailingPage
from monitor.model.report.story import StoryReport
from monitor.noun import dataclass


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
class StandingLine:
    """An article that stood on a listing, with all names of its identity."""

    line: ArticleLine
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ObservationReport:
    """The article's view counter at a time, to the second."""

    seen_at: datetime
    views: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionReport:
    """A distinct wording of the article. `page` is the kept page that it was read from, if one was kept.

    `cause` says why it was stored other than that the site had it.
    """

    number: int
    seen_at: datetime
    title: str
    body: str
    author: str
    page: str | None = None
    cause: Cause | None = None


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
    # The kept page that showed it, if one was kept.
    page: str | None = None


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
class AliasReport:
    """A spelling of the article's link."""

    url: str
    first_seen_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckReport:
    """The last look at a page: when, how long its answer took, and with which status."""

    checked_at: datetime
    took: timedelta | None
    status: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleReport:
    """All that is held of an article. Observations, revisions, events and stays are the oldest first.

    It was first seen at `line.first_seen_at`, and a poll at `absent_at` did not show it yet. `flaws` is what was
    said of its counter, `number` its native number on its site, `failing` why its last check was not good.
    `last_check` is None before the first one.
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
    failing: FailingPage | None
    last_check: CheckReport | None
    # By field the selector that gave it at the last reading, or the fallback.
    gave: Mapping[str, str] = field(default_factory=dict)
