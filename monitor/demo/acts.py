"""What was done to articles, and what a watchful program should say of it: the ground truth. Does nothing itself."""

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any

from monitor.model import EventKind
from monitor.noun import dataclass


class ActKind(StrEnum):
    """A closed list of what the newsroom can do to an article."""

    PUBLISHED = "published"
    REPUBLISHED = "republished"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    UNLISTED = "unlisted"
    RELISTED = "relisted"
    REDATED = "redated"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    COUNTER_FROZEN = "counter_frozen"
    COUNTER_THAWED = "counter_thawed"
    COUNTER_CACHED = "counter_cached"
    COUNTER_SET_BACK = "counter_set_back"
    COUNTER_RESET = "counter_reset"
    COUNTER_BOT = "counter_bot"
    CHURN_BEGUN = "churn_begun"
    CHURN_ENDED = "churn_ended"


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """An event that follows from an act for whoever could see it; its texts as in `Event`, where they are known.

    One that is not `is_sure` would be no invention, but its lack would be no miss.
    """

    kind: EventKind
    before: str | None = None
    after: str | None = None
    words: tuple[str, ...] = ()
    is_sure: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """Something was done to the article with the number `article`, at the site's time `at`."""

    at: datetime
    article: int
    kind: ActKind
    expects: tuple[Expected, ...] = ()

    def truth(self) -> dict[str, Any]:
        """Return it as JSON values, the time in ISO 8601."""
        return asdict(self) | {"at": self.at.isoformat()}
