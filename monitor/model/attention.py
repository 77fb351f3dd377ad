"""What attention is spent by: the rhythm of a source, and what the targets of a host ask of its budget."""

from datetime import datetime

from monitor.noun import dataclass

HOURS_OF_WEEK = 168


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """How often a source posts, by the hour of its local week (0 is Monday from midnight): counted, not yet a rate.

    `posts[h]` articles were posted in `hours[h]` hours of watching; old weeks fade. `heat` counts the posts of
    late, as it stood at `heat_at`: it fades within the hour, and tells a burst from the usual.
    """

    posts: tuple[float, ...] = (0.0,) * HOURS_OF_WEEK
    hours: tuple[float, ...] = (0.0,) * HOURS_OF_WEEK
    heat: float = 0.0
    heat_at: datetime | None = None


NO_RHYTHM = Rhythm()


@dataclass(frozen=True, kw_only=True, slots=True)
class RhythmCell:
    """One hour of the week, as it stands after a lesson."""

    hour: int
    posts: float
    hours: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """What one round taught of a source's rhythm: the cells it changed, and the heat after it."""

    cells: tuple[RhythmCell, ...]
    heat: float
    heat_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """What the targets of one host ask for, summed.

    `worth` is asked by those that are visited as often as the budget allows: each gets its worth's share.
    `firm` is the requests an hour of those that are visited anyway (a fixed cadence, first readings).
    """

    worth: float = 0.0
    firm: float = 0.0


NO_DEMAND = Demand()


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """When a target is due again (None: never), and what it asks of its host's budget meanwhile."""

    due_at: datetime | None
    worth: float = 0.0
    firm: float = 0.0
