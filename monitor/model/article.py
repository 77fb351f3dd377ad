"""What is seen and what is held: candidates, extractions, articles, observations, revisions. No behaviour."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from monitor.model.attention import NO_DEMAND, Demand
from monitor.model.counter import CounterReading, Norm, NormKey
from monitor.model.event import EventKind
from monitor.model.health import NO_HEALTH, PageHealth
from monitor.model.source import SourceState
from monitor.model.story import Kinship, Sketch, Story
from monitor.model.uptime import Late
from monitor.noun import dataclass


class ProblemKind(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"  # a required field yielded nothing
    UNREADABLE = "unreadable"  # something was there, but not a date, a number, a link
    FOREIGN = "foreign"  # a link that leaves the site
    DOUBTFUL = "doubtful"  # readable but not believable: a date in the future, a year 0001
    FALLBACK = "fallback"  # a required field that selectors missed and the page says for machines
    STALE = "stale"  # read from an older copy of the page than one that was seen before


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A defect of a page that is recorded, not raised."""

    field: str
    kind: ProblemKind
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link with its title and, where the page gives it, its time in UTC."""

    url: str
    title: str
    published_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """What a listing page yields: links, the newest first (absolute, as spelled), and where it goes on.

    `gave` counts, of its `rows`, by field and selector, those whose field that selector yielded. `said` holds what
    else it says of the articles, by their links. `door` is what it is instead of HTML ("rss", "" for a page);
    `leads_on` if it may name no article itself and only lead on. `others` are where else an index leads, with the time
    at which each was changed, the newest first.
    """

    candidates: tuple[Link, ...]
    next_url: str | None = None
    problems: tuple[Problem, ...] = ()
    rows: int = 0
    gave: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    said: "Mapping[str, Extraction]" = field(default_factory=dict)
    door: str = ""
    leads_on: bool = False
    others: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """An exchange rate as the page shows it: units of local money for one of `currency` (ISO 4217)."""

    currency: str
    value: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """What an article page yields. Only `title` and `body` are ever matched by rules.

    Paragraphs of `body` are joined by "\\n". Times are aware UTC. `hits` names, by field, the selector that
    yielded it, `fallbacks` what gave a required field that no selector found. `links` holds the blocks around the
    article (related, popular, latest).
    """

    title: str | None = None
    body: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    language: str | None = None
    section: str | None = None
    author: str | None = None
    canonical_url: str | None = None
    short_url: str | None = None
    views: int | None = None
    images: tuple[str, ...] = ()
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    rates: tuple[Rate, ...] = ()
    hits: Mapping[str, str] = field(default_factory=dict)
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """What makes an article the same article.

    `key` is the 128-bit identity key, `name` what it hashes ("24.kg#363188", else the canonical URL),
    `url` the canonical spelling of the link it was read from.
    """

    key: bytes
    name: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldRevision:
    """The newest wording we hold of an article."""

    number: int
    fingerprint: bytes
    title: str
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspect:
    """A wording that may be churn: it is believed when it is seen again, and muted when it is gone by then.

    `slots` are the places in the text where it differs from the wording we hold.
    """

    fingerprint: bytes
    slots: tuple[bytes, ...]
    seen_at: datetime


class FoundBy(StrEnum):
    """How an article came to us."""

    LISTING = "listing"
    GAP = "gap"  # its number was missing between its neighbours' and was asked for


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldArticle:
    """What the store holds of an article, as far as a decision needs it.

    `revision` is None until its page was read once. `matched` names the rules that matched any of its
    revisions. Both, and what else pages showed of its words and its counter, are told only of the article that the
    check is about. `changes` counts the checks in a row that each found a new wording.
    It was first seen at `first_seen_at`, and a poll at `absent_at` did not show it yet.
    """

    id: int
    identity: Identity
    source: str
    title: str
    first_seen_at: datetime
    published_at: datetime | None = None
    seeded: bool = False
    language: str | None = None
    # The last counter that was read, and when.
    views: int | None = None
    viewed_at: datetime | None = None
    revision: HeldRevision | None = None
    matched: frozenset[str] = frozenset()
    changes: int = 0
    withdrawn_at: datetime | None = None
    section: str | None = None
    found_by: FoundBy = FoundBy.LISTING
    absent_at: datetime | None = None
    # Why it was found later than it could have been.
    late: Late | None = None
    # Since when it is missing from the listing, though its neighbours stayed.
    unlisted_at: datetime | None = None
    # Where it stands on the listing's first page, of the article that the check is about only.
    position: int | None = None
    # When its newest wording was seen first; None while it has only one.
    edited_at: datetime | None = None
    # Places in the text that churn, and a wording that is not believed yet.
    volatile: frozenset[bytes] = frozenset()
    suspect: Suspect | None = None
    # What was already said of its counter.
    flaws: frozenset[EventKind] = frozenset()
    # Of the article that the check is about only: its newest readings, oldest first, and the rules that told it while
    # nobody acknowledged that and it was not escalated.
    readings: tuple[CounterReading, ...] = ()
    # The fields that its page gave when it was read last, each with the selector that yielded it.
    gave: Mapping[str, str] = field(default_factory=dict, hash=False)
    unheeded: frozenset[str] = frozenset()
    # When its page says that it was modified, the fingerprints of its earlier wordings, when it returned last.
    modified_at: datetime | None = None
    earlier: frozenset[bytes] = frozenset()
    returned_at: datetime | None = None
    # The row of the article that began its story, its own where it is alone; None while its text was not compared.
    story: int | None = None
    # Of the article that the check is about, and of the archive's: whose text it took, and the rules that others of
    # its story told.
    kinship: Kinship | None = None
    story_told: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the store holds that bears on one check: articles by identity key, and the source's state.

    `host` is what is asked of the host's budget, this target apart.
    `norms` has the cells that were asked for, as far as they are filled.
    `standing` names the articles on the listing's first page at the last good poll, in order.
    """

    articles: Mapping[bytes, HeldArticle]
    source: SourceState
    # Of a listing that tells its articles only: the fingerprints of their newest wordings, by key, of those read.
    wordings: Mapping[bytes, bytes] = field(default_factory=dict)
    host: Demand = NO_DEMAND
    norms: Mapping[NormKey, Norm] = field(default_factory=dict)
    standing: tuple[int, ...] = ()
    # Since when each of them stands there.
    standing_since: Mapping[int, datetime] = field(default_factory=dict)
    # Of an article whose text is new and is to be compared only: its sketch, and the stories that share most of it.
    sketch: Sketch | None = None
    stories: tuple[Story, ...] = ()
    # Of the source's pages of the target's kind.
    health: PageHealth = NO_HEALTH


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """An article as it stands in its newest wording, with all that a rule may ask of it."""

    article: HeldArticle
    revision: HeldRevision
    section: str | None
    author: str | None
    short_url: str | None
