"""What cannot be seen at the moment, as people are shown it, and how fresh the rest is."""

from datetime import datetime

from monitor.model import Alarm, Breakage, Reason
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class BlindSource:
    """A configured source in trouble: an alarm, a breakage, or no good poll ever (`polled_at` is None)."""

    id: str
    alarm: Alarm | None
    breakage: Breakage | None
    polled_at: datetime | None
    reason: Reason | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BlindHost:
    """A host that keeps failing since `opened_at` and is asked nothing before `probe_at`."""

    name: str
    opened_at: datetime
    probe_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BlindSink:
    """A configured sink whose receiver is gone since `disabled_at`."""

    id: str
    disabled_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class BlindReport:
    """What cannot be seen. So many pages (`failing`) brought nothing when they were asked last, of late.

    `found_at` is when the newest article was first seen, `polled_at` the newest good poll of a listing, `alive_at` the
    last sign of life of the daemon; None where there was none. `is_ended`: it ended by itself after that.
    """

    sources: tuple[BlindSource, ...]
    hosts: tuple[BlindHost, ...]
    sinks: tuple[BlindSink, ...]
    failing: int
    found_at: datetime | None
    polled_at: datetime | None
    alive_at: datetime | None
    is_ended: bool
