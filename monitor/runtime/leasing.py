"""How long leases last, and what a commit may lease. Leases nothing itself."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from monitor.model import PolitenessRules
from monitor.model.leases import Leases, Next

# Longer than the slowest check can take (waiting for its turn at the host, robots.txt, every redirect).
CHECK_LEASE = timedelta(minutes=10)
# Longer than the longest time-out a sink may have.
DELIVERY_LEASE = timedelta(minutes=15)
DELIVERIES_AT_ONCE = 64


def leases_of(
    now: datetime,
    politeness: PolitenessRules,
    per_sink: Mapping[str, int],
    judged: Collection[str],
    room: int,
    next_: Next | None = None,
) -> Leases:
    """Return what a commit may lease while there is room for so many deliveries, and what it may go on to.

    What goes to sinks that are `judged` has to wait for its judgement.
    """
    return Leases(
        now=now,
        politeness=politeness,
        check=CHECK_LEASE,
        delivery=DELIVERY_LEASE,
        per_sink={sink: most for sink, most in per_sink.items() if sink not in judged},
        deliveries=room,
        next=next_,
    )
