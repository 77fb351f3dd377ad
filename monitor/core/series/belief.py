"""Which readings of a counter are what it really showed: an older page from a cache counts backwards."""

from collections.abc import Sequence

from monitor.model import CounterReading

# So many later readings that rise from a lower level show that the counter began anew.
_RISES = 2


def believe(readings: Sequence[CounterReading]) -> tuple[CounterReading, ...]:
    """Return the readings to be believed, oldest first. They fall only where the counter began anew.

    A reading below an earlier one is not believed until two later ones have risen from its level. One reading that
    stood above all that came after it was itself the wrong one.
    """
    believed: list[CounterReading] = []
    lower: list[CounterReading] = []
    for reading in readings:
        if not believed or reading.views >= believed[-1].views:
            believed.append(reading)
            lower = []
            continue
        if lower and reading.views < lower[-1].views:
            lower = []
        lower.append(reading)
        if _rises(lower) >= _RISES:
            if len(believed) > 1 and believed[-2].views <= lower[0].views:
                believed.pop()
            believed += lower
            lower = []
    return tuple(believed)


def _rises(lower: Sequence[CounterReading]) -> int:
    return len({reading.views for reading in lower}) - 1
