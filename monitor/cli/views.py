"""`monitor views`: an article's view counter as a table or as a picture."""

import re
from pathlib import Path

import click

from monitor.charts import FORMATS, SMALLEST, Curve, Format, curve_of
from monitor.cli.archived import archive_of, article_named, json_option, series_of
from monitor.cli.extras import needs
from monitor.cli.options import config_option
from monitor.cli.screen import print_json, screen
from monitor.cli.view_lines import show_series, show_views
from monitor.export import new_file

_LARGEST = 10_000


class _Size(click.ParamType[tuple[int, int]]):
    """A width and a height in pixels, as "1200x800"."""

    name = "size"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Return the width and the height."""
        found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", str(value))
        width, height = (int(found[1]), int(found[2])) if found else (0, 0)
        if not (SMALLEST[0] <= width <= _LARGEST and SMALLEST[1] <= height <= _LARGEST):
            least = "x".join(map(str, SMALLEST))
            self.fail(f"{value} is no size from {least} to {_LARGEST}x{_LARGEST}", param, ctx)
        return width, height


class _Picture(click.ParamType[tuple[Path, Format]]):
    """A file whose name says which kind of picture it is."""

    name = "file"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Path, Format]:
        """Return the file and the kind."""
        path = Path(str(value))
        kinds = [kind for kind in FORMATS if path.suffix.lower() == f".{kind}"]
        if not kinds:
            self.fail(f"{path} ends neither in .svg nor in .png", param, ctx)
        return path, kinds[0]


@click.command("views")
@config_option
@click.argument("name", metavar="ARTICLE")
@click.option(
    "--plot",
    type=_Picture(),
    metavar="FILE",
    help="Draw it into FILE, which ends in .svg or .png.",
)
@click.option("--size", type=_Size(), default="1200x800", show_default=True, help="In pixels.")
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@json_option
@click.pass_context
def views(
    ctx: click.Context,
    name: str,
    plot: tuple[Path, Format] | None,
    size: tuple[int, int],
    force: bool,
    as_json: bool,
) -> None:
    """An article's view counter: every reading, how fast it grows, what is usual. ARTICLE is its id or its link."""
    with archive_of(ctx) as (archive, config):
        report = article_named(archive, config, name)
        series = series_of(archive, config, report)
    if not series.readings:
        raise click.ClickException(f"{report.line.name}: no view counter was read")
    if plot is not None:
        _draw(curve_of(report, series, config.timezone), plot, size, force=force)
    elif as_json:
        print_json([series])
    else:
        console = screen()
        show_series(console, series, config.timezone)
        show_views(console, series, report.flaws, config.timezone)


def _draw(curve: Curve, plot: tuple[Path, Format], size: tuple[int, int], *, force: bool) -> None:
    with needs("charts", "matplotlib"):
        from monitor.charts.curve import draw_curve  # noqa: PLC0415 - optional, and slow to load
    file, kind = plot
    with new_file(file, force=force) as into:
        draw_curve(curve, into, kind, size)
