"""How pictures look: colours on a light ground, a font that has Cyrillic, numbers and times as people read them."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import FuncFormatter, MaxNLocator

from monitor.model import Block

PAPER = "#ffffff"
INK = "#1d2330"
QUIET = "#667085"
GRID = "#e7eaef"
VIEWS = "#1f6fb2"
USUAL = "#98a2b3"
DOUBT = "#d1495b"
MARK = "#6d4aa3"
BLOCKS = {Block.LISTING: "#2a9d8f", Block.POPULAR: "#e09f3e", Block.RELATED: "#a8b2c1"}
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"


@contextmanager
def in_style() -> Iterator[None]:
    """Let what is drawn and saved within be in our style; what held before holds again afterwards."""
    settings = {
        # matplotlib brings this font along; it has every letter of Russian and Kyrgyz.
        "font.family": ["DejaVu Sans"],
        "font.size": 10,
        "text.color": INK,
        "axes.edgecolor": QUIET,
        "axes.labelcolor": QUIET,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        # Foreign text is text: "$5 and $6" is no formula.
        "text.parse_math": False,
        # Text in an SVG stays text: it is searched, read aloud, and small. The same data make the same file.
        "svg.fonttype": "none",
        "svg.hashsalt": "monitor",
    }
    with mpl.rc_context(settings), warnings.catch_warnings():  # type: ignore[arg-type] # its keys are a closed list
        # An emoji in a title is shown as a box, and that is all.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


def along(moment: datetime) -> float:
    """Return where a time stands on a level axis: days since 1970, as matplotlib counts them."""
    return moment.timestamp() / 86_400


def number(value: float) -> str:
    """Return a number with its thousands apart: "12 340", and one decimal where it is small."""
    shown = f"{value:,.1f}" if 0 < abs(value) < 10 and value != round(value) else f"{value:,.0f}"
    return shown.replace(",", NARROW_SPACE)


def plain_axes(axes: Axes) -> None:
    """Leave of an axes' frame what is read: a line below, a grid behind."""
    axes.set_facecolor(PAPER)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(visible=True, axis="y", color=GRID, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=9)


def number_axis(axes: Axes, top: float, ticks: int) -> None:
    """Let the upright axis count from 0 to `top` in about `ticks` whole, round steps."""
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(ticks, integer=True, min_n_ticks=2))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))


def time_axis(axes: Axes, zone: ZoneInfo) -> None:
    """Let the level axis show times in `zone`, and say which zone that is."""
    locator = AutoDateLocator(tz=zone, minticks=4, maxticks=10)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=zone))
    axes.tick_params(axis="x", length=4, labelbottom=True)
    axes.xaxis.get_offset_text().set_fontsize(9)
    axes.set_xlabel(f"time in {zone.key}", fontsize=9, loc="left")
