"""A counter's course as the points of a small line beside a headline."""

from collections.abc import Sequence

from monitor.model import CounterReading

WIDTH, HEIGHT = 96, 24
# So many points are as fine as its pixels.
_MOST = 96


def points(readings: Sequence[CounterReading]) -> str:
    """Return the `points` of a polyline in a box of `WIDTH` and `HEIGHT`; "" where there is no course to draw.

    It goes from the first reading to the last, and from the least views to the most.
    """
    if len(readings) > _MOST:
        step = (len(readings) - 1) / (_MOST - 1)
        readings = [readings[round(place * step)] for place in range(_MOST)]
    if len(readings) < 2 or readings[0].at >= readings[-1].at:
        return ""
    began, lasted = readings[0].at, readings[-1].at - readings[0].at
    least = min(each.views for each in readings)
    grown = max(each.views for each in readings) - least
    return " ".join(
        f"{1 + (WIDTH - 2) * ((each.at - began) / lasted):.1f},"
        f"{HEIGHT - 1 - (HEIGHT - 2) * ((each.views - least) / grown if grown else 0.0):.1f}"
        for each in readings
    )
