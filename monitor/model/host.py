"""How a host treats us, over all its targets. No behaviour."""

from datetime import datetime, timedelta
from enum import StrEnum

from monitor.noun import dataclass


class LimitScope(StrEnum):
    """How far a limit reaches: whom it concerns beside the URL that met it."""

    URL = "url"
    HOST = "host"
    DOMAIN = "domain"  # the host and its kin


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """The last limit of a host, and what the limits so far taught of how far they reach.

    `scope` is None until that is known; until then a limit is taken for the host's. `url` met the last limit `at`
    and was asked to wait `until`; None once it was served. A narrower scope was seen with that much weight
    (`proofs`); a wider one was seen so often (`doubts`), and each time it takes four times the weight to narrow it.
    """

    scope: LimitScope | None = None
    url: str
    at: datetime
    until: datetime | None
    proofs: int = 0
    doubts: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class HostState:
    """What the store remembers of a host.

    So many checks of its targets in a row failed for the host's sake (`failures`), so many answers in a row were
    403 (`forbidden`). Since `opened_at` its breaker is open: it is asked nothing but one probe at `probe_at`.
    Before `quiet_until` it is asked nothing at all. `served_at` is when another URL was served first after its last
    limit.
    """

    failures: int = 0
    opened_at: datetime | None = None
    probe_at: datetime | None = None
    forbidden: int = 0
    has_served: bool = False
    quiet_until: datetime | None = None
    limit: Limit | None = None
    served_at: datetime | None = None


NEW_HOST = HostState()


@dataclass(frozen=True, kw_only=True, slots=True)
class HostSign:
    """What one check says of its host, to be laid to what is known of that when the check is stored.

    `url` was asked at `asked_at` and answered `at`. It failed for the host's sake (`is_fault`), or shows it at work
    (`is_sound`), or was a 403 (`is_forbidden`), or a limit that lasts until `limited_until`. `kin` are the hosts of
    its site. `jitter` and `retry_within` are those of the check's own waits.
    """

    url: str
    at: datetime
    asked_at: datetime
    is_fault: bool = False
    is_sound: bool = False
    is_forbidden: bool = False
    limited_until: datetime | None = None
    kin: frozenset[str] = frozenset()
    jitter: float = 0.0
    retry_within: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Traffic:
    """What a host was asked: so many requests, so many bytes of bodies on the wire."""

    host: str
    requests: int
    bytes: int
