"""The lives of the daemon as people are shown them."""

from datetime import datetime

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class RunReport:
    """One life of the daemon, with its last sign of life; `ended_at` is None if it was killed, or goes on.

    `down_since` is when the life before it ended, if the time between was worth telling; it was told at `told_at`.
    """

    began_at: datetime
    alive_at: datetime
    ended_at: datetime | None
    down_since: datetime | None
    was_killed: bool
    told_at: datetime | None
