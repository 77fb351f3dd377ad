"""What the counts of a rhythm are believed to mean: a rate for every hour of the week, and how it clumps.

Never believes a difference between hours that chance would make as well.
"""

from collections.abc import Iterable, Sequence
from math import sqrt
from operator import mul

from monitor.model import HOURS_OF_WEEK, Rhythm
from monitor.noun import dataclass

# Before anything was seen, a source posts once an hour, as if that had been watched for an hour.
PRIOR_POSTS = 1.0
PRIOR_HOURS = 1.0
# By how many standard deviations the scatter of the counts must exceed that of chance before it means anything.
DOUBT = 1.0
WEEKEND = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """The posts an hour to be expected `by_hour` of the week, and the `clumping` of single hours around that.

    `clumping` is the variance of an hour's true rate ÷ its mean²: 0 where posts come independently of each other.
    """

    by_hour: tuple[float, ...]
    clumping: float

    def mean(self) -> float:
        """Return the posts an hour, on average over the week."""
        return sum(self.by_hour) / HOURS_OF_WEEK


def rates(rhythm: Rhythm) -> tuple[float, ...]:
    """Return the posts an hour to be expected in each hour of the week."""
    return estimate(rhythm).by_hour


def estimate(rhythm: Rhythm) -> Estimate:
    """Return what the counts say.

    From the coarse to the fine (all hours, an hour of the day on weekdays or at weekends, an hour of the week)
    each rate is a mean of its own count's and the coarser one. How much the own count weighs, the counts decide:
    the posts of like hours scatter as Poisson's do, and only what they scatter in excess says that the hours are
    unlike (the gamma-Poisson model, its variance estimated by moments). So a flat source stays flat.
    """
    posts = rhythm.posts
    # A post that was found late may stand in an hour that was not watched: then it stands for that hour.
    hours = [
        e if e >= 1.0 or e >= n else min(n, 1.0) for n, e in zip(posts, rhythm.hours, strict=True)
    ]
    products, squares = list(map(mul, posts, hours)), list(map(mul, hours, hours))
    n, e, ne, ee = map(_by_day, (posts, hours, products, squares))
    all_posts, all_hours = sum(n), sum(e)
    everything = (all_posts, all_hours, sum(map(mul, n, e)), sum(map(mul, e, e)))
    overall = (all_posts + PRIOR_POSTS) / (all_hours + PRIOR_HOURS)
    spread = _spread(sum(map(mul, n, n)), (everything,))
    coarse = [
        overall * (1 + spread * posts) / (1 + spread * overall * hours)
        for posts, hours in zip(n, e, strict=True)
    ]
    spread = _spread(sum(map(mul, posts, posts)), zip(n, e, ne, ee, strict=True))
    by_hour = [
        rate * (1 + spread * posts) / (1 + spread * rate * hours)
        for rate, posts, hours in zip(_by_week(coarse), posts, hours, strict=True)
    ]
    # What clumps by the hour evens out over the hours that a cell has been watched.
    return Estimate(by_hour=tuple(by_hour), clumping=spread * all_hours / HOURS_OF_WEEK)


def _by_day(cells: Sequence[float]) -> list[float]:
    """Return the sums by hour of the day, of the five weekdays and then of the weekend."""
    days = [cells[day : day + 24] for day in range(0, HOURS_OF_WEEK, 24)]
    return [*map(sum, zip(*days[:5], strict=True)), *map(sum, zip(*days[5:], strict=True))]


def _by_week(sums: list[float]) -> list[float]:
    """Return for every hour of the week the hour of the day that it belongs to."""
    return sums[:24] * 5 + sums[24:] * 2


def _spread(counts_squared: float, groups: Iterable[tuple[float, float, float, float]]) -> float:
    """Return the variance of the true rates within their groups ÷ the groups' mean², 0 if chance may explain it.

    A group is the sums of its posts, its hours, their products and the squares of its hours. Where n is Poisson
    with mean m, (n − m)² − m is 0 on average and 2m² + m in variance. Here m is the group's rate × the hours, which
    lies nearer to n than the true mean does, by what n weighs in it; hence the last term.
    """
    excess, squares, chance = counts_squared, 0.0, 0.0
    for posts, hours, products, hours_squared in groups:
        if hours:
            rate = posts / hours
            excess += rate * (rate * hours_squared - 2 * products)
            excess -= rate * (hours - hours_squared / hours)
            squares += rate * rate * hours_squared
            chance += 2 * rate * rate * hours_squared + posts
    if not squares:
        return 0.0
    return max(0.0, (excess - DOUBT * sqrt(chance)) / squares)
