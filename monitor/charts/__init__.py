"""Pictures of what is held, drawn by matplotlib. Draws what it is given: reads no database, judges nothing."""

from monitor.charts.curve import SMALLEST, Format, draw_curve
from monitor.charts.picture import Curve, Mark, Pace, Usual

__all__ = ["SMALLEST", "Curve", "Format", "Mark", "Pace", "Usual", "draw_curve"]
