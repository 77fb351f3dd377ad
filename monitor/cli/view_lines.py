"""How an article's counter is printed: in a few lines for its page, and reading by reading as a table."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from monitor.cli.screen import counted, row, table, when
from monitor.core.series.sparkline import sparkline
from monitor.core.series.view_series import ViewSeries
from monitor.model import EventKind

_WIDTH = 48


def show_views(
    console: Console, series: ViewSeries, flaws: Iterable[EventKind], zone: ZoneInfo
) -> None:
    """Print where the counter stands, how it came there, and what is wrong with it; nothing if it was never read."""
    if not series.readings:
        return
    first, last = series.readings[0], series.readings[-1]
    console.print(Text(counted(last.views, "view"), style="bold"))
    bars = sparkline(series.readings, _WIDTH)
    if bars:
        console.print(Text(f"  {bars}  from {when(first.at, zone)} to {when(last.at, zone)}"))
    for line in _lines(series):
        console.print(Text(f"  {line}"))
    for flaw in sorted(flaws):
        told = flaw.value.replace("_", " ")
        console.print(Text(f"  flaw: {told}", style="yellow"))


def show_series(console: Console, series: ViewSeries, zone: ZoneInfo) -> None:
    """Print every reading with the pace since the one before, and which are not believed."""
    shown = table("at", ">views", ">an hour", "")
    speeds = {pace.until: pace.views_per_hour for pace in series.paces}
    doubted = set(series.doubted)
    for reading in sorted((*series.readings, *doubted), key=lambda each: each.at):
        is_doubted = reading in doubted
        speed = None if is_doubted else speeds.get(reading.at)
        shown_speed = None if speed is None else f"{speed:.1f}"
        remark = "not believed" if is_doubted else " "
        row(shown, when(reading.at, zone), reading.views, shown_speed, remark)
    console.print(shown)


def _lines(series: ViewSeries) -> Iterable[str]:
    if series.velocity is not None:
        told = f"grows by {series.velocity:.0f} views an hour"
        if series.acceleration is not None:
            told += f" ({series.acceleration:+.1f} in an hour)"
        if series.percentile is not None:
            told += f", faster than {series.percentile:.0f} % of its section at its age"
        yield told
    if series.rise is not None:
        yield f"{series.rise:.1f} times the views usual at its age"
    growth = series.growth
    if growth.promoted or growth.organic:
        part = growth.promoted / (growth.promoted + growth.organic)
        yield (
            f"gained {growth.promoted:.0f} in a prominent place ({part:.0%}), {growth.organic:.0f} elsewhere"
        )
