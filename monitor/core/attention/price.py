"""What an hour of waiting is worth on a host: one price for all its targets. Knows no target."""

from datetime import timedelta

from monitor.model import Demand

HOUR = timedelta(hours=1)
# What is visited in any case may not starve the rest: that much of the budget stays theirs.
LEAST_SHARE = 0.1


def unit_wait(budget: float, demand: Demand) -> float:
    """Return how many hours pass between two visits of a target whose worth is 1; another's waits are that ÷ its worth.

    A target whose waiting costs u an hour² is best visited sqrt(u / 2c) times an hour at a price of c a request
    (the square-root rule: half of u × wait² is lost in each wait, and one c is paid). Its worth is sqrt(u), so what
    a host's targets ask, their worth ÷ sqrt(2c) in sum, meets the `budget` (requests an hour) at
    sqrt(2c) = worth ÷ budget. What is asked firmly is taken off the budget first.
    """
    return demand.worth / max(budget - demand.firm, budget * LEAST_SHARE)
