"""What one decision rests on besides the outcome: the target, what is held, what is configured, the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.plan.watch import Watch
from monitor.model import HeldArticle, Known, Target


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One check to be judged at `now`. `jitter` is a random number in [0, 1)."""

    target: Target
    known: Known
    watch: Watch
    now: datetime
    jitter: float

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
