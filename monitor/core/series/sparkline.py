"""Draw a counter's growth in one line of a terminal."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from monitor.model import CounterReading

_BARS = "▁▂▃▄▅▆▇█"


def sparkline(readings: Sequence[CounterReading], width: int) -> str:
    """Return a bar for each of `width` equal parts of the time between the first and the last reading.

    A bar's height is the views gained in its part against the highest; between readings they are spread evenly.
    Empty where there are no two times to draw between.
    """
    if width < 1 or len(readings) < 2 or readings[0].at >= readings[-1].at:
        return ""
    totals = _totals(readings)
    began, lasted = readings[0].at, readings[-1].at - readings[0].at
    marks = [_at(readings, totals, began + lasted * part / width) for part in range(width + 1)]
    gains = [after - before for before, after in pairwise(marks)]
    top = max(gains)
    return "".join(_bar(gain / top if top else 0.0) for gain in gains)


def _totals(readings: Sequence[CounterReading]) -> list[int]:
    """Return the growth up to each reading; where the counter began anew it goes on from there."""
    totals = [0]
    for before, after in pairwise(readings):
        totals.append(totals[-1] + max(after.views - before.views, 0))
    return totals


def _at(readings: Sequence[CounterReading], totals: Sequence[int], at: datetime) -> float:
    after = bisect_right(readings, at, key=lambda reading: reading.at)
    if after == len(readings):
        return totals[-1]
    before = after - 1
    part = (at - readings[before].at) / (readings[after].at - readings[before].at)
    return totals[before] + part * (totals[after] - totals[before])


def _bar(part: float) -> str:
    return _BARS[min(int(part * len(_BARS)), len(_BARS) - 1)]
