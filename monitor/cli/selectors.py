"""`monitor selectors learn`: a selectors file made of pages. What it proposes is to be looked at."""

import asyncio
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from monitor.cli.extras import with_browser
from monitor.cli.heal import heal_
from monitor.cli.options import config_option, load_config
from monitor.cli.screen import plain, row, screen, table
from monitor.cli.selectors_test import test_
from monitor.config import Config
from monitor.config.sites import read_site
from monitor.core.extract.tree import Unparsable
from monitor.core.learning import Lesson, Proposal, learn, more_pages, written
from monitor.export import new_file
from monitor.fetch.letters import Rendering
from monitor.model import Failed, Page, Refused, TargetKind
from monitor.ports import Clock
from monitor.runtime.clock import SystemClock
from monitor.runtime.inspection import fetch_pages, page_of

# What is learned from is read by a person afterwards, and costs the site a request each.
_WANTED = 3
_MOST = 12
_EXAMPLES = ("title", "published", "author", "section", "views")
_SITE = re.compile(r"[A-Za-z0-9][\w.-]*")


@click.group()
def selectors() -> None:
    """Learn where the fields are on a site's pages, try that, and find them again after a redesign."""


selectors.add_command(heal_)
selectors.add_command(test_)


@selectors.command("learn")
@config_option
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@click.option("--listing", metavar="URL", help="A page that lists the site's articles.")
@click.option("--title", metavar="TEXT", help="The headline on the first page, as it stands there.")
@click.option("--date", "published", metavar="TEXT", help="Its date of publication.")
@click.option("--author", metavar="TEXT", help="Its author.")
@click.option("--section", metavar="TEXT", help="Its section.")
@click.option("--views", metavar="NUMBER", help="Its view counter.")
@click.option(
    "--timezone",
    metavar="ZONE",
    help="The zone of its dates.  [default: as pages tell, else [monitor] timezone]",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write SITE.toml.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.option("--render", is_flag=True, help="Run the scripts of the pages.")
@click.pass_context
def learn_(
    ctx: click.Context,
    /,
    urls: tuple[str, ...],
    listing: str | None,
    timezone: str | None,
    output: Path | None,
    force: bool,
    render: bool,
    **examples: str | None,
) -> None:
    """Propose a selectors file from articles of a site, three or more; with --listing one is enough.

    What a person says of the first page weighs more than anything that the pages say of themselves.
    """
    config = load_config(ctx, show_warnings=False)
    clock = SystemClock()
    config = with_browser(config) if render else config
    way = partial(_pages, config, rendering=Rendering() if render else None, clock=clock)
    front, pages = _fetched(urls, listing, way)
    lesson = Lesson(
        site=_site(output, pages[0]),
        pages=pages,
        listing=front,
        zone=_zone(timezone, config),
        now=clock.now(),
        examples=_given(examples),
        is_zone_told=timezone is not None,
    )
    try:
        proposal = learn(lesson)
    except Unparsable as error:
        raise click.ClickException(f"a page cannot be read: {plain(str(error))}") from error
    if not any(choice.name == "title" for choice in proposal.fields):
        hint = "give its headline with --title, or other pages"
        raise click.ClickException(f"no headline was found on the pages; {hint}")
    text = written(proposal)
    read_site(text, proposal.site)
    if output is None:
        click.echo(text, nl=False)
        return
    with new_file(output, force=force) as file:
        file.write(text.encode())
    _show(proposal)
    click.echo(f"written to {output}; try it: monitor check page {urls[0]} --site {proposal.site}")


def _fetched(
    urls: tuple[str, ...], listing: str | None, pages: Callable[[list[str], TargetKind], list[Page]]
) -> tuple[Page | None, list[Page]]:
    """Return the listing and the articles; where too few are named, the listing names more."""
    if len(urls) > _MOST:
        raise click.UsageError(f"{len(urls)} pages are more than the {_MOST} that are learned from")
    front = pages([listing], TargetKind.LISTING)[0] if listing else None
    wanted = list(dict.fromkeys(urls))
    if front is not None and len(wanted) < _WANTED:
        try:
            wanted += more_pages(front, wanted, _WANTED - len(wanted))
        except Unparsable as error:
            raise click.ClickException(f"the listing cannot be read: {error}") from error
    return front, pages(wanted, TargetKind.ARTICLE)


def _pages(
    config: Config, urls: list[str], kind: TargetKind, *, rendering: Rendering | None, clock: Clock
) -> list[Page]:
    pages = []
    wanted = [(url, kind) for url in urls]
    outcomes = asyncio.run(fetch_pages(config, wanted, clock, rendering))
    for url, outcome in zip(urls, outcomes, strict=True):
        page = page_of(outcome)
        if page is None:
            detail = (
                f"{outcome.reason}: {outcome.detail}"
                if isinstance(outcome, Refused | Failed)
                else "no page"
            )
            raise click.ClickException(f"{plain(url)} was not fetched: {plain(detail)}")
        pages.append(page)
    return pages


def _site(output: Path | None, page: Page) -> str:
    """Return the name of the site: that of the file, which must be the same, else its host."""
    host = (urlsplit(page.final_url).hostname or "site").removeprefix("www.").replace(":", "-")
    site = output.stem if output is not None else host
    if output is not None and (output.suffix != ".toml" or not _SITE.fullmatch(site)):
        raise click.BadParameter(f"{output} is not named SITE.toml", param_hint="--output")
    return site


def _zone(name: str | None, config: Config) -> ZoneInfo:
    if name is None:
        return config.timezone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise click.BadParameter(
            f"there is no time zone {name}", param_hint="--timezone"
        ) from error


def _given(examples: Mapping[str, str | None]) -> dict[str, str]:
    return {name: text for name in _EXAMPLES if (text := examples.get(name))}


def _show(proposal: Proposal) -> None:
    shown = table("field", ">right", ">held back", "selector")
    if proposal.listing is not None:
        row(shown, "listing", f"{proposal.listing.score:.0%}", None, proposal.listing.row)
    for choice in proposal.fields:
        held = None if choice.unseen is None else f"{choice.unseen:.0%}"
        row(shown, choice.name, f"{choice.score:.0%}", held, choice.field.picks[0].source)
    screen().print(shown)
