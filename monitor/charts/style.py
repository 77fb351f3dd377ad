"""How pictures look: colours on a light or dark ground, a font with Cyrillic, numbers and times as people read them."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import FuncFormatter, MaxNLocator

from monitor.charts.picture import Words
from monitor.model import Block
from monitor.noun import dataclass

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
# Dates as in ISO 8601: of years, months, days, hours, minutes, seconds; where one begins; and what goes without saying.
_DATES = {
    "formats": ["%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M", "%S"],
    "zero_formats": ["", "%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M"],
    "offset_formats": ["", "%Y", "%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%d %H:%M"],
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Palette:
    """The colours of a picture. `lines` tell several curves apart, in this order."""

    paper: str
    ink: str
    quiet: str
    grid: str
    views: str
    usual: str
    doubt: str
    mark: str
    blocks: Mapping[Block, str]
    lines: tuple[str, ...]


LIGHT = Palette(
    paper="#ffffff",
    ink="#1d2330",
    quiet="#667085",
    grid="#e7eaef",
    views="#1f6fb2",
    usual="#98a2b3",
    doubt="#d1495b",
    mark="#6d4aa3",
    blocks={Block.LISTING: "#2a9d8f", Block.POPULAR: "#e09f3e", Block.RELATED: "#a8b2c1"},
    lines=("#1f6fb2", "#c2571a", "#2a7d4f", "#6d4aa3", "#a6284a", "#5f6b7a"),
)
# The ground is that of the pages.
DARK = Palette(
    paper="#14171a",
    ink="#e6e8eb",
    quiet="#9aa4af",
    grid="#2a3037",
    views="#8ab4f8",
    usual="#7d8896",
    doubt="#f28b9a",
    mark="#c3a6f0",
    blocks={Block.LISTING: "#5cc4b7", Block.POPULAR: "#e9b872", Block.RELATED: "#8c97a6"},
    lines=("#8ab4f8", "#f0a36b", "#81c995", "#c3a6f0", "#f28b9a", "#aab4c0"),
)


@contextmanager
def in_style(palette: Palette) -> Iterator[None]:
    """Let what is drawn and saved within be in our style; what held before holds again afterwards.

    It sets what is matplotlib's alone, and global: one picture at a time.
    """
    settings = {
        # matplotlib brings this font along; it has every letter of Russian and Kyrgyz.
        "font.family": ["DejaVu Sans"],
        "font.size": 10,
        "text.color": palette.ink,
        "axes.edgecolor": palette.quiet,
        "axes.facecolor": palette.paper,
        "axes.labelcolor": palette.quiet,
        "xtick.color": palette.quiet,
        "ytick.color": palette.quiet,
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


def plain_axes(axes: Axes, palette: Palette) -> None:
    """Leave of an axes' frame what is read: a line below, a grid behind."""
    axes.set_facecolor(palette.paper)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(visible=True, axis="y", color=palette.grid, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=9)


def number_axis(axes: Axes, top: float, ticks: int) -> None:
    """Let the upright axis count from 0 to `top` in about `ticks` whole, round steps."""
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(ticks, integer=True, min_n_ticks=2))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))


# So many pixels a date takes, with what keeps it apart from the next.
_DATE = 55.0


def time_axis(axes: Axes, zone: ZoneInfo, say: Words) -> None:
    """Let the level axis show times in `zone`, and say which zone that is."""
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes of ours stand in one
    wide = axes.get_position().width * figure.get_figwidth() * figure.dpi
    locator = AutoDateLocator(tz=zone, minticks=4, maxticks=max(4, min(10, int(wide / _DATE))))
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, zone, **_DATES))
    axes.tick_params(axis="x", length=4, labelbottom=True)
    axes.xaxis.get_offset_text().set_fontsize(9)
    axes.set_xlabel(say("time in {zone}", zone=zone.key), fontsize=9, loc="left")
