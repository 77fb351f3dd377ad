"""Who asks and reads: scouts, or this process. Constructs them; asks nothing."""

import sys

from monitor.core.rereading import Rereader
from monitor.egress import Egress
from monitor.fetch import Camp, Direct, Exchange, Scouts
from monitor.model import FetchLimits
from monitor.ports import Clock
from monitor.runtime.allocator import keep_freed_memory

# -P: whatever lies in the present folder is no module of ours.
_SCOUT = (sys.executable, "-P", "-m", "monitor.runtime.scout")


def exchange_of(limits: FetchLimits, egress: Egress, clock: Clock, camp: Camp | None) -> Exchange:
    """Return the exchange that the configuration asks for. Scouts come from `camp`; where there are none, it goes."""
    if limits.scouts:
        return Scouts(_SCOUT, limits, clock, camp=camp)
    if camp is not None:
        camp.close()
    keep_freed_memory()
    return Direct(egress, clock.now, reader=Rereader().read)
