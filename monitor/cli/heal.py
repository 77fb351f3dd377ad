"""`monitor selectors heal`: what was read of articles before a redesign, looked for on their pages as they are now."""

import asyncio
from collections.abc import Sequence

import click

from monitor.cli.archived import archive_of
from monitor.cli.options import config_option
from monitor.cli.screen import plain, row, screen, table
from monitor.config import Config
from monitor.core.health.remedies import healable, listing_since
from monitor.core.learning.healing import heal
from monitor.model import Source, TargetKind
from monitor.model.healing import (
    HEALED,
    HEALED_ON_LISTINGS,
    HealMode,
    Lineup,
    ListingVisit,
    Remedy,
    Visit,
)
from monitor.model.report import ArticleReport
from monitor.runtime.clock import SystemClock
from monitor.runtime.healing import held_before, lineup_of, values_of, write_remedies
from monitor.runtime.inspection import fetch_pages, page_of

_EXIT_LEFT = 4


@click.command("heal")
@config_option
@click.argument("name", metavar="SOURCE")
@click.option(
    "--field",
    "fields",
    multiple=True,
    type=click.Choice((*HEALED, *HEALED_ON_LISTINGS)),
    help="Look for this field, whether it is known to be broken or not; may be given again.",
)
@click.option(
    "--apply", is_flag=True, help="Write the selectors that are sure into the site's file."
)
@click.pass_context
def heal_(ctx: click.Context, name: str, fields: tuple[str, ...], apply: bool) -> None:
    """Look for broken fields of SOURCE on articles that were read before they broke, and propose selectors.

    Its listing is looked at by the articles that stood there before.

    With `[monitor] heal = "apply"` those that are sure are written without --apply. The daemon, which looks by itself
    once a breakage, takes them up when it is told to reload. Exit code 4: something broken is left to a person.
    """
    clock = SystemClock()
    with archive_of(ctx) as (archive, config):
        source = _source(config, name)
        breakage = getattr(archive.health(name, clock.now()), "breakage", None)
        broken = fields or (healable(breakage) if breakage else ())
        since = breakage.since if breakage else clock.now()
        held = held_before(archive, name, since) if {*HEALED} & {*broken} else []
        began = listing_since(breakage) if breakage else since
        lineup = lineup_of(archive, name, began) if {*broken} - {*HEALED} else None
    if not broken:
        click.echo(f"{name}: nothing is broken that could be found again")
        return
    visits, listing = _pages(config, source, held, lineup, clock)
    selectors = config.selectors_by_site[source.site]
    remedies = heal(visits, selectors, broken, clock.now(), listing)
    _show(broken, remedies)
    sure = [remedy for remedy in remedies if remedy.is_sure]
    if sure and (apply or config.heal is HealMode.APPLY):
        written = write_remedies(config, source.site, sure, since, is_asked=True)
        click.echo(f"written: {written.file}; reload the daemon to have it used")
        click.echo(f"to take it back: {written.undo}")
    elif sure:
        click.echo("nothing was written: --apply writes what is sure")
    ctx.exit(_EXIT_LEFT if {*broken} - {remedy.field for remedy in sure} else 0)


def _source(config: Config, name: str) -> Source:
    for source in config.sources:
        if source.id == name:
            return source
    known = ", ".join(source.id for source in config.sources)
    raise click.ClickException(f"no source is configured as {plain(name)} (sources: {known})")


def _pages(
    config: Config,
    source: Source,
    held: Sequence[ArticleReport],
    lineup: Lineup | None,
    clock: SystemClock,
) -> tuple[list[Visit], ListingVisit | None]:
    """Return the pages of articles and listing as they are now, as far as they are wanted and can be had."""
    wanted = [(report.line.url, TargetKind.ARTICLE) for report in held]
    if lineup is not None:
        wanted.append((source.listing, TargetKind.LISTING))
    outcomes = asyncio.run(fetch_pages(config, wanted, clock)) if wanted else []
    pages = [page_of(outcome) for outcome in outcomes]
    front = pages.pop() if lineup is not None else None
    visits = [
        Visit(page=page, values=values_of(report))
        for report, page in zip(held, pages, strict=True)
        if page is not None
    ]
    if front is None or lineup is None:
        return visits, None
    return visits, ListingVisit(page=front, lineup=lineup)


def _show(broken: Sequence[str], remedies: Sequence[Remedy]) -> None:
    by_field = {remedy.field: remedy for remedy in remedies}
    shown = table("field", ">held back", "proposed", "")
    for name in dict.fromkeys((*broken, *by_field)):
        remedy = by_field.get(name)
        if remedy is None:
            what = "its known value is" if name in HEALED else "who stood there is"
            row(shown, name, None, None, f"{what} nowhere to be found")
            continue
        proposed = ", ".join(remedy.selectors)
        row(shown, name, f"{remedy.right} of {remedy.asked}", proposed, remedy.doubt or "sure")
    screen().print(shown)
