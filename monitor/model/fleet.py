"""What a fleet of workers shares out: stints at hosts and sinks, and chores. No behaviour."""

from datetime import timedelta
from enum import IntEnum, StrEnum

from monitor.noun import dataclass


class Post(StrEnum):
    """Where a worker may be for a stint."""

    HOST = "host"
    SINK = "sink"
    CHORE = "chore"


class Urgency(IntEnum):
    """Which of the jobs that wait comes first: the greatest."""

    RECHECK = 0
    CHORE = 10
    ARTICLE = 20
    LISTING = 30
    DELIVERY = 40


class Chore(StrEnum):
    """What is done now and then, by one worker for all."""

    TEND = "tend"
    GAPS = "gaps"
    OVERDUE = "overdue"
    SPENT = "spent"


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """One job of the queue: a stint at a post. `id` is the queue's own, once it is given out."""

    post: Post
    name: str
    urgency: Urgency
    id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A stint that has begun: `rest` is how long the post is still to be left alone, for what others asked it."""

    rest: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How a post is to be left: `gap` from its last request on, which was `since` ago."""

    gap: timedelta
    since: timedelta
