"""What a commit may lease as it stores: the article that a listing just named, deliveries, and what is due next."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from monitor.model.source import PolitenessRules, SourceId
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Next:
    """What is due next, as a claim would be asked for it."""

    due_by: datetime
    sources: Collection[SourceId] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Leases:
    """By what a commit leases, so that nothing new waits to be looked for."""

    # By the clock when the commit is asked for; a page may have been fetched by another.
    now: datetime
    politeness: PolitenessRules
    check: timedelta
    delivery: timedelta
    # How many deliveries each sink may have in hand; sinks that are not named are left to the next claim.
    per_sink: Mapping[str, int]
    # How many deliveries there is room for.
    deliveries: int
    # What a check that leads to nothing else may go on to; None if it is over then.
    next: Next | None = None
