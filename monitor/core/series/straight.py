"""Tell growth like a clock, which machines make, from the growth that readers make."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, lgamma, log

from monitor.model import CounterReading

_HOUR = timedelta(hours=1)
_FEWEST = 6
_SHORTEST = timedelta(hours=3)
# Until then an article may be read evenly: it stands on the front page.
_FALLING_FROM = timedelta(hours=3)
# How often readers may seem a clock by chance: in one series of so many, at the evenest rate there can be.
_CHANCE = 1e-6
# The error of a step in which both ends are cut to whole views, as a variance.
_CUT = 1 / 6


def is_straight(readings: Sequence[CounterReading], published_at: datetime) -> bool:
    """Say whether the newest readings lie on a straight line as readers' visits never do.

    Readers come one by one (a Poisson process): a step with n views expected strays from n by about sqrt(n). At
    whatever rate, the sum over all steps of (strayed² / n) is then at least as great as chi-square with one degree
    of freedom less than steps. So small a sum as comes once in a million is no readers'. At least six readings over
    three hours, from three hours after publication on.
    """
    late = [reading for reading in readings if reading.at - published_at >= _FALLING_FROM]
    if len(late) < _FEWEST or late[-1].at - late[0].at < _SHORTEST:
        return False
    return any(_is_line(late[-count:]) for count in {_shortest(late), len(late)})


def _shortest(late: Sequence[CounterReading]) -> int:
    """Return how many of the newest readings are enough to tell."""
    counts = range(_FEWEST, len(late))
    return next((n for n in counts if late[-1].at - late[-n].at >= _SHORTEST), len(late))


def _is_line(readings: Sequence[CounterReading]) -> bool:
    gain, lasted = readings[-1].views - readings[0].views, readings[-1].at - readings[0].at
    strayed = 0.0
    for before, after in pairwise(readings):
        expected = gain * ((after.at - before.at) / lasted)
        if expected <= 0:
            return False
        strayed += ((after.views - before.views - expected) ** 2 + _CUT) / expected
    return _chi_square(strayed, len(readings) - 2) < _CHANCE


def _chi_square(value: float, degrees: int) -> float:
    """Return how often chi-square with these degrees of freedom is no greater than the value, where that is rare.

    The series of the lower incomplete gamma function (Abramowitz and Stegun, 6.5.29); 1.0 from the mean on.
    """
    if value >= degrees:
        return 1.0
    half, shape = value / 2, degrees / 2
    term = total = 1.0
    for step in range(1, 60):
        term *= half / (shape + step)
        total += term
    return total * exp(shape * log(half) - half - lgamma(shape + 1))
