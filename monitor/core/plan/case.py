"""What one decision rests on besides the outcome: the target, what is held, what is configured, the time."""

from datetime import datetime, timedelta

from monitor.core.plan.standin import StandIn
from monitor.core.watch import Watch
from monitor.model import Breakage, HealthUpdate, HeldArticle, Known, Target, TargetKind
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class HealthNote:
    """What a check says of its source's selectors. `breakage` is what is broken from now on.

    `lost` are the usual fields that the page lacks, `strange` those of its words that are hardly the article's.
    """

    update: HealthUpdate | None = None
    breakage: Breakage | None = None
    lost: frozenset[str] = frozenset()
    strange: frozenset[str] = frozenset()

    @property
    def is_listing_broken(self) -> bool:
        """Say whether the listing does not say what it said: nothing can be counted on it."""
        fields = self.breakage.fields if self.breakage else ()
        return any(broken.page is TargetKind.LISTING for broken in fields)


WELL = HealthNote()


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One check to be judged at `now`. `jitter` is a random number in [0, 1)."""

    target: Target
    known: Known
    watch: Watch
    now: datetime
    jitter: float
    health: HealthNote = WELL
    # What came in place of the article's page.
    instead: StandIn | None = None

    @property
    def held(self) -> HeldArticle | None:
        """Return the article that the target is the page of; None if it is gone from the store, or a listing."""
        articles = self.known.articles.values()
        return next((a for a in articles if a.id == self.target.article), None)

    @property
    def is_first_round(self) -> bool:
        """Say whether the source's backlog is being taken in: no round of it is over yet."""
        return self.known.source.seeded_at is None

    @property
    def retry_within(self) -> timedelta:
        """Return the cadence that bounds the first wait after a failure."""
        return self.watch.source.every or self.watch.source.slowest
