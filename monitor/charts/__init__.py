"""Pictures of what is held, drawn by matplotlib. Draws what it is given: reads no database, judges nothing.

`monitor.charts.curve` is loaded apart, because it needs a library that is optional.
"""

from monitor.charts.article import curve_of
from monitor.charts.picture import FORMATS, SMALLEST, Curve, Format, Mark

__all__ = ["FORMATS", "SMALLEST", "Curve", "Format", "Mark", "curve_of"]
