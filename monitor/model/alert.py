"""What is told: rules' matches, alerts, deliveries and what a send came to. Knows no transport."""

from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model.reason import Reason
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """Words of a revision that satisfied a rule: `field[start:end] == words`, in code points."""

    field: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A rule met a revision, with the words that hit."""

    rule: str
    hits: tuple[Hit, ...]


class AlertKind(StrEnum):
    """What an alert says happened. The value is the payload's `type`."""

    MATCHED = "article.matched"
    EDITED = "article.edited"
    CHURNING = "article.churning"
    DATE_MOVED = "article.date_moved"
    BACKDATED = "article.backdated"
    WITHDRAWN = "article.withdrawn"
    RETURNED = "article.returned"
    UNLISTED = "article.unlisted"
    RELISTED = "article.relisted"
    COUNTER_BACKWARDS = "article.counter_backwards"
    COUNTER_FROZEN = "article.counter_frozen"
    COUNTER_JUMPED = "article.counter_jumped"
    COUNTER_STRAIGHT = "article.counter_straight"
    ESCALATED = "article.escalated"
    COPY = "article.copy"
    # Of a source or a sink, told to the sinks of [monitor] alarms.
    SOURCE_SILENT = "source.silent"
    SOURCE_SLOW = "source.slow"
    SOURCE_FLOOD = "source.flood"
    SOURCE_FAILING = "source.failing"
    SOURCE_BROKEN = "source.broken"
    SOURCE_RECOVERED = "source.recovered"
    SOURCE_REMEDY = "source.remedy"
    PAGE_QUARANTINED = "page.quarantined"
    SINK_DISABLED = "sink.disabled"
    # Of its own article, and of a sink that did not take one for long.
    CANARY = "monitor.canary"
    SINK_OVERDUE = "sink.overdue"
    # A budget of the day is used up.
    HOST_SPENT = "host.spent"
    # The program was away, and has looked at what it missed.
    RESUMED = "monitor.resumed"
    # Somebody set the wall clock under the program.
    CLOCK_SET = "clock.set"
    # Several alerts told as one.
    DIGEST = "monitor.digest"
    # Sent by hand to see whether a sink takes it; never stored.
    TEST = "monitor.test"


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """Matches told together. `id` is derived from what it tells, so that it is the same wherever it is made."""

    id: str
    kind: AlertKind
    # Empty for an alarm about a source or a sink.
    rule: str
    sinks: tuple[str, ...]
    # The JSON text that every sink gets, frozen so that every retry says the same.
    payload: str
    # Not to be told if the rule was told of another article of the story.
    is_once_a_story: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One alert on its way to one sink, as leased to one worker. `attempts` counts the tries so far."""

    id: int
    alert: str
    sink: str
    payload: str
    attempts: int
    created_at: datetime
    lease: str


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"  # due at its time
    SENT = "sent"  # the sink took it
    DEAD = "dead"  # given up; kept for a replay
    GATHERED = "gathered"  # told by a digest
    MUTED = "muted"  # not told, because of a silence


@dataclass(frozen=True, kw_only=True, slots=True)
class Replay:
    """Which settled deliveries are to be made anew: those in `state`, and None asks nothing of the rest.

    `since` and `until` (not included) are when their alerts were made.
    """

    state: DeliveryState = DeliveryState.DEAD
    alert: str | None = None
    rule: str | None = None
    sink: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement:
    """Somebody took note of an alert."""

    alert: str
    author: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """The sink took it."""

    at: datetime
    took: timedelta
    status: int | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deferred:
    """Not now: try again. `retry_after` is the receiver's own wish, counted from `at`."""

    reason: Reason
    at: datetime
    took: timedelta
    status: int | None = None
    detail: str = ""
    retry_after: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """Never: the sink will not take it, however often it is asked."""

    reason: Reason
    at: datetime
    took: timedelta
    status: int | None = None
    detail: str = ""


SendOutcome = Sent | Deferred | Rejected


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """What one attempt changes: the delivery's new state and, while pending, when it is due again.

    With `disables_sink` nothing more is sent to the sink until it is adopted anew; `alerts` tell of that.
    """

    delivery: Delivery
    outcome: SendOutcome
    state: DeliveryState
    due_at: datetime | None = None
    disables_sink: bool = False
    alerts: tuple[Alert, ...] = ()
