"""How likely a count of articles is. News comes in bursts, so counts scatter wider than Poisson's. Judges nothing."""

import math
from collections.abc import Iterator


def at_most(count: int, mean: float, dispersion: float, spread: float) -> float:
    """Return the probability of `count` articles or fewer where `mean` were to be expected.

    Negative binomial with the variance `dispersion`·mean + (`spread`·mean)²: the first for bursts, the second for
    a rate that is itself no more than a guess.
    """
    return min(math.fsum(_masses(count, mean, dispersion, spread)), 1.0)


def at_least(count: int, mean: float, dispersion: float, spread: float) -> float:
    """Return the probability of `count` articles or more, to within 1e-15. See `at_most`."""
    return 1.0 if count <= 0 else max(1.0 - at_most(count - 1, mean, dispersion, spread), 0.0)


def _masses(count: int, mean: float, dispersion: float, spread: float) -> Iterator[float]:
    """Yield the probabilities of 0, 1, … `count` articles."""
    excess = dispersion - 1 + spread * spread * mean
    size = mean / excess
    share = excess / (1 + excess)
    mass = math.exp(-size * math.log1p(excess))
    for number in range(count + 1):
        yield mass
        mass *= share * (number + size) / (number + 1)
