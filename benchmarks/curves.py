"""`python -m benchmarks.curves`: how well the readings of a view counter tell its curve.

Four kinds of articles, each read many times over by `recheck_turn` in thirty days of a virtual clock, and as often at
equal distances of age. Between readings the curve is taken to be straight. Its error is measured at ages that are
equally far apart in proportion, five minutes to thirty days: there as a share of the true count; and at ages
that are equally far apart in time: there in views, as a share of what the article came to.
"""

import argparse
import bisect
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp, expm1
from statistics import fmean

from benchmarks.row import RATIO, Row, at_most
from monitor.core.attention import Interest, recheck_turn
from monitor.model import Demand

START = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAYS = 30
END = DAYS * 24.0
BUDGET = 240.0
# What the other targets of the host are worth where one figure has to do.
DEMAND = 16.0
# The ages at which errors are measured, in hours.
BY_PROPORTION = tuple(END * (5 / 60 / END) ** (k / 400) for k in range(401))
BY_TIME = tuple(END * k / 720 for k in range(1, 721))
# A relative error of a count below this says nothing.
LEAST_VIEWS = 20.0

Curve = Callable[[float], float]


def fast_rise(age: float) -> float:
    """Most of it within the first hours."""
    return 4000 * -expm1(-age / 3)


def slow_burner(age: float) -> float:
    """Half of it after five days."""
    return 3000 * age / (age + 120)


def second_wave(age: float) -> float:
    """A quiet article that somebody widely read links to on its ninth day."""
    return 800 * -expm1(-age / 4) + 2500 / (1 + exp(-(age - 216) / 4))


def steady_trickle(age: float) -> float:
    """Two an hour for ever."""
    return 2.0 * age


KINDS: dict[str, Curve] = {
    "fast rise": fast_rise,
    "slow burner": slow_burner,
    "second wave": second_wave,
    "steady trickle": steady_trickle,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """One article's views: the count that its curve expects at each of them, so that they come by chance."""

    curve: Curve
    expected: list[float]

    def views(self, age: float) -> int:
        """Return what its counter shows at an age in hours."""
        return bisect.bisect(self.expected, self.curve(age))


def article(curve: Curve, chance: random.Random) -> Article:
    """Return an article that is read as often as the curve says, on average (a Poisson process)."""
    expected = [chance.expovariate(1.0)]
    while expected[-1] < curve(END):
        expected.append(expected[-1] + chance.expovariate(1.0))
    return Article(curve=curve, expected=expected)


def usual(age: float) -> float:
    """Return what the articles of the site have by that age, on average."""
    return fmean(curve(age) for curve in KINDS.values())


def main() -> None:
    """Simulate and print."""
    wish = _arguments()
    print(f"{'':25}{'error, of the count then':>28}{'error, of the last count':>28}")
    print(f"{'kind':16}{'readings':>9}" + f"{'even':>12}{'ours':>8}{'÷':>8}" * 2)
    for demand in wish.demand:
        for name, curve in KINDS.items():
            _show(name, curve, demand, wish)
        print()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=20, help="of each kind")
    parser.add_argument(
        "--demand",
        type=float,
        nargs="+",
        default=[8.0, 16.0, 32.0],
        help="what the host's other targets are worth; the more, the fewer readings",
    )
    return parser.parse_args()


def rows(*, is_short: bool) -> list[Row]:
    """Return the error of our readings over that of even ones, at one demand.

    The clock is virtual and chance is seeded: these figures are the same on every machine, and have no short form.
    """
    return [
        Row(label=f"{name}: {of} / even", value=ours / even, unit=RATIO, goal=goal)
        for name, curve in KINDS.items()
        for (of, goal), even, ours in zip(
            # What is asked for is the shape early on; that costs precision late.
            (("error, of the count then", at_most(1.0)), ("error, of the last count", None)),
            *_errors(name, curve, DEMAND, articles=20, seed=1)[1:],
            strict=True,
        )
    ]


def _show(name: str, curve: Curve, demand: float, wish: argparse.Namespace) -> None:
    readings, even, ours = _errors(name, curve, demand, wish.articles, wish.seed)
    row = f"{name:16}{readings:9.1f}"
    for bad, good in zip(even, ours, strict=True):
        row += f"{bad:12.2%}{good:8.2%}{good / bad:8.2f}"
    print(row)


def _errors(
    name: str, curve: Curve, demand: float, articles: int, seed: int
) -> tuple[float, list[float], list[float]]:
    """Return the readings an article, and both mean errors by even readings and by ours."""
    chance = random.Random(f"{name} {demand} {seed}")
    readings, even, ours = 0, [], []
    for _ in range(articles):
        one = article(curve, chance)
        ages = visits(one, demand, chance)
        readings += len(ages)
        ours.append(errors(one, ages))
        even.append(errors(one, [END * k / len(ages) for k in range(1, len(ages) + 1)]))
    means = [[fmean(each) for each in zip(*found, strict=True)] for found in (even, ours)]
    return readings / articles, means[0], means[1]


def visits(one: Article, demand: float, chance: random.Random) -> list[float]:
    """Return the ages, in hours, at which the real scheduler reads it: first when a poll finds it."""
    ages, rise = [chance.uniform(0.0, 2 / 60)], None
    while True:
        now = START + ages[-1] * HOUR
        turn = recheck_turn(
            Interest(age=now - START, rise=rise),
            steps=None,
            until=END * HOUR,
            budget=BUDGET,
            host=Demand(worth=demand),
            now=now,
            jitter=chance.random(),
        )
        if turn.due_at is None:
            return ages
        ages.append((turn.due_at - START) / HOUR)
        read = one.views(ages[-1]) - one.views(ages[-2])
        # One reader more on either side keeps small counts from saying much.
        rise = (read + 1) / (usual(ages[-1]) - usual(ages[-2]) + 1)


def errors(one: Article, ages: Sequence[float]) -> tuple[float, float]:
    """Return the mean error as a share of the count then, and as a share of the last count."""
    known = [0.0, *ages]
    counts = [0.0, *(float(one.views(age)) for age in ages)]
    share = fmean(
        abs(straight(known, counts, age) - one.views(age)) / max(one.views(age), LEAST_VIEWS)
        for age in BY_PROPORTION
    )
    views = fmean(abs(straight(known, counts, age) - one.views(age)) for age in BY_TIME)
    return share, views / one.views(END)


def straight(ages: Sequence[float], counts: Sequence[float], age: float) -> float:
    """Return the count at an age on the straight line between two readings; after the last, the last."""
    after = bisect.bisect_left(ages, age)
    if after == len(ages):
        return counts[-1]
    if after == 0:
        return counts[0]
    share = (age - ages[after - 1]) / (ages[after] - ages[after - 1])
    return counts[after - 1] + share * (counts[after] - counts[after - 1])


if __name__ == "__main__":
    main()
