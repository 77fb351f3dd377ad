"""Alerts as people are shown them: what was told to whom, when, and what people said of it."""

from datetime import datetime, timedelta

from monitor.model import (
    AlertKind,
    DeliveryState,
    Held,
    Reason,
)
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertReport:
    """An alert, what it is about, and how many of its deliveries stand where.

    `source` is that of its article, or its own; "" of an alert about several. `acknowledged_by` took note of it.
    """

    id: str
    kind: AlertKind
    rule: str
    source: str
    created_at: datetime
    article: int | None
    title: str
    url: str
    payload: str
    pending: int
    sent: int
    gathered: int
    muted: int
    dead: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None = None
    # The kept page that it was made of, if one was kept.
    page: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberedAlert:
    """An alert in the order of their storing: the next one has a higher `number`."""

    number: int
    alert: AlertReport


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptReport:
    """One try. `outcome` is sent, deferred, rejected, or unknown where the program died before it knew."""

    started_at: datetime
    took: timedelta
    outcome: str
    status: int | None
    reason: Reason | None
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryReport:
    """One alert to one sink, with every attempt, the oldest first.

    `held` is why it waited, or waits while `released_at` is None; `behind` an alert about the same article that goes
    first. `told_in` is the digest that tells it, `muted_by` the silence that does not. It was replayed so many times,
    at `replayed_at` the last.
    """

    id: int
    alert: str
    rule: str
    title: str
    sink: str
    state: DeliveryState
    created_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    held: Held | None
    released_at: datetime | None
    behind: str | None
    told_in: str | None
    muted_by: str | None
    replays: int
    replayed_at: datetime | None
    attempts: tuple[AttemptReport, ...]

    @property
    def is_held(self) -> bool:
        """Say whether it waits for something other than its receiver."""
        return (
            self.state is DeliveryState.PENDING and self.held is not None and not self.released_at
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class SilenceReport:
    """A silence, its matchers as they were written, and how many deliveries it muted."""

    id: str
    matchers: tuple[str, ...]
    author: str
    reason: str
    made_at: datetime
    begins_at: datetime
    ends_at: datetime
    muted: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AcknowledgementReport:
    """Who took note of an alert, and when."""

    at: datetime
    author: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertLife:
    """An alert from the publication of its article to every attempt. `source` is that of the article, or its own.

    The times before `alert.created_at` are None where the page said nothing, and of an alert about a source.
    `digests` are the lives of those that told it, `silences` those that muted it.
    """

    alert: AlertReport
    source: str
    published_at: datetime | None
    first_seen_at: datetime | None
    deliveries: tuple[DeliveryReport, ...]
    digests: tuple["AlertLife", ...] = ()
    silences: tuple[SilenceReport, ...] = ()
    acknowledged: AcknowledgementReport | None = None
