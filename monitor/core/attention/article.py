"""When an article's page is visited again: by steps of its age, or by what a visit is likely to bring."""

from datetime import datetime, timedelta
from math import expm1, sqrt

from monitor.core.attention.cadence import due_after
from monitor.core.attention.price import HOUR, unit_wait
from monitor.model import Demand, RecheckStep, Turn
from monitor.noun import dataclass

FASTEST = timedelta(minutes=2)
SLOWEST = timedelta(days=3)
# The worth of an article's page is YOUNG ÷ (its age + AGEING): that of a listing with 0.2 posts an hour when it is
# new, half of that an hour later, and so on, as views and edits come ever slower.
YOUNG = 0.44
AGEING = timedelta(hours=1)
# What multiplies the urgency; visits multiply by its root.
MATCHED = 4.0
EDITED = 3.0
EDIT_HALF_LIFE = timedelta(hours=6)
LEAST_RISE = 0.25
MOST_RISE = 9.0
# An article that matched is followed so many times as long.
MATCHED_LONGER = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Interest:
    """What makes an article's page worth a visit.

    `edited_ago`: since its wording changed last (None: never). `rise`: how fast it is read, as a multiple of what
    is usual at its age (None: unknown, and taken as usual).
    """

    age: timedelta
    is_matched: bool = False
    edited_ago: timedelta | None = None
    rise: float | None = None


def recheck_turn(
    interest: Interest,
    *,
    steps: tuple[RecheckStep, ...] | None,
    until: timedelta,
    budget: float,
    host: Demand,
    now: datetime,
    jitter: float,
) -> Turn:
    """Return when an article's page is visited again, and what it asks of its host until then.

    With `steps` the first step that it is younger than counts, and past the last it is left alone. Without, the
    price that `budget` (requests an hour) and the rest of the `host` make decides, between 2 minutes and 3 days,
    and it is left alone when it is `until` old, three times that if it matched. `jitter` in [0, 1) moves the visit
    by up to 5 % either way.
    """
    if steps is not None:
        step = next((step for step in steps if interest.age < step.younger_than), None)
        if step is None:
            return Turn(due_at=None)
        return Turn(due_at=due_after(step.every, now, jitter), firm=HOUR / step.every)
    if interest.age >= until * (MATCHED_LONGER if interest.is_matched else 1):
        return Turn(due_at=None)
    hours, unit = recheck_wait(interest, budget=budget, host=host)
    wait = min(max(timedelta(hours=hours), FASTEST), SLOWEST)
    due_at = due_after(wait, now, jitter)
    if FASTEST < wait < SLOWEST:
        return Turn(due_at=due_at, worth=unit / hours)
    return Turn(due_at=due_at, firm=HOUR / wait)


def recheck_wait(interest: Interest, *, budget: float, host: Demand) -> tuple[float, float]:
    """Return the hours until the next visit that the price alone decides, and the host's unit wait with it.

    The worth falls while we wait, so a visit is due when its integral, not its first value × wait, reaches the
    unit wait: ages at visits then form a geometric series. What a target asks until then is therefore the unit
    wait ÷ its wait, which is a little less than its worth.
    """
    age = max(interest.age, timedelta()) / HOUR + AGEING / HOUR
    young = YOUNG * sqrt(_weight(interest))
    unit = unit_wait(budget, Demand(worth=host.worth + young / age, firm=host.firm))
    # e ** 8 hours are past any bound, and still a time span.
    return age * expm1(min(unit / young, 8.0)), unit


def _weight(interest: Interest) -> float:
    weight = MATCHED if interest.is_matched else 1.0
    if interest.edited_ago is not None:
        weight *= 1 + EDITED * 0.5 ** (max(interest.edited_ago, timedelta()) / EDIT_HALF_LIFE)
    if interest.rise is not None:
        weight *= min(max(interest.rise, LEAST_RISE), MOST_RISE)
    return weight
