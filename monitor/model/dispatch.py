"""Between an alert and its way out: how a sink wants to be told, what waits, silences. Decides nothing."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from monitor.model.alert import Alert, AlertKind
from monitor.noun import dataclass


class GroupBy(StrEnum):
    """What alerts have in common that are told together."""

    RULE = "rule"
    SOURCE = "source"
    STORY = "story"


class Held(StrEnum):
    """Why a delivery waits, or why a digest was made."""

    QUIET = "quiet"  # the sink's quiet hours
    DIGEST = "digest"  # the next time of day at which the sink is told
    GROUP = "group"  # others that may belong to it
    FLOOD = "flood"  # too many alerts came at once


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """A part of the day, in the time zone of the configuration; it passes midnight where it ends before it begins.

    `days` are those on which it begins, Monday is 0. Equal times are the whole day.
    """

    begins: time
    ends: time
    days: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, kw_only=True, slots=True)
class Flood:
    """More than so many messages within so long are a flood."""

    most: int
    within: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """How a sink wants to be told: at once, unless one of these says otherwise.

    A group's first alert waits for `wait`, and so long as `interval` lies between two messages of one group.
    With `digest_at` everything waits for the next of these times of day.
    """

    group_by: tuple[GroupBy, ...] = ()
    wait: timedelta = timedelta()
    interval: timedelta = timedelta()
    digest_at: tuple[time, ...] = ()
    quiet: tuple[QuietHours, ...] = ()
    flood: Flood | None = None

    @property
    def gathers(self) -> bool:
        """Say whether alerts are told together even outside of quiet hours and floods."""
        return bool(self.digest_at or self.wait or self.interval)

    @property
    def holds(self) -> bool:
        """Say whether anything may ever wait."""
        return bool(self.gathers or self.quiet or self.flood)


AT_ONCE = Holding()


@dataclass(frozen=True, kw_only=True, slots=True)
class Matcher:
    """One condition of a silence: a field of an alert is, or is not, like a pattern in which `*` is any text."""

    field: str
    pattern: str
    is_negated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Silence:
    """Who wants what not to be told for how long, and why. Every matcher must hold."""

    id: str
    matchers: tuple[Matcher, ...]
    author: str
    reason: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A delivery that is due and not released yet, with what it may be held, gathered or muted by.

    `held` and `group` are of an earlier judgement. `rule` is empty for what is about a source or a sink, `story` the
    article itself where it is alone; `payload` is the alert's.
    """

    id: int
    sink: str
    alert: str
    kind: AlertKind
    rule: str
    source: str
    story: int | None
    created_at: datetime
    payload: str
    held: Held | None = None
    group: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupState:
    """What else is known of a group at a sink: when its members that are not due yet are, when it was told last."""

    opens_at: datetime | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SinkPast:
    """What a sink was told of late: its groups by their keys, and how many messages since the flood's beginning."""

    groups: dict[str, GroupState]
    messages: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """These go out now, each by itself. `group` is theirs, if they belong to one."""

    deliveries: tuple[int, ...]
    group: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """These wait until then, and why."""

    deliveries: tuple[int, ...]
    until: datetime
    why: Held
    group: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Gather:
    """These are told by one digest, which goes out now."""

    deliveries: tuple[int, ...]
    digest: Alert
    why: Held
    group: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mute:
    """These are not told, because of a silence."""

    deliveries: tuple[int, ...]
    silence: str


Ruling = Release | Hold | Gather | Mute
