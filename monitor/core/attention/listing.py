"""When a listing is polled: soon where it posts much, late where it is asleep, and at once when its busy hours end."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import accumulate
from math import exp, sqrt

from monitor.core.attention.cadence import due_after
from monitor.core.attention.estimate import Estimate, estimate
from monitor.core.attention.price import HOUR, unit_wait
from monitor.core.attention.rhythm import COOLING, heat_at, hour_of_week, left_of_hour
from monitor.model import HOURS_OF_WEEK, Demand, Rhythm, Turn

FASTEST = timedelta(seconds=15)
# Clumps that are stronger than this may as well be a rhythm finer than hours.
MOST_CLUMPING = 0.4
# Heat older than four hours is less than a hundredth part.
MEMORY = timedelta(hours=4)
# How finely the next hours are looked through: a first step, then a share of what lies behind.
FIRST_STEP = timedelta(minutes=2)
STEP_SHARE = 0.25


def poll_turn(
    rhythm: Rhythm,
    *,
    every: timedelta | None,
    slowest: timedelta,
    budget: float,
    host: Demand,
    now: datetime,
    jitter: float,
    zone: tzinfo,
) -> Turn:
    """Return when a listing is polled again, and what it asks of its host until then.

    With `every` it is polled so often, come what may; else when its posts are due, at the price that `budget`
    (requests an hour) and the demand of the rest of the `host` make, between 15 s and `slowest` from now.
    `jitter` in [0, 1) moves it by up to 5 % either way. Every post it is expected to bring asks for one request
    more, its first reading.
    """
    usual = estimate(rhythm)
    if every is not None:
        firm = HOUR / every + usual.mean()
        return Turn(due_at=due_after(every, now, jitter), firm=firm)
    own, unit = listing_demand(usual, slowest=slowest, budget=budget, host=host)
    wait = next_wait(
        usual.by_hour,
        unit=unit,
        slowest=slowest,
        now=now,
        zone=zone,
        burst=_burst(rhythm, usual, now, zone),
    )
    return Turn(due_at=due_after(wait, now, jitter), worth=own.worth, firm=own.firm)


def listing_demand(
    usual: Estimate, *, slowest: timedelta, budget: float, host: Demand
) -> tuple[Demand, float]:
    """Return what a listing that posts as usual asks for, the mean of its week, and the host's unit wait with it.

    Hours so still or so busy that its bounds decide ask firmly; which those are depends on the unit wait, and
    the unit wait on them, so both are found in turns.
    """
    roots = sorted(map(sqrt, usual.by_hour))
    sums = [0.0, *accumulate(roots)]
    readings = usual.mean()
    most, least = HOUR / FASTEST, HOUR / max(slowest, FASTEST)
    low, high = 0, HOURS_OF_WEEK
    for _ in range(4):
        worth = (sums[high] - sums[low]) / HOURS_OF_WEEK
        bound = (low * least + (HOURS_OF_WEEK - high) * most) / HOURS_OF_WEEK
        own = Demand(worth=worth, firm=readings + bound)
        unit = unit_wait(budget, Demand(worth=host.worth + worth, firm=host.firm + own.firm))
        low, high = bisect_left(roots, least * unit), bisect_right(roots, most * unit)
    return own, unit


def next_wait(
    by_hour: Sequence[float],
    *,
    unit: float,
    slowest: timedelta,
    now: datetime,
    zone: tzinfo,
    burst: float = 1.0,
) -> timedelta:
    """Return how long after `now`, when a listing was polled, it should be polled again.

    That is as soon as the posts that wait by then outnumber unit wait × sqrt(the rate by then): at a steady rate
    the square-root rule, and at once where the rate falls. It is the condition of the best schedule by Sia, Cho
    and Cho (Efficient Monitoring Algorithm for Fast News Alerts, 2007), rate × next wait = posts waiting, with the
    square-root rule for the next wait. No rate is 0; `burst` is how many times the usual it posts now, and fades
    as heat does.
    """
    waiting, ahead = 0.0, timedelta()
    while ahead < slowest:
        local = (now + ahead).astimezone(zone)
        step = min(left_of_hour(local), max(FIRST_STEP, ahead * STEP_SHARE), slowest - ahead)
        faded = exp(-((ahead + step / 2) / HOUR) / COOLING)
        rate = by_hour[hour_of_week(local)] * (1 + (burst - 1) * faded)
        missing = unit * sqrt(rate) - waiting
        if missing <= rate * (step / HOUR):
            ahead += max(missing / rate, 0.0) * HOUR
            break
        waiting += rate * (step / HOUR)
        ahead += step
    return max(FASTEST, ahead)


def _burst(rhythm: Rhythm, usual: Estimate, now: datetime, zone: tzinfo) -> float:
    """Return how many times its usual the source posts now: its heat beside the heat that its rhythm makes.

    The rate of a source that clumps is gamma distributed around its usual; heat is the count that moves it.
    """
    clumping = min(usual.clumping, MOST_CLUMPING)
    if not clumping or rhythm.heat_at is None:
        return 1.0
    expected, ago, weight = 0.0, timedelta(), 1.0
    while ago < MEMORY:
        local = (now - ago - timedelta.resolution).astimezone(zone)
        ago += HOUR - left_of_hour(local) + timedelta.resolution
        faded = exp(-(ago / HOUR) / COOLING)
        expected += usual.by_hour[hour_of_week(local)] * COOLING * (weight - faded)
        weight = faded
    return (1 + clumping * heat_at(rhythm, now)) / (1 + clumping * expected)
