"""Who comes first of what is due: listings, then articles that were never read, then the rest. Only says so."""

from enum import IntEnum

from monitor.model import TargetKind

# As the frontier's two indexes have it: a query that says it otherwise finds them not.
PRECEDENCE = "CASE WHEN kind = 'listing' THEN 0 WHEN checked_at IS NULL THEN 1 ELSE 2 END"


class Precedence(IntEnum):
    """The numbers of `PRECEDENCE`; the least comes first."""

    LISTING = 0
    UNREAD = 1
    READ = 2

    @property
    def kind(self) -> TargetKind:
        """Return what is a target of this precedence."""
        return TargetKind.LISTING if self is Precedence.LISTING else TargetKind.ARTICLE
