"""What happened to an article, drawn around its curve: stays as bands, events as numbered lines with notes."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from monitor.charts.lettering import Ruler
from monitor.charts.picture import Curve, Words
from monitor.charts.sheet import LEFT, Sheet
from monitor.charts.style import Palette, along
from monitor.model import Block, Stay

# In pixels: a bubble's width, and what is left free between the columns of notes.
_BUBBLE = 19.0
_BETWEEN = 16.0
# Sizes for the names of blocks, and what is left free beside these, in pixels.
_NAME_SIZES = (9.0, 8.0, 7.0, 6.0)
_NAME_GAP = 8.0
# Bubbles that would touch climb, so many steps at most.
_LEVELS = 2
# Up to so many notes have the whole width; more stand in two columns of so many lines at most.
_ONE_COLUMN = 3
_MOST_LINES = 5


def draw_stays(axes: Axes, stays: Sequence[Stay], palette: Palette, say: Words) -> None:
    """Draw a line of bands for each block that the article stood in, with its best place where there is room.

    The axes' times must be set already.
    """
    blocks = [block for block in Block if any(stay.block is block for stay in stays)]
    ruler = Ruler(_figure(axes), size=8, weight="bold")
    for stay in stays:
        line = blocks.index(stay.block)
        since, until = along(stay.began_at), along(stay.ended_at)
        colour = palette.blocks[stay.block]
        band = axes.barh(line, until - since, 0.72, since, color=colour)
        # Its edge lets a stay be seen that was only seen once.
        band.patches[0].set(edgecolor=colour, linewidth=1)
        band.patches[0].set_gid(f"stay-{stay.block}-{stay.began_at:%Y%m%dT%H%M%S}")
        label = f" {say('best #{n}', n=stay.best)} "
        if ruler.width(label) <= _pixel(axes, until) - _pixel(axes, since):
            axes.text(since, line, label, size=8, weight="bold", va="center", color=palette.paper)
    names = [say(block.value) for block in blocks]
    axes.set_yticks(range(len(blocks)), names)
    axes.tick_params(axis="y", labelsize=size_of_names(_figure(axes), names))
    axes.set_ylim(len(blocks) - 0.5, -0.5)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)


def size_of_names(figure: Figure, names: Sequence[str]) -> float:
    """Return the size, the largest first, in which every name fits beside the axes; the smallest if none does."""
    return next(
        (
            size
            for size in _NAME_SIZES
            if all(Ruler(figure, size=size).width(name) <= LEFT - _NAME_GAP for name in names)
        ),
        _NAME_SIZES[-1],
    )


def draw_marks(rows: Sequence[Axes], curve: Curve, palette: Palette) -> None:
    """Draw a line through all rows for each mark, with its number above the first row.

    The axes' times must be set already.
    """
    views = rows[0]
    last_by_level = [float("-inf")] * _LEVELS
    for place, mark in enumerate(curve.marks, 1):
        at = along(mark.at)
        for axes in rows:
            axes.axvline(at, color=palette.mark, linewidth=0.9, alpha=0.55, linestyle=(0, (2, 2)))
        here = _pixel(views, at)
        level = next((n for n, last in enumerate(last_by_level) if here - last >= _BUBBLE), 0)
        last_by_level[level] = here
        bubble = views.annotate(
            str(place),
            (at, 1),
            xycoords=views.get_xaxis_transform(),
            xytext=(0, 7 + 11 * level),
            textcoords="offset points",
            annotation_clip=False,
            ha="center",
            va="center",
            size=8,
            color=palette.paper,
            weight="bold",
            bbox={
                "boxstyle": "circle,pad=0.25",
                "facecolor": palette.mark,
                "edgecolor": palette.paper,
            },
        )
        bubble.set_gid(f"mark-{place}")


def lines_of_notes(curve: Curve) -> int:
    """Return how many lines the notes take: a line each while they are few, then two columns."""
    count = len(curve.marks)
    return count if count <= _ONE_COLUMN else min(-(-count // 2), _MOST_LINES)


def draw_notes(sheet: Sheet, curve: Curve, line: int) -> None:
    """Write below the axes what the numbers mean, in lines of so many pixels."""
    figure, upper_edge = sheet.figure, sheet.skip(0)
    lines, columns = lines_of_notes(curve), 1 if len(curve.marks) <= _ONE_COLUMN else 2
    width, height = sheet.width, sheet.height
    column = (width - LEFT - _BETWEEN) / columns
    ruler = Ruler(figure, size=9)
    for place, text in enumerate(_notes(curve, columns * lines)):
        across, down = divmod(place, lines)
        x, y = (LEFT + across * column) / width, upper_edge - down * line / height
        (shown,) = ruler.lines(text, column - _BETWEEN, 1)
        figure.text(
            x, y, shown, size=9, va="top", color=sheet.palette.quiet, gid=f"note-{place + 1}"
        )


def _notes(curve: Curve, most: int) -> list[str]:
    notes = [
        f"{place} · {mark.at.astimezone(curve.zone):%m-%d %H:%M} · {mark.text}"
        for place, mark in enumerate(curve.marks, 1)
    ]
    if len(notes) > most:
        notes[most - 1 :] = [curve.words("… and {n} more", n=len(notes) - most + 1)]
    return notes


def _pixel(axes: Axes, at: float) -> float:
    place: float = axes.transData.transform((at, 0))[0]
    return place


def _figure(axes: Axes) -> Figure:
    figure = axes.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes of ours stand in a figure
    return figure
