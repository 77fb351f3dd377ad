"""What is held, in a few numbers that cost little to ask for: for metrics and for who asks whether all is well."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.model import AlarmKind, DeliveryState, Reason, TargetKind
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceTally:
    """A configured source: when it was polled well last, and how much of `watched`, the last day, is `proven`."""

    id: str
    polled_at: datetime | None
    failures: int
    reason: Reason | None
    alarm: AlarmKind | None
    is_broken: bool
    holes: int
    watched: timedelta
    proven: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class SinkTally:
    """A configured sink: what waits for it, and what became of the alerts of the last day.

    `due_since` is when the first of the pending was due, `waiting_since` when its alert was made that waits longest.
    """

    id: str
    is_disabled: bool
    pending: int
    due_since: datetime | None
    waiting_since: datetime | None
    last_day: Mapping[DeliveryState, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class HostTally:
    """What is asked of a host's budget (`model.Demand`), and whether it is left alone because it keeps failing."""

    host: str
    worth: float
    firm: float
    is_open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """All of it. `due_since` is when the first target of a kind was due that nobody has in hand.

    `last_rows` are the highest row numbers of tables, which are nearly how many rows there ever were.
    """

    sources: tuple[SourceTally, ...]
    sinks: tuple[SinkTally, ...]
    hosts: tuple[HostTally, ...]
    due_since: Mapping[TargetKind, datetime]
    last_rows: Mapping[str, int]
    began_at: datetime | None
    alive_at: datetime | None
    database_bytes: int
    log_bytes: int
    # None where only the database's server knows.
    free_bytes: int | None
