"""Judge a counter's readings: which to believe, what is wrong with the others, how fast it grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from monitor.core.series.belief import believe
from monitor.core.series.pace import acceleration, era, recent_pace, with_origin
from monitor.model import CounterReading, EventKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Appraisal:
    """What a counter's readings are worth.

    `readings` are those to be believed, oldest first, and `is_sound` says whether the newest is one of them.
    `flaws` is what is wrong within all of them. `views_per_hour` and `acceleration` (views an hour, in an hour) are
    None where they cannot be told: of a counter that is frozen, or that grows like a clock.
    """

    readings: tuple[CounterReading, ...] = ()
    is_sound: bool = False
    flaws: frozenset[EventKind] = frozenset()
    views_per_hour: float | None = None
    acceleration: float | None = None


def appraise(
    readings: Sequence[CounterReading],
    *,
    published_at: datetime | None,
    usual_pace: float | None,
) -> Appraisal:
    """Return what the readings, oldest first, are worth. `usual_pace` is that of such articles, in views an hour."""
    believed = believe(readings)
    backwards = any(after.views < before.views for before, after in pairwise(readings))
    current = era(believed)
    if len(current) == len(believed):
        current = with_origin(current, published_at)
    return Appraisal(
        readings=believed,
        is_sound=bool(believed) and believed[-1] == readings[-1],
        flaws=frozenset({EventKind.COUNTER_BACKWARDS} if backwards else ()),
        views_per_hour=recent_pace(current),
        acceleration=acceleration(current),
    )
