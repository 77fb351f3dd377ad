"""Whose turn it is in the frontier: listings, then articles that were never read, then the rest. Only says so."""

from enum import IntEnum

from monitor.model import TargetKind

# As the frontier's two indexes have it: a query that says it otherwise finds them not.
TURN = "CASE WHEN kind = 'listing' THEN 0 WHEN checked_at IS NULL THEN 1 ELSE 2 END"


class Turn(IntEnum):
    """The numbers of `TURN`: who comes before whom."""

    LISTING = 0
    UNREAD = 1
    READ = 2

    @property
    def kind(self) -> TargetKind:
        """Return what is a target whose turn this is."""
        return TargetKind.LISTING if self is Turn.LISTING else TargetKind.ARTICLE
