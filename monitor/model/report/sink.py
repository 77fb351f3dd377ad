"""Sinks as people are shown them: are they told, do they take it, how much waits for them."""

from datetime import datetime

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class SinkReport:
    """A sink, and how many of its deliveries stand where.

    Of the `pending`, so many are `held` by its own wishes, the first of them until `held_until`; what was `gathered`
    was told by digests. `disabled_at` is since when its receiver is gone, by the answer to the alert `disabled_by`;
    `waiting_since` when the oldest alert was made that is still pending, `sent_at` when one was taken last.
    """

    id: str
    is_configured: bool
    disabled_at: datetime | None
    disabled_by: str | None
    pending: int
    sent: int
    gathered: int
    muted: int
    dead: int
    held: int
    held_until: datetime | None
    waiting_since: datetime | None
    sent_at: datetime | None
    canary_at: datetime | None
