"""`monitor show events` and `monitor show rising`: what happened to articles, and which are read now."""

import click

from monitor.cli.archived import (
    archive_of,
    hours_ago,
    json_option,
    limit_option,
    source_option,
)
from monitor.cli.options import config_option
from monitor.cli.screen import print_json, row, screen, table, when
from monitor.core.happened import said_of
from monitor.model import EventKind

# What rules listen for by default is never a row.
_KINDS = [kind.value for kind in EventKind if kind is not EventKind.MATCHED]
hours_option = click.option(
    "--hours",
    type=click.FloatRange(min=0),
    default=24,
    show_default=True,
    help="Only of the last so many hours.",
)


@click.command("events")
@config_option
@click.option("--kind", metavar="KIND", type=click.Choice(_KINDS), help="Only of this kind.")
@source_option
@hours_option
@limit_option
@json_option
@click.pass_context
def events(
    ctx: click.Context,
    kind: str | None,
    source: str | None,
    hours: float,
    limit: int,
    as_json: bool,
) -> None:
    """What happened to articles after they were published, newest first."""
    wanted = EventKind(kind) if kind else None
    with archive_of(ctx) as (archive, config):
        lines = archive.events(wanted, source, since=hours_ago(hours), limit=limit)
    if as_json:
        print_json(lines)
        return
    shown = table("at", "article", "what", "title")
    for line in lines:
        at = when(line.event.at, config.timezone)
        row(shown, at, line.name, said_of(line.event, config.timezone), line.title)
    screen().print(shown)


@click.command("rising")
@config_option
@source_option
@hours_option
@limit_option
@json_option
@click.pass_context
def rising(ctx: click.Context, source: str | None, hours: float, limit: int, as_json: bool) -> None:
    """Articles whose counters grow fastest, and their part of what their source's grow by."""
    with archive_of(ctx) as (archive, config):
        lines = archive.rising(limit, source, since=hours_ago(hours))
    if as_json:
        print_json(lines)
        return
    shown = table("article", "source", ">an hour", ">of source", ">views", "read", "title")
    for each in lines:
        line = each.line
        pace = (f"{each.views_per_hour:.0f}", f"{each.share:.0%}", line.views)
        row(shown, line.name, line.source, *pace, when(each.viewed_at, config.timezone), line.title)
    screen().print(shown)
