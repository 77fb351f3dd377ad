"""What a commit leases of what it stores, in its own transaction: a claim less, and nobody to wait for.

Leases by the rules of the two claims, `frontier` and `outbox`; decides neither of them.
"""

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Committed, Delivery, Plan, Target
from monitor.model.leases import Leases
from monitor.noun import dataclass, replace
from monitor.store import frontier, outbox
from monitor.store.connection import Connection
from monitor.store.frontier import DueClaim
from monitor.store.outbox import DeliveryClaim
from monitor.store.rows import to_text

_NEWS = """
SELECT target.id FROM identity JOIN target ON target.article = identity.article
WHERE identity.key = :key AND target.host = :host AND target.checked_at IS NULL
    AND target.due_at <= :now AND target.leased_until IS NULL AND target.is_watched = 1
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """By what a commit leases, with the token of its leases."""

    leases: Leases
    lease: str


@dataclass(kw_only=True, slots=True)
class Stored:
    """What a commit came to. What it goes on to is leased with that of its whole group, and filled in then."""

    committed: Committed
    following: Target | None = None

    def whole(self) -> Committed:
        """Return what was committed and all that was leased."""
        if self.following is None:
            return self.committed
        return replace(self.committed, target=self.following)


# A check that may go on to what is due next, and by what it leases that.
Heir = tuple[Stored, Claims]


def lease_of(connection: Connection, plan: Plan, committed: Committed, claims: Claims) -> Committed:
    """Return what was committed, with what was leased of it."""
    if committed.articles:
        committed = replace(committed, target=_target(connection, plan, claims))
    if committed.deliveries and claims.leases.deliveries > 0:
        committed = replace(committed, leased=_deliveries(connection, claims))
    return committed


def go_on(connection: Connection, heirs: Sequence[Heir]) -> None:
    """Lease what is due next, one for each, once all that they come from is stored: with one claim for all of them."""
    if not heirs:
        return
    _, claims = heirs[-1]
    leases, next_ = claims.leases, claims.leases.next
    if next_ is None:
        return
    claim = DueClaim(
        now=leases.now,
        due_by=next_.due_by,
        limit=len(heirs),
        lease=claims.lease,
        until=leases.now + leases.check,
        politeness=leases.politeness,
        sources=next_.sources,
    )
    for (stored, _), target in zip(heirs, frontier.claim_due(connection, claim), strict=False):
        stored.following = target


def give_back(connection: Connection, stored: Stored) -> None:
    """Hand back what was leased, for a caller who has gone."""
    committed = stored.whole()
    if committed.target is not None:
        frontier.release(connection, [committed.target])
    outbox.hand_back(connection, committed.leased)


def _target(connection: Connection, plan: Plan, claims: Claims) -> Target | None:
    """Lease the first news that the listing names on its own host, if the host may be asked for it.

    A round that goes on goes on first: what it has not met yet may move out of its sight.
    """
    leases = claims.leases
    id_ = _news(connection, plan, leases.now)
    if id_ is None or plan.next.round is not None:
        return None
    claim = DueClaim(
        now=leases.now,
        due_by=leases.now,
        limit=1,
        lease=claims.lease,
        until=leases.now + leases.check,
        politeness=leases.politeness,
        sources=None,
    )
    return frontier.claim_news(connection, claim, id_, plan.target.host)


def _news(connection: Connection, plan: Plan, now: datetime) -> int | None:
    """Return the free target of the first of the plan's new articles that has one. Backlog is in no hurry."""
    asked = {"host": plan.target.host, "now": to_text(now)}
    for new in plan.found:
        if not new.seeded:
            row = connection.execute(_NEWS, {**asked, "key": new.identity.key}).fetchone()
            if row is not None:
                return int(row[0])
    return None


def _deliveries(connection: Connection, claims: Claims) -> tuple[Delivery, ...]:
    leases = claims.leases
    claim = DeliveryClaim(
        now=leases.now,
        limit=leases.deliveries,
        lease=claims.lease,
        until=leases.now + leases.delivery,
        per_sink=leases.per_sink,
    )
    return tuple(outbox.claim_deliveries(connection, claim))
