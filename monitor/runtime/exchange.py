"""Who asks and reads: scouts, or this process. Constructs them; asks nothing."""

import sys

from monitor.core.rereading import Rereader
from monitor.egress import Egress
from monitor.fetch import Direct, Exchange, Scouts, Vanguard
from monitor.model import FetchLimits
from monitor.ports import Clock
from monitor.runtime.allocator import keep_freed_memory

# -P: whatever lies in the present folder is no module of ours.
_SCOUT = (sys.executable, "-P", "-m", "monitor.runtime.scout")


def exchange_of(
    limits: FetchLimits, egress: Egress, clock: Clock, vanguard: Vanguard | None = None
) -> Exchange:
    """Return the exchange that the configuration asks for. Where there are no scouts, `vanguard` goes."""
    if limits.scouts:
        return Scouts(_SCOUT, limits, clock, vanguard=vanguard)
    if vanguard is not None:
        vanguard.dismiss()
    keep_freed_memory()
    return Direct(egress, clock.now, reader=Rereader().read)
