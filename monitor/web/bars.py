"""Small pictures of counts: a strip of bars, a grid of shaded cells. Geometry only: a template draws it."""

from collections.abc import Sequence

from monitor.noun import dataclass

# Units of the picture: one count, and the space after it.
_STEP, _BAR = 8, 6
SHADES = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One count, as a rectangle, with what it says in words."""

    x: int
    y: float
    width: int
    height: float
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bars:
    """A strip of bars, in units of its picture. Nothing stands where nothing was counted."""

    width: int
    height: int
    bars: tuple[Bar, ...]

    @property
    def outline(self) -> str:
        """Return all bars as one path, for lists of many strips."""
        return "".join(
            f"M{bar.x} {bar.y}h{bar.width}v{bar.height}h-{bar.width}z" for bar in self.bars
        )


def bars_of(counts: Sequence[tuple[str, int]], height: int = 32) -> Bars:
    """Return the bars of counts, each with its name, the highest as high as the strip."""
    most = max((count for _, count in counts), default=0)
    return Bars(
        width=len(counts) * _STEP,
        height=height,
        bars=tuple(
            _bar(number, name, count, max(height * count / most, 1.0), height)
            for number, (name, count) in enumerate(counts)
            if count
        ),
    )


def _bar(number: int, name: str, count: int, high: float, height: int) -> Bar:
    high = round(high, 1)
    return Bar(
        x=number * _STEP,
        y=round(height - high, 1),
        width=_BAR,
        height=high,
        title=f"{name}: {count}",
    )


def shade(value: float, most: float) -> int:
    """Return how dark a value is beside the highest: 0 below a tenth of it, then even steps up to `SHADES`."""
    part = value / most if most > 0 else 0.0
    return 0 if part < 0.1 else min(1 + int(part * SHADES), SHADES)
