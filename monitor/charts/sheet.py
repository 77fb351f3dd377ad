"""The sheet that a picture is drawn on: rows from top to bottom, the heading first. Knows no data."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from monitor.charts.lettering import Ruler
from monitor.charts.style import Palette, plain_axes

_DOTS_PER_INCH = 100
# In pixels: what stands around the axes.
LEFT, RIGHT, TOP, BOTTOM = 78, 96, 20, 16
_TITLE_LINE, _CAPTION = 25, 24


class Sheet:
    """Hands out the sheet from top to bottom, in pixels."""

    def __init__(self, size: tuple[int, int], palette: Palette) -> None:
        self.palette = palette
        self.width, self.height = size
        inches = (self.width / _DOTS_PER_INCH, self.height / _DOTS_PER_INCH)
        self.figure = Figure(figsize=inches, dpi=_DOTS_PER_INCH)
        self._used = TOP

    @property
    def left(self) -> int:
        """Return how many pixels are not given away yet."""
        return self.height - self._used - BOTTOM

    def skip(self, pixels: int) -> float:
        """Take a row, and return its upper edge in parts of the height."""
        edge = 1 - self._used / self.height
        self._used += pixels
        return edge

    def axes(self, pixels: int, share_with: Axes | None = None) -> Axes:
        """Take a row for axes."""
        below = self.skip(pixels) - pixels / self.height
        wide = self.width - LEFT - RIGHT
        place = (LEFT / self.width, below, wide / self.width, pixels / self.height)
        axes = self.figure.add_axes(place, sharex=share_with)
        plain_axes(axes, self.palette)
        return axes

    def heading(self, title: str, caption: str) -> None:
        """Take rows for a title, of two lines at most, and a line below it."""
        wide = self.width - LEFT - BOTTOM
        for line in Ruler(self.figure, size=15, weight="bold").lines(title, wide, 2):
            edge = self.skip(_TITLE_LINE)
            self.figure.text(LEFT / self.width, edge, line, size=15, weight="bold", va="top")
        for line in Ruler(self.figure, size=9.5).lines(caption, wide, 1):
            edge = self.skip(_CAPTION)
            quiet = self.palette.quiet
            self.figure.text(LEFT / self.width, edge, line, size=9.5, color=quiet, va="top")
