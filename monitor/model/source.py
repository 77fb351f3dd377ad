"""Where we look: sources, and the targets that follow from them. Holds no behaviour and no URLs' meaning."""

from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from monitor.model.attention import NO_RHYTHM, Rhythm
from monitor.model.coverage import Alarm, SourceHour
from monitor.model.reason import Reason
from monitor.model.uptime import Downtime
from monitor.noun import dataclass

SourceId = NewType("SourceId", str)


class FirstRun(StrEnum):
    """What the first poll of a source does with the backlog it finds."""

    SEED = "seed"  # store it silently
    ALERT = "alert"  # tell it like any other article


@dataclass(frozen=True, kw_only=True, slots=True)
class RecheckStep:
    """An article younger than `younger_than` is checked again every `every`."""

    younger_than: timedelta
    every: timedelta


class TargetKind(StrEnum):
    """What a target's page is."""

    LISTING = "listing"
    ARTICLE = "article"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A configured place to watch.

    Without `every` its listing is polled when articles are likely, as often as the host's budget allows, and
    at least every `slowest`. Without `recheck` its articles are visited again by what a visit is worth, until
    they are `recheck_until` old.
    """

    id: SourceId
    site: str
    listing: str
    language: str | None = None
    every: timedelta | None = None
    slowest: timedelta = timedelta(minutes=30)
    first_run: FirstRun = FirstRun.SEED
    # How many listing pages one round may read before it records a hole.
    pages: int = 20
    # Steps by rising age; an article older than the last is left alone.
    recheck: tuple[RecheckStep, ...] | None = None
    recheck_until: timedelta = timedelta(days=30)
    # Whose pages are read only once their scripts have run.
    render: frozenset[TargetKind] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What a server gave us to ask "changed since?" (RFC 9110 §8.8)."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One poll of a listing that may span several pages, kept in the store between its pages.

    An article first seen before `began_at` was known before the round, so meeting one is the overlap
    that proves nothing between was missed. `at_least` pages are read even after the overlap (backfill).
    `last_page` is the digest of the page before, because a site may repeat its last page past the end; `barren`
    counts the pages in a row that brought nothing new. `waiting` are sitemaps of an index that are looked at after the
    newest; a page that `is_beside` is one of them.
    """

    began_at: datetime
    page: int
    url: str
    at_least: int = 1
    # So many polls in a row had failed before it.
    failures: int = 0
    overlapped: bool = False
    last_page: bytes = b""
    barren: int = 0
    waiting: tuple[str, ...] = ()
    is_beside: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One URL we promised to revisit, as leased to one worker."""

    id: int
    kind: TargetKind
    source: SourceId
    # The article's row, for an article page.
    article: int | None = None
    url: str
    host: str
    due_at: datetime
    # Proof of the lease: a commit with another token is refused.
    lease: str
    failures: int = 0
    # Why the last check was not good.
    reason: Reason | None = None
    # When the newest copy of its page was made that was believed.
    made_at: datetime | None = None
    validators: Validators = NO_VALIDATORS
    # An unfinished round: the next page of the listing is wanted, not the first.
    round: Round | None = None
    # A wish for that many listing pages (backfill), for the round that begins with this check.
    pages_wished: int = 1
    # What the target asks of its host's budget since its last check.
    worth: float = 0.0
    firm: float = 0.0


def unleased(
    url: str, kind: TargetKind, source: SourceId, at: datetime, article: int | None = None
) -> Target:
    """Return a page as something to be asked for or read once, which no store has promised to revisit."""
    return Target(
        id=0,
        kind=kind,
        source=source,
        article=article,
        url=url,
        host="",
        due_at=at,
        lease="",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceState:
    """What the store remembers of a source. `seeded_at` is None until its first round is over."""

    seeded_at: datetime | None = None
    polled_at: datetime | None = None
    failures: int = 0
    # Of a listing check only: its rhythm, and its hours of the last two days, oldest first.
    rhythm: Rhythm = NO_RHYTHM
    hours: tuple[SourceHour, ...] = ()
    alarm: Alarm | None = None
    # When the program was not running since its last good poll.
    downtime: Downtime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Politeness:
    """How we behave towards one host: `delay` between requests, `concurrency` at once, robots.txt or not.

    `budget` is how many requests an hour it is to get, on average over a week. No day (of UTC) has more than
    `daily_requests`, or more than `daily_bytes` on the wire; 0 is no such bound.
    """

    delay: timedelta = timedelta(seconds=2)
    concurrency: int = 1
    robots: bool = True
    budget: int = 240
    daily_requests: int = 0
    daily_bytes: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class PolitenessRules:
    """The default politeness and its exceptions by host."""

    default: Politeness = Politeness()
    by_host: dict[str, Politeness] = field(default_factory=dict)

    def of(self, host: str) -> Politeness:
        """Return the politeness owed to `host`."""
        return self.by_host.get(host, self.default)

    @property
    def has_daily_budgets(self) -> bool:
        """Say whether the days of any host are bounded."""
        manners = (self.default, *self.by_host.values())
        return any(each.daily_requests or each.daily_bytes for each in manners)
