"""The Plan: all that one check decided, as one frozen value. The store applies it in one transaction or not at all."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model.alert import Alert, Delivery, Match
from monitor.model.article import FoundBy, Identity, Problem, Rate, Suspect
from monitor.model.attention import Lesson
from monitor.model.counter import NormSample
from monitor.model.coverage import Alarm, Front, SourceHour
from monitor.model.event import Event, EventKind
from monitor.model.health import HealthUpdate
from monitor.model.host import HostSign, Traffic
from monitor.model.reason import Reason
from monitor.model.source import NO_VALIDATORS, Round, Target, Validators
from monitor.model.story import StoryPlace
from monitor.model.uptime import Late
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class NextCheck:
    """When the target is due again (None: never) and what the next check must know.

    `reason` is None when this check was good.
    """

    due_at: datetime | None
    checked_at: datetime
    took: timedelta = timedelta()
    reason: Reason | None = None
    detail: str = ""
    status: int | None = None
    failures: int = 0
    validators: Validators = NO_VALIDATORS
    # When the newest copy of the page was made that was believed.
    made_at: datetime | None = None
    round: Round | None = None
    # What the target asks of its host's budget until then.
    worth: float = 0.0
    firm: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class NewArticle:
    """A candidate that names an article we do not hold. Its page becomes a target due at `due_at` (None: never)."""

    identity: Identity
    # The link as the listing spelled it.
    spelling: str
    title: str
    published_at: datetime | None
    language: str | None
    # What the listing says of them, until the page says more.
    section: str | None = None
    author: str | None = None
    seeded: bool
    due_at: datetime | None
    found_by: FoundBy = FoundBy.LISTING
    # The last good poll before, that did not show it; None where that proves nothing.
    absent_at: datetime | None = None
    # Where on the listing's first page it stands, from 1; None if it is on a later page.
    position: int | None = None
    late: Late | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """A link to an article we hold: `spelling` is kept as an alias if it is new."""

    article: int
    spelling: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleUpdate:
    """What the article page says now. None leaves a column as it is.

    `withdrawn_at`, `changes`, `suspect` and `views_per_hour` are written as they are: None is news.
    """

    article: int
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    section: str | None = None
    author: str | None = None
    short_url: str | None = None
    images: tuple[str, ...] | None = None
    related: tuple[str, ...] | None = None
    changes: int = 0
    withdrawn_at: datetime | None = None
    volatile: frozenset[bytes] | None = None
    suspect: Suspect | None = None
    # How fast the counter grows by the readings that can be believed, and what is wrong with it.
    views_per_hour: float | None = None
    flaws: frozenset[EventKind] | None = None
    # Identities and spellings met on the way (redirects, canonical link, short link).
    identities: tuple[Identity, ...] = ()
    spellings: tuple[str, ...] = ()
    # By which selector its page gave each field.
    gave: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """The article was seen at a time, with its view counter where the page has one."""

    article: int
    at: datetime
    views: int | None


class Cause(StrEnum):
    """Why a wording was stored other than that the site had it."""

    REREAD = "reread"  # a kept page was read again by other selectors


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """A distinct wording of an article. `number` counts from 1."""

    article: int
    number: int
    fingerprint: bytes
    seen_at: datetime
    title: str
    body: str
    author: str = ""
    cause: Cause | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Merge:
    """Two rows turned out to be one article: `duplicate`, which has no revision yet, becomes `article`."""

    duplicate: int
    article: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Hole:
    """A round ended at its page cap without meeting the one before: articles between may be missed."""

    pages: int
    # The last good poll before, and the oldest time seen on the last page (None: the page gave no times).
    after: datetime | None
    before: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceUpdate:
    """What a listing check changes of its source. `seeded_at` and `polled_at` None: as they were.

    `alarm` is the alarm as it stands now. `hours` are added to what is held of those hours.
    """

    failures: int = 0
    reason: Reason | None = None
    seeded_at: datetime | None = None
    polled_at: datetime | None = None
    hole: Hole | None = None
    lesson: Lesson | None = None
    hours: tuple[SourceHour, ...] = ()
    alarm: Alarm | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What one check decided. `expects` is the revision number the decision rests on (0: none held)."""

    target: Target
    next: NextCheck
    # What the check says of its host; None: nothing.
    host: HostSign | None = None
    # What its hosts were asked, for their days' budgets.
    traffic: tuple[Traffic, ...] = ()
    source: SourceUpdate | None = None
    found: tuple[NewArticle, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    article: ArticleUpdate | None = None
    expects: int | None = None
    observation: Observation | None = None
    revision: Revision | None = None
    matches: tuple[Match, ...] = ()
    alerts: tuple[Alert, ...] = ()
    merge: Merge | None = None
    rates: tuple[Rate, ...] = ()
    problems: tuple[Problem, ...] = ()
    events: tuple[Event, ...] = ()
    fronts: tuple[Front, ...] = ()
    samples: tuple[NormSample, ...] = ()
    story: StoryPlace | None = None
    # Articles whose pages are wanted now: withdrawn ones that are listed again, listed ones that vanished.
    hasten: tuple[int, ...] = ()
    health: HealthUpdate | None = None
    # Identity keys of articles that the listing itself tells, to be visited once this is stored, the oldest first.
    told: tuple[bytes, ...] = ()
    # Rows of articles that it told before and does not show any more, to be visited likewise: there is no more of them.
    untold: tuple[int, ...] = ()
    # What a listing shows of the counters of articles that have pages of their own.
    counted: tuple[Observation, ...] = ()
    # The kept page that the revision, the events and the alerts were made of.
    page: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LateTelling:
    """Matches and alerts for a wording that was stored before its rule was asked: told late, outside of any check."""

    article: int
    # The number of the wording; an article that has moved on meanwhile is passed over.
    revision: int
    matches: tuple[Match, ...]
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Committed:
    """What a commit really stored: another worker may have stored the same article a moment before."""

    articles: int = 0
    revisions: int = 0
    matches: int = 0
    alerts: int = 0
    deliveries: int = 0
    # What it leased of that: the first article that the listing named, and deliveries.
    target: Target | None = None
    leased: tuple[Delivery, ...] = ()
