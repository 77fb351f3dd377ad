"""How often a page is due while all is well. Pure: the time and the jitter are arguments."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.model import RecheckStep


def next_poll(every: timedelta, now: datetime, jitter: float) -> datetime:
    """Return when a listing is due again: after `every`, moved by up to 5 % either way by `jitter` in [0, 1).

    The jitter keeps listings that began together from staying together.
    """
    return now + every * (0.95 + 0.1 * jitter)


def next_recheck(
    age: timedelta, steps: Sequence[RecheckStep], now: datetime, jitter: float
) -> datetime | None:
    """Return when an article of this age is due again; None if it is older than the last step.

    The first step it is younger than counts; an article dated in the future (a negative age) is a new one.
    """
    step = next((step for step in steps if age < step.younger_than), None)
    return None if step is None else next_poll(step.every, now, jitter)
