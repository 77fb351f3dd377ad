"""What the counts of a rhythm are believed to mean: a rate for every hour of the week.

Never believes a difference between hours that chance would make as well.
"""

from collections.abc import Sequence
from math import sqrt

from monitor.model import Rhythm

# Before anything was seen, a source posts once an hour, as if that had been watched for an hour.
PRIOR_POSTS = 1.0
PRIOR_HOURS = 1.0
# By how many standard deviations the spread of the counts must exceed that of chance before it means anything.
DOUBT = 1.0
# The hours of the day on weekdays, then at weekends: which of the 48 an hour of the week belongs to.
GROUPS = tuple(hour % 24 + (24 if hour >= 120 else 0) for hour in range(168))


def rates(rhythm: Rhythm) -> tuple[float, ...]:
    """Return the posts an hour to be expected in each hour of the week.

    From the coarse to the fine (all hours, an hour of the day on weekdays or weekends, an hour of the week) each
    is a mean of its own count and of the coarser rate. How much its own count weighs, the counts decide: the
    posts of n alike hours scatter like Poisson's, and only scatter in excess of that says that they are not alike
    (the gamma-Poisson model, its variance estimated by moments). A flat source so stays flat.
    """
    posts = [0.0] * 48
    hours = [0.0] * 48
    for group, n, e in zip(GROUPS, rhythm.posts, rhythm.hours, strict=True):
        posts[group] += n
        hours[group] += e
    all_posts, all_hours = sum(posts), sum(hours)
    overall = (all_posts + PRIOR_POSTS) / (all_hours + PRIOR_HOURS)
    mean = all_posts / all_hours if all_hours else 0.0
    spread = _spread(posts, hours, [mean] * 48, [all_hours] * 48)
    coarse = [_shrunk(n, e, overall, spread) for n, e in zip(posts, hours, strict=True)]
    means = [n / e if e else 0.0 for n, e in zip(posts, hours, strict=True)]
    spread = _spread(
        rhythm.posts, rhythm.hours, [means[g] for g in GROUPS], [hours[g] for g in GROUPS]
    )
    return tuple(
        _shrunk(n, e, coarse[g], spread)
        for n, e, g in zip(rhythm.posts, rhythm.hours, GROUPS, strict=True)
    )


def _shrunk(posts: float, hours: float, coarser: float, spread: float) -> float:
    """Return the mean of the rate, if rates around `coarser` vary by `spread` (their variance ÷ mean²)."""
    weight = spread * coarser
    return coarser * (1 + spread * posts) / (1 + weight * hours)


def _spread(
    posts: Sequence[float],
    hours: Sequence[float],
    means: Sequence[float],
    wholes: Sequence[float],
) -> float:
    """Return by how much the true rates vary around their means (variance ÷ mean²), 0 if chance may explain it.

    With n Poisson of mean m, (n − m)² − m is 0 on average and 2m² in variance. A mean that was taken from `wholes`
    hours, these among them, lies a little nearer to its counts than the true one.
    """
    excess = squares = 0.0
    for n, e, rate, whole in zip(posts, hours, means, wholes, strict=True):
        if e:
            m = rate * e
            excess += (n - m) ** 2 - m * (1 - e / whole)
            squares += m * m
    if not squares:
        return 0.0
    return max(0.0, (excess - DOUBT * sqrt(2 * squares)) / squares)
