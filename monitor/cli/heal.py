"""`monitor selectors heal`: what was read of articles before a redesign, looked for on their pages as they are now."""

import asyncio
from collections.abc import Sequence

import click

from monitor.cli.archived import archive_of
from monitor.cli.options import config_option
from monitor.cli.screen import plain, row, screen, table
from monitor.config import Config
from monitor.core.learning.healing import heal
from monitor.model import Source, TargetKind
from monitor.model.healing import HEALED, HealMode, Remedy, Visit
from monitor.model.report import ArticleReport
from monitor.runtime.clock import SystemClock
from monitor.runtime.healing import held_before, values_of, write_remedies
from monitor.runtime.inspection import fetch_pages, page_of

_EXIT_LEFT = 4


@click.command("heal")
@config_option
@click.argument("name", metavar="SOURCE")
@click.option(
    "--field",
    "fields",
    multiple=True,
    type=click.Choice(HEALED),
    help="Look for this field, whether it is known to be broken or not; may be given again.",
)
@click.option(
    "--apply", is_flag=True, help="Write the selectors that are sure into the site's file."
)
@click.pass_context
def heal_(ctx: click.Context, name: str, fields: tuple[str, ...], apply: bool) -> None:
    """Look for broken fields of SOURCE on articles that were read before they broke, and propose selectors.

    With `[monitor] heal = "apply"` those that are sure are written without --apply. The daemon, which looks by itself
    once a breakage, takes them up when it is told to reload. Exit code 4: something broken is left to a person.
    """
    clock = SystemClock()
    with archive_of(ctx) as (archive, config):
        source = _source(config, name)
        breakage = getattr(archive.health(name, clock.now()), "breakage", None)
        told = [b for b in breakage.fields if b.page is TargetKind.ARTICLE] if breakage else []
        broken = fields or tuple(b.field for b in told if b.field in HEALED)
        since = min((b.since for b in told), default=clock.now())
        held = held_before(archive, name, since) if broken else []
    if not broken:
        click.echo(f"{name}: no field of its articles is broken that could be found again")
        return
    visits = _visits(config, held, clock)
    selectors = config.selectors_by_site[source.site]
    remedies = heal(visits, selectors, broken, clock.now())
    _show(broken, remedies)
    sure = [remedy for remedy in remedies if remedy.is_sure]
    if sure and (apply or config.heal is HealMode.APPLY):
        written = write_remedies(config, source.site, sure, since, is_asked=True)
        click.echo(f"written: {written.file}; reload the daemon to have it used")
        click.echo(f"to take it back: {written.undo}")
    elif sure:
        click.echo("nothing was written: --apply writes what is sure")
    ctx.exit(0 if len(sure) == len(broken) else _EXIT_LEFT)


def _source(config: Config, name: str) -> Source:
    for source in config.sources:
        if source.id == name:
            return source
    known = ", ".join(source.id for source in config.sources)
    raise click.ClickException(f"no source is configured as {plain(name)} (sources: {known})")


def _visits(config: Config, held: Sequence[ArticleReport], clock: SystemClock) -> list[Visit]:
    urls = [report.line.url for report in held]
    outcomes = asyncio.run(fetch_pages(config, urls, TargetKind.ARTICLE, clock)) if urls else []
    pages = (page_of(outcome) for outcome in outcomes)
    return [
        Visit(page=page, values=values_of(report))
        for report, page in zip(held, pages, strict=True)
        if page is not None
    ]


def _show(broken: Sequence[str], remedies: Sequence[Remedy]) -> None:
    by_field = {remedy.field: remedy for remedy in remedies}
    shown = table("field", ">held back", "proposed", "")
    for name in broken:
        remedy = by_field.get(name)
        if remedy is None:
            row(shown, name, None, None, "its known value is nowhere to be found")
            continue
        proposed = ", ".join(remedy.selectors)
        row(shown, name, f"{remedy.right} of {remedy.asked}", proposed, remedy.doubt or "sure")
    screen().print(shown)
