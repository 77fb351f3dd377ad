"""`monitor selectors test`: what a site's selectors find on pages that are at hand, and where that is news."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from monitor.cli.options import config_option, load_config
from monitor.cli.screen import counted, plain, row, screen, table
from monitor.cli.since import Since
from monitor.cli.site_choice import choose_selectors
from monitor.model import Selectors
from monitor.model.evidence import PageQuery
from monitor.runtime.clock import SystemClock
from monitor.runtime.trying import Tried, try_on_kept, try_on_saved

EXIT_DIFFERS = 4
# Of a value, in characters.
_SHOWN = 60


@click.command("test")
@config_option
@click.argument("site", metavar="SITE")
@click.option(
    "--since",
    type=Since(),
    help='Only kept pages taken since: "7d" ago, or "2026-11-01".',
)
@click.option(
    "--pages",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Instead of kept pages, saved ones: NAME.html, and beside it NAME.json with what it says.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="Show so many differences.",
)
@click.pass_context
def test_(
    ctx: click.Context, site: str, since: datetime | None, folder: Path | None, limit: int
) -> None:
    """Show by field which of SITE's selectors hit on kept pages, and what differs from what is stored.

    Nothing is fetched, stored or told: `monitor reread` does the correcting.
    Exit code 4: a page lacks a required field, or says something else than is known of it.
    """
    config = load_config(ctx, show_warnings=False)
    selectors = choose_selectors(config, "", site)
    if folder is not None:
        tried = list(try_on_saved(folder, selectors))
    else:
        pages = try_on_kept(config, selectors, PageQuery(since=since), SystemClock())
        tried = asyncio.run(_all(pages))
    console = screen()
    _show_coverage(console, tried, selectors)
    _show_differences(console, tried, limit)
    ctx.exit(EXIT_DIFFERS if any(map(_is_unfit(selectors), tried)) else 0)


async def _all(pages: AsyncIterator[Tried]) -> list[Tried]:
    return [page async for page in pages]


def _is_unfit(selectors: Selectors) -> Callable[[Tried], bool]:
    required = selectors.article.required

    def is_unfit(page: Tried) -> bool:
        hits = page.extraction.hits if page.extraction else {}
        return bool(page.changes or required - hits.keys())

    return is_unfit


def _show_coverage(console: Console, tried: Sequence[Tried], selectors: Selectors) -> None:
    """Print for each field on how many pages it is found, by which selector, and on how many it differs."""
    hits: dict[str, Counter[str]] = {name: Counter() for name in selectors.article.fields}
    for page in tried:
        for name, selector in page.extraction.hits.items() if page.extraction else ():
            hits.setdefault(name, Counter())[selector] += 1
    differing = Counter(change.field for page in tried for change in page.changes)
    shown = table("field", ">found", ">share", ">differs", "selectors that hit")
    for name, by_selector in hits.items():
        found = sum(by_selector.values())
        share = f"{found / len(tried):.0%}" if tried else None
        said = ", ".join(f"{selector} {count}×" for selector, count in by_selector.most_common())
        if not found and name in selectors.article.required:
            said = "NONE, and it is required"
        row(shown, name, found, share, differing.get(name), said)
    console.print(shown)
    unread = sum(page.extraction is None for page in tried)
    lost = f", {unread} of which cannot be read" if unread else ""
    console.print(Text(f"{counted(len(tried), 'page')}{lost}", style="dim"))


def _show_differences(console: Console, tried: Sequence[Tried], limit: int) -> None:
    lines = [
        f"{plain(page.name)}  {change.field}: {_short(change.before)} → {_short(change.after)}"
        for page in tried
        for change in page.changes
    ]
    for line in lines[:limit]:
        console.print(Text(line, style="yellow"), soft_wrap=True)
    if len(lines) > limit:
        console.print(Text(f"and {len(lines) - limit} differences more", style="dim"))


def _short(value: str) -> str:
    shown = plain(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
