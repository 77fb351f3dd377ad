"""Pictures of what is held, drawn by matplotlib. Draws what it is given: reads no database, judges nothing.

`curve` and `rates` are loaded apart, because they need a library that is optional.
"""

from monitor.charts.article import curve_of
from monitor.charts.picture import (
    FORMATS,
    SMALLEST,
    Curve,
    Format,
    Mark,
    RateCurve,
    RateLine,
    Words,
)

__all__ = [
    "FORMATS",
    "SMALLEST",
    "Curve",
    "Format",
    "Mark",
    "RateCurve",
    "RateLine",
    "Words",
    "curve_of",
]
