"""How wide a text will be, and what of it fits: measured with the font itself, because letters differ."""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

_CUT = " …"


class Ruler:
    """Measures texts of one size and weight in pixels of a figure."""

    def __init__(self, figure: Figure, *, size: float, weight: str = "normal") -> None:
        self._renderer = FigureCanvasAgg(figure).get_renderer()
        self._font = FontProperties(size=size, weight=weight)

    def width(self, text: str) -> float:
        """Return how wide `text` is, in pixels."""
        width: float = self._renderer.get_text_width_height_descent(text, self._font, ismath=False)[
            0
        ]
        return width

    def lines(self, text: str, wide: float, most: int) -> list[str]:
        """Return `text` on up to `most` lines of `wide` pixels, cut with "…" if it is longer."""
        found: list[str] = []
        words = text.split()
        while words and len(found) < most:
            taken = self._taken(words, wide)
            found.append(" ".join(words[:taken]))
            words = words[taken:]
        if words:
            found[-1] = self._cut(found[-1], wide)
        return [self._cut(line, wide) if self.width(line) > wide else line for line in found]

    def _taken(self, words: list[str], wide: float) -> int:
        taken = 1
        while taken < len(words) and self.width(" ".join(words[: taken + 1])) <= wide:
            taken += 1
        return taken

    def _cut(self, line: str, wide: float) -> str:
        while line and self.width(line + _CUT) > wide:
            line = line[:-1].rstrip()
        return line + _CUT
