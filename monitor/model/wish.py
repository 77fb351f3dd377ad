"""What people ask of the engine that alone writes, and what came of it. No behaviour."""

from datetime import datetime

from monitor.model import Acknowledgement, Replay
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ArmWish:
    """Tell what the rule matches among the articles since a time, marked late."""

    rule: str
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Armed:
    """What arming came to; `trouble` is a sentence where it was not done."""

    articles: int = 0
    matches: int = 0
    alerts: int = 0
    trouble: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Replayed:
    """How many deliveries are due again; `trouble` is a sentence where it was not done."""

    deliveries: int = 0
    trouble: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RereadWish:
    """Read the kept pages since a time again by the present selectors, correct what differs, and tell what was owed."""

    since: datetime
    until: datetime | None = None
    source: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reread:
    """What reading again came to; `trouble` is a sentence where it was not done.

    Of `pages` that were looked at so many were `read`; the others have nothing to say of their articles as they stand.
    `unread` could not be read by the present selectors either.
    """

    pages: int = 0
    read: int = 0
    unread: int = 0
    corrected: int = 0
    revisions: int = 0
    alerts: int = 0
    trouble: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SilenceWish:
    """Let nothing be told that all `matchers` fit, from `begins_at` until `ends_at`."""

    matchers: tuple[str, ...]
    author: str
    reason: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpireWish:
    """Let the silence of this id be over."""

    silence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Silenced:
    """The id of the silence that began or ended; `trouble` is a sentence where it was not done."""

    silence: str = ""
    trouble: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted:
    """An alert is acknowledged; `trouble` is a sentence where it was not done."""

    trouble: str = ""


Wish = ArmWish | RereadWish | Replay | SilenceWish | ExpireWish | Acknowledgement
Granted = Armed | Reread | Replayed | Silenced | Noted
