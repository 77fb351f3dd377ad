"""The picture of an exchange rate: one stepped line a source, because a rate holds until the next is shown."""

from typing import Any, BinaryIO

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from monitor.charts.picture import Format, RateCurve
from monitor.charts.sheet import Sheet
from monitor.charts.style import LIGHT, Palette, along, in_style, time_axis

_AXIS_LABELS = 54


def draw_rates(
    curve: RateCurve,
    into: BinaryIO,
    kind: Format,
    size: tuple[int, int],
    palette: Palette = LIGHT,
) -> None:
    """Write the picture of `curve` as `kind`, `size` pixels wide and high. The same curve makes the same bytes.

    Raises `ValueError` if no source showed a rate.
    """
    if not any(line.steps for line in curve.lines):
        raise ValueError("a curve needs a rate")
    with in_style(palette):
        sheet = Sheet(size, palette)
        sheet.heading(curve.title, curve.caption)
        axes = sheet.axes(sheet.left - _AXIS_LABELS)
        _draw(axes, curve, palette)
        metadata = {"Title": curve.title, "Date": None} if kind == "svg" else {"Title": curve.title}
        sheet.figure.savefig(into, format=kind, facecolor=palette.paper, metadata=metadata)


def _draw(axes: Axes, curve: RateCurve, palette: Palette) -> None:
    for number, line in enumerate(curve.lines):
        steps = [*line.steps, (curve.until, line.steps[-1][1])] if line.steps else []
        axes.step(
            [along(max(at, curve.since)) for at, _ in steps],
            [value for _, value in steps],
            where="post",
            label=line.source,
            gid=f"rate-{number}",
            color=palette.lines[number % len(palette.lines)],
            linewidth=2,
            # Sources that show the same rate lie on one another.
            linestyle=("solid", (0, (4, 3)), (0, (1, 2)))[number % 3],
        )
    # The axis does not begin at 0: a rate changes by hundredths.
    axes.margins(x=0.0, y=0.15)
    axes.set_xlim(along(curve.since), along(curve.until))
    axes.yaxis.set_major_locator(MaxNLocator(5, min_n_ticks=3))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _rate(value)))
    time_axis(axes, curve.zone, curve.words)
    axes.spines["bottom"].set_color(palette.ink)
    legend: dict[str, Any] = {"frameon": True, "framealpha": 0.85, "edgecolor": palette.paper}
    axes.legend(loc="best", fontsize=9, **legend)


def _rate(value: float) -> str:
    return f"{value:.4g}" if value < 10 else f"{value:.2f}"
