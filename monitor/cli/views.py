"""`monitor views`: an article's view counter as a table or as a picture."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

import click

from monitor.charts import FORMATS, SMALLEST, Curve, Format, Mark
from monitor.cli.archived import archive_of, article_named, json_option
from monitor.cli.extras import needs
from monitor.cli.happened import said_of
from monitor.cli.options import config_option
from monitor.cli.screen import plain, print_json, screen, when
from monitor.cli.view_lines import show_series, show_views
from monitor.cli.view_series import ViewSeries, view_series
from monitor.config import Config
from monitor.export import new_file
from monitor.model import EventKind
from monitor.model.report import ArticleReport

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
        series = view_series(archive, config, report)
    if not series.readings:
        raise click.ClickException(f"{report.line.name}: no view counter was read")
    if plot is not None:
        _draw(_curve(report, series, config), plot, size, force=force)
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


def _curve(report: ArticleReport, series: ViewSeries, config: Config) -> Curve:
    line, zone = report.line, config.timezone
    facts = [line.name, line.source, report.section]
    if line.published_at is not None:
        facts.append(f"published {when(line.published_at, zone)}")
    if series.velocity is not None:
        facts.append(f"{series.velocity:.0f} views an hour")
    if series.rise is not None:
        facts.append(f"{series.rise:.1f} times the usual")
    return Curve(
        title=plain(line.title),
        caption=" · ".join(plain(fact) for fact in facts if fact),
        zone=zone,
        readings=series.readings,
        doubted=series.doubted,
        paces=series.paces,
        usual=series.usual,
        stays=report.stays,
        marks=tuple(_marks(report, config)),
    )


def _marks(report: ArticleReport, config: Config) -> Iterator[Mark]:
    """Yield what happened, one mark for all that happened at once; "edited" only where nothing more is known."""
    told: list[tuple[datetime, str]] = [
        (each.at, said_of(each, config.timezone))
        for each in report.events
        if each.kind is not EventKind.EDITED
    ]
    known = {at for at, _ in told}
    told += [
        (revision.seen_at, f"wording {revision.number}")
        for revision in report.revisions
        if revision.number > 1 and revision.seen_at not in known
    ]
    for at, texts in groupby(sorted(told), key=lambda each: each[0]):
        yield Mark(at=at, text="; ".join(text for _, text in texts))
