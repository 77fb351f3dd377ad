"""When the program was at work, and what came late because it was not. Decides nothing."""

from datetime import datetime
from enum import StrEnum

from monitor.noun import dataclass


class LateWhy(StrEnum):
    """Why an article is told later than it could have been."""

    ARMED = "armed"  # the rule was asked after the article was there
    GAP = "gap"  # no listing named it: it was found by the gap it left in the site's numbers
    DOWNTIME = "downtime"  # the program was not running
    OUTAGE = "outage"  # its source could not be read
    REREAD = "reread"  # selectors that were mended since read its kept page


@dataclass(frozen=True, kw_only=True, slots=True)
class Late:
    """Why something is told late, and the time in which it could not be known, where there is one."""

    why: LateWhy
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Downtime:
    """The program was not running, from its last sign of life to its next start.

    `was_killed` if it did not stop by itself.
    """

    since: datetime
    until: datetime
    was_killed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """What was moved along with a clock that was set: targets and deliveries, and how many of these are judged anew."""

    targets: int = 0
    deliveries: int = 0
    judged: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One life of the daemon. `downtime` is what lay before it, if that is worth telling and was not told."""

    id: int
    began_at: datetime
    downtime: Downtime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recovered:
    """What a source brought since a run began that came late: so many `articles`, `unread` of them, and `alerts`.

    `is_polled` says whether it was read since then, `holes` how often that left something unknown.
    """

    source: str
    is_polled: bool
    articles: int
    unread: int
    alerts: int
    holes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Overdue:
    """A sink that did not take the canary of this alert, which was made at `since`, nor any later one."""

    sink: str
    alert: str
    since: datetime


# What SQLite cuts the log to when it can; longer means that somebody reads and does not end. In bytes.
LONG_LOG = 64 << 20
# Some days of a few sources, in bytes: with less the disk is nearly full.
LITTLE_ROOM = 256 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Burden:
    """How long the database's write-ahead log is, whether a reader keeps it so, and what room its disk has left."""

    log_bytes: int
    is_held: bool
    # None where only the database's server knows.
    free_bytes: int | None
