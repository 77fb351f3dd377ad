"""The best schedule of polls that there is for a rate known in advance: what no scheduler can beat.

A dynamic programme over slots of time. Polls cost a price, waiting costs the posts' delay, and the price is sought at
which the cheapest schedule has as many polls as are allowed.
"""

import bisect
from collections import deque
from collections.abc import Sequence
from math import sqrt


def best_schedule(rates: Sequence[float], polls: int) -> list[int]:
    """Return the slots of time at whose end to poll, `polls` of them at most, for posts that come at `rates` a slot."""
    scarce, many = [len(rates)], list(range(1, len(rates) + 1))
    cheap, dear = 1e-4, 1e4
    for _ in range(20):
        price = sqrt(cheap * dear)
        schedule = _cheapest(rates, price)
        if len(schedule) > polls:
            cheap, many = price, schedule
        else:
            dear, scarce = price, schedule
    return _joined(many, scarce, polls)


def _joined(many: list[int], scarce: list[int], polls: int) -> list[int]:
    """Return the one schedule up to a moment and the other after it, so that the number of polls is met.

    Between two prices that differ by nothing the number may jump: at a steady rate all waits grow at once.
    """
    for k, moment in enumerate(many, start=1):
        rest = len(scarce) - bisect.bisect(scarce, moment)
        if k + rest >= polls:
            return [*many[:k], *scarce[len(scarce) - rest :]]
    return many


def _cheapest(rates: Sequence[float], price: float) -> list[int]:
    """Return the cheapest schedule at this `price` of a poll, in posts waiting for a slot; its last poll is at the end.

    A wait from i to j costs j × (N(j) − N(i)) − (T(j) − T(i)), N being the posts so far and T the sum of their
    times: but for what every schedule pays alike, for every i a line in j, of slope −N(i).
    """
    posts = 0.0
    lines = _Lines()
    lines.add(0.0, 0.0, 0)
    came_from = [0] * (len(rates) + 1)
    for j, rate in enumerate(rates, start=1):
        posts += rate
        least, came_from[j] = lines.lowest(j)
        lines.add(-posts, price + least + j * posts, j)
    schedule, j = [], len(rates)
    while j:
        schedule.append(j)
        j = came_from[j]
    return schedule[::-1]


class _Lines:
    """The lower envelope of lines that come by falling slope and are asked by rising place."""

    def __init__(self) -> None:
        self._lines: deque[tuple[float, float, int]] = deque()

    def add(self, slope: float, offset: float, name: int) -> None:
        """Add a line, and drop those that it leaves nowhere lowest."""
        lines = self._lines
        if lines and lines[-1][0] == slope:
            if lines[-1][1] <= offset:
                return
            lines.pop()
        while len(lines) > 1:
            (slope1, offset1, _), (slope2, offset2, _) = lines[-2], lines[-1]
            if (offset - offset2) * (slope1 - slope2) > (offset2 - offset1) * (slope2 - slope):
                break
            lines.pop()
        lines.append((slope, offset, name))

    def lowest(self, place: float) -> tuple[float, int]:
        """Return the lowest value there, and its line's name."""
        lines = self._lines
        while len(lines) > 1 and lines[1][0] * place + lines[1][1] <= (
            lines[0][0] * place + lines[0][1]
        ):
            lines.popleft()
        return lines[0][0] * place + lines[0][1], lines[0][2]
