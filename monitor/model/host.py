"""How a host treats us, over all its targets. No behaviour."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class HostState:
    """What the store remembers of a host.

    So many checks of its targets in a row failed for the host's sake (`failures`), so many answers in a row were
    403 (`forbidden`). Since `opened_at` its breaker is open: it is asked nothing but one probe at `probe_at`.
    """

    failures: int = 0
    opened_at: datetime | None = None
    probe_at: datetime | None = None
    forbidden: int = 0
    has_served: bool = False


NEW_HOST = HostState()
