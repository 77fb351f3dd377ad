"""Judge a counter's readings: which to believe, what is wrong with the others, how fast it grows."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain, pairwise

from monitor.core.series.belief import believe
from monitor.core.series.freezes import find_freezes, has_jumped
from monitor.core.series.pace import acceleration, eras, recent_pace, with_origin
from monitor.core.series.straight import is_straight
from monitor.model import CounterReading, EventKind
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Appraisal:
    """What a counter's readings are worth.

    `readings` are those to be believed, oldest first, and `is_sound` says whether the newest is one of them.
    `flaws` is what is wrong within all of them. `views_per_hour` and `acceleration` (views an hour, in an hour) are
    None where they cannot be told: of fewer readings than it takes, of a counter that is frozen now, or that grows
    like a clock.
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
    spells = [_judge(each, published_at, usual_pace) for each in eras(believe(readings))]
    if not spells:
        return Appraisal()
    flaws = frozenset[EventKind]().union(*(spell.flaws for spell in spells))
    if any(after.views < before.views for before, after in pairwise(readings)):
        flaws |= {EventKind.COUNTER_BACKWARDS}
    kept = tuple(chain.from_iterable(spell.readings for spell in spells))
    now = spells[-1]
    series = with_origin(now.readings, published_at) if len(spells) == 1 else now.readings
    is_paced = not now.is_frozen and EventKind.COUNTER_STRAIGHT not in now.flaws
    return Appraisal(
        readings=kept,
        is_sound=kept[-1] == readings[-1] and is_paced,
        flaws=flaws,
        views_per_hour=recent_pace(series) if is_paced else None,
        acceleration=acceleration(series) if is_paced else None,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Spell:
    """The readings of one era that are not frozen, and what is wrong in it."""

    readings: tuple[CounterReading, ...]
    flaws: frozenset[EventKind]
    is_frozen: bool


def _judge(
    era: Sequence[CounterReading], published_at: datetime | None, usual_pace: float | None
) -> _Spell:
    freezes = find_freezes(era, published_at=published_at, usual_pace=usual_pace)
    repeats = {at for freeze in freezes for at in range(freeze.first + 1, freeze.last + 1)}
    live = tuple(reading for at, reading in enumerate(era) if at not in repeats)
    flaws = {
        EventKind.COUNTER_FROZEN: bool(freezes),
        EventKind.COUNTER_JUMPED: any(has_jumped(era, freeze) for freeze in freezes),
        EventKind.COUNTER_STRAIGHT: published_at is not None and is_straight(live, published_at),
    }
    return _Spell(
        readings=live,
        flaws=frozenset(kind for kind, is_so in flaws.items() if is_so),
        is_frozen=len(era) - 1 in repeats,
    )
