"""The picture of a view curve: views, what is usual, where the article stood, how fast it grew, what happened.

Uses matplotlib's objects only, never its global state: no window, no figure that outlives the call.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from monitor.charts.happenings import draw_marks, draw_notes, draw_stays, lines_of_notes
from monitor.charts.picture import Curve, Format
from monitor.charts.sheet import Sheet
from monitor.charts.style import (
    LIGHT,
    Palette,
    along,
    in_style,
    number,
    number_axis,
    time_axis,
)
from monitor.model import CounterReading

# In pixels: how high each row is.
_BUBBLES, _GAP = 26, 26
_STAY_LINE, _AXIS_LABELS, _NOTE_LINE = 20, 54, 19


def draw_curve(
    curve: Curve,
    into: BinaryIO,
    kind: Format,
    size: tuple[int, int],
    palette: Palette = LIGHT,
) -> None:
    """Write the picture of `curve` as `kind`, `size` pixels wide and high (at least `SMALLEST`).

    The same curve makes the same bytes. Raises `ValueError` if there is no reading at all.
    """
    if not curve.readings and not curve.doubted:
        raise ValueError("a curve needs a reading")
    with in_style(palette):
        figure = _figure(curve, size, palette)
        # Without a date the file says nothing but the curve.
        metadata = {"Title": curve.title, "Date": None} if kind == "svg" else {"Title": curve.title}
        figure.savefig(into, format=kind, facecolor=palette.paper, metadata=metadata)


def _figure(curve: Curve, size: tuple[int, int], palette: Palette) -> Figure:
    sheet = Sheet(size, palette)
    sheet.heading(curve.title, curve.caption)
    note_lines = lines_of_notes(curve)
    blocks = len({stay.block for stay in curve.stays})
    sheet.skip(_BUBBLES if curve.marks else 0)
    below = _GAP + (blocks * _STAY_LINE + _GAP if blocks else 0)
    high = sheet.left - below - _AXIS_LABELS - note_lines * _NOTE_LINE
    views = sheet.axes(round(high * 0.72))
    sheet.skip(_GAP)
    stays = sheet.axes(blocks * _STAY_LINE, views) if blocks else None
    sheet.skip(_GAP if blocks else 0)
    pace = sheet.axes(round(high * 0.28), views)
    sheet.skip(_AXIS_LABELS)
    rows = [axes for axes in (views, stays, pace) if axes is not None]
    _draw_views(views, curve, palette)
    _draw_pace(pace, curve, palette)
    _share_time(rows, curve, palette)
    if stays is not None:
        draw_stays(stays, curve.stays, palette, curve.words)
    draw_marks(rows, curve, palette)
    draw_notes(sheet, curve, _NOTE_LINE)
    return sheet.figure


def _draw_views(axes: Axes, curve: Curve, palette: Palette) -> None:
    say = curve.words
    _draw_usual(axes, curve, palette)
    _draw_readings(
        axes,
        curve.readings,
        {"label": say("views, each reading a dot"), "gid": "readings", "color": palette.views}
        | {"linewidth": 2, "marker": "o", "markersize": 3.6},
    )
    _draw_readings(
        axes,
        curve.doubted,
        {"label": say("readings that are not believed"), "gid": "doubted", "color": palette.doubt}
        | {"linestyle": "none", "marker": "X", "markersize": 8, "markeredgecolor": palette.paper},
    )
    if curve.readings:
        last = curve.readings[-1]
        axes.annotate(
            number(last.views),
            (along(last.at), last.views),
            xytext=(10, 0),
            textcoords="offset points",
            annotation_clip=False,
            va="center",
            color=palette.views,
            weight="bold",
            size=12,
        )
    number_axis(axes, _top(curve), ticks=6)
    _name(axes, say("views"))
    axes.legend(loc="best", frameon=True, framealpha=0.85, edgecolor=palette.paper, fontsize=9)


def _draw_usual(axes: Axes, curve: Curve, palette: Palette) -> None:
    if curve.usual:
        at = [along(point.at) for point in curve.usual]
        low, high = [point.low for point in curve.usual], [point.high for point in curve.usual]
        band = axes.fill_between(at, low, high, color=palette.usual, alpha=0.16, linewidth=0)
        band.set_gid("usual-band")
        axes.plot(
            at,
            [point.views for point in curve.usual],
            label=curve.words("usual at its age (band: two articles of three)"),
            gid="usual",
            color=palette.usual,
            linestyle=(0, (5, 3)),
            linewidth=1.4,
        )


def _draw_readings(
    axes: Axes, readings: Sequence[CounterReading], style: Mapping[str, Any]
) -> None:
    if readings:
        axes.plot([along(each.at) for each in readings], [each.views for each in readings], **style)


def _name(axes: Axes, name: str) -> None:
    """Name the upright axis; names stand below one another however wide the numbers are."""
    axes.set_ylabel(name, fontsize=9)
    axes.yaxis.set_label_coords(-54 / axes.get_window_extent().width, 0.5)


def _top(curve: Curve) -> float:
    """Return where the upright axis ends: what was read is all seen, and what is usual does not dwarf it."""
    most = max(reading.views for reading in (*curve.readings, *curve.doubted))
    usual = max((point.high for point in curve.usual), default=0)
    return max(most, min(usual, 2.5 * most), 4) * 1.12


def _draw_pace(axes: Axes, curve: Curve, palette: Palette) -> None:
    if curve.paces:
        edges = [along(pace.since) for pace in curve.paces] + [along(curve.paces[-1].until)]
        steps = [pace.views_per_hour for pace in curve.paces]
        axes.stairs(steps, edges, fill=True, color=palette.views, alpha=0.35, gid="paces")
    fastest = max((pace.views_per_hour for pace in curve.paces), default=0)
    number_axis(axes, max(fastest, 4) * 1.08, ticks=3)
    _name(axes, curve.words("views an hour"))


def _share_time(rows: list[Axes], curve: Curve, palette: Palette) -> None:
    first, last = _span(curve)
    margin = max((last - first) * 0.015, timedelta(minutes=1))
    rows[0].set_xlim(along(first - margin), along(last + margin))
    for axes in rows[:-1]:
        axes.tick_params(axis="x", labelbottom=False)
    time_axis(rows[-1], curve.zone, curve.words)
    rows[-1].spines["bottom"].set_color(palette.ink)


def _span(curve: Curve) -> tuple[datetime, datetime]:
    times = [reading.at for reading in (*curve.readings, *curve.doubted)]
    times += [mark.at for mark in curve.marks]
    times += [at for stay in curve.stays for at in (stay.began_at, stay.ended_at)]
    return min(times), max(times)
