"""Articles that are read by chance: counters as Poisson processes of several shapes, on several schedules."""

import math
from datetime import timedelta
from itertools import pairwise

from monitor.model import CounterReading
from tests.factories import NOW

HOUR = timedelta(hours=1)
# Visits an hour at an age in hours, up to a factor.
SHAPES = {
    "steady": lambda age: 1.0,
    "slow": lambda age: (age + 0.2) ** -0.3,
    "fading": lambda age: (age + 0.2) ** -1.0,
    "fleeting": lambda age: (age + 0.3) ** -1.5,
    "within hours": lambda age: 0.5 ** (age / 2),
    "within days": lambda age: 0.5 ** (age / 36),
    "off the front page": lambda age: (age + 0.5) ** -0.8 * (1.0 if age < 5 else 0.15),
    "a burst": lambda age: 0.05 * (age + 0.5) ** -0.7 + (math.exp(7 - age) if age > 7 else 0.0),
}
SCHEDULES = {
    "even": lambda age: 0.25 if age < 4 else 1.0,
    "dense": lambda age: 1 / 30 if age < 0.5 else 0.2,
    "by age": lambda age: max(1 / 30, 0.2 * age),
}


def night(age, born):
    """What is left of the readers at that hour of the day."""
    return 0.55 - 0.45 * math.cos((age + born) % 24 / 24 * 2 * math.pi)


def poisson(rng, mean):
    if mean > 50:
        return max(round(rng.gauss(mean, math.sqrt(mean))), 0)
    count, left = 0, rng.expovariate(1)
    while left < mean:
        count, left = count + 1, left + rng.expovariate(1)
    return count


def ages(rng, schedule, count=24):
    found = [rng.uniform(0.02, 0.1)]
    while len(found) < count:
        found.append(found[-1] + schedule(found[-1]) * rng.uniform(0.9, 1.1))
    return found


def views(rng, shape, at, total):
    """What the counter shows at these ages, of an article with about so many views by the last."""
    born = rng.uniform(0, 24)

    def visits(began, ended):
        width = (ended - began) / 4
        middles = (began + (part + 0.5) * width for part in range(4))
        return width * sum(shape(age) * night(age, born) for age in middles)

    means = [visits(began, ended) for began, ended in pairwise([0.0, *at])]
    factor, shown, counter = total / sum(means), [], 0
    for mean in means:
        counter += poisson(rng, factor * mean)
        shown.append(counter)
    return shown


def series(at, shown, published_at=NOW):
    return tuple(
        CounterReading(at=published_at + age * HOUR, views=count)
        for age, count in zip(at, shown, strict=True)
    )
