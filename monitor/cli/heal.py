"""`monitor selectors heal`: what was read of articles before a redesign, looked for on their pages as they are now."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from monitor.cli.archived import archive_of
from monitor.cli.options import config_option
from monitor.cli.screen import plain, row, screen, table
from monitor.config import Config
from monitor.config.document import read_source
from monitor.config.healed import healed_text
from monitor.config.sites import shipped_folder
from monitor.core.learning.healing import HEALED, Remedy, Visit, heal
from monitor.export import new_file
from monitor.model import Source, TargetKind
from monitor.model.report import ArticleFilter, ArticleReport
from monitor.ports.archive import Archive
from monitor.runtime.clock import SystemClock
from monitor.runtime.inspection import fetch_pages, page_of

# So many articles are looked at again, of so many that are held.
_VISITED = 5
_AMONG = 40
_HOURS = 24
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

    With `[monitor] heal = true` those that are sure are written without --apply. The daemon takes them up when it is
    told to reload. Exit code 4: something broken is left to a person.
    """
    clock = SystemClock()
    with archive_of(ctx) as (archive, config):
        source = _source(config, name)
        breakage = getattr(archive.health(name, clock.now()), "breakage", None)
        told = [b for b in breakage.fields if b.page is TargetKind.ARTICLE] if breakage else []
        broken = fields or tuple(b.field for b in told if b.field in HEALED)
        since = min((b.since for b in told), default=clock.now())
        held = _held(archive, name, since) if broken else []
    if not broken:
        click.echo(f"{name}: no field of its articles is broken that could be found again")
        return
    visits = _visits(config, held, clock)
    selectors = config.selectors_by_site[source.site]
    remedies = heal(visits, selectors, broken, clock.now())
    _show(broken, remedies)
    sure = [remedy for remedy in remedies if remedy.is_sure]
    if sure and (apply or config.heal):
        click.echo(
            f"written: {_write(config, source.site, sure, since)}; reload the daemon to have it used"
        )
    elif sure:
        click.echo("nothing was written: --apply writes what is sure")
    ctx.exit(0 if len(sure) == len(broken) else _EXIT_LEFT)


def _source(config: Config, name: str) -> Source:
    for source in config.sources:
        if source.id == name:
            return source
    known = ", ".join(source.id for source in config.sources)
    raise click.ClickException(f"no source is configured as {plain(name)} (sources: {known})")


def _held(archive: Archive, name: str, since: datetime) -> list[ArticleReport]:
    """Return articles that were read before the redesign, the newest first."""
    found = []
    for line in archive.articles(ArticleFilter(source=name), _AMONG):
        if line.withdrawn_at is not None or not line.revisions:
            continue
        report = archive.article(str(line.id))
        if report is not None and report.revisions and report.revisions[0].seen_at <= since:
            found.append(report)
        if len(found) == _VISITED:
            break
    return found


def _visits(config: Config, held: Sequence[ArticleReport], clock: SystemClock) -> list[Visit]:
    urls = [report.line.url for report in held]
    outcomes = asyncio.run(fetch_pages(config, urls, TargetKind.ARTICLE, clock)) if urls else []
    pages = (page_of(outcome) for outcome in outcomes)
    return [
        Visit(page=page, values=_values(report))
        for report, page in zip(held, pages, strict=True)
        if page is not None
    ]


def _values(report: ArticleReport) -> dict[str, str]:
    newest = report.revisions[-1]
    published = report.line.published_at
    said = {
        "title": newest.title,
        "body": newest.body,
        "author": report.author,
        "section": report.section,
        "published": published.isoformat() if published is not None else None,
        "views": str(report.line.views) if report.line.views is not None else None,
    }
    return {name: text for name, text in said.items() if text}


def _show(broken: Sequence[str], remedies: Sequence[Remedy]) -> None:
    by_field = {remedy.field: remedy for remedy in remedies}
    shown = table("field", ">held back", "proposed", "")
    for name in broken:
        remedy = by_field.get(name)
        if remedy is None:
            row(shown, name, None, None, "its known value is nowhere to be found")
            continue
        proposed = ", ".join(pick.source for pick in remedy.choice.field.picks)
        row(shown, name, f"{remedy.right} of {remedy.asked}", proposed, remedy.doubt or "sure")
    screen().print(shown)


def _write(config: Config, site: str, sure: Sequence[Remedy], since: datetime) -> Path:
    """Write the site's file anew into the configured folder; the former one is kept beside it."""
    own = config.selectors_folder / f"{site}.toml"
    former = own if own.is_file() else shipped_folder() / f"{site}.toml"
    source = read_source(former, former.name)
    moment = since.astimezone(config.selectors_by_site[site].timezone).replace(microsecond=0)
    text = healed_text(source, site, sure, moment)
    own.parent.mkdir(parents=True, exist_ok=True)
    if own.is_file():
        with new_file(own.with_name(f"{own.name}.before-{moment:%Y-%m-%d}"), force=True) as kept:
            kept.write(source.encode())
    with new_file(own, force=True) as file:
        file.write(text.encode())
    return own
