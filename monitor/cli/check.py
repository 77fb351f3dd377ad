"""`monitor check config` and `monitor check page`: dry looks; nothing is stored, nothing is told."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.text import Text

from monitor.cli.extras import with_browser
from monitor.cli.options import config_option, load_config
from monitor.cli.screen import plain, row, screen, table
from monitor.cli.site_choice import choose_selectors
from monitor.config import describe
from monitor.core.inert import json_of
from monitor.model import (
    Extraction,
    Failed,
    FetchOutcome,
    ListingReading,
    Page,
    Reading,
    Refused,
    Selectors,
    TargetKind,
)
from monitor.runtime.clock import SystemClock
from monitor.runtime.inspection import fetch_page, file_page, kind_of, page_of, read_page
from monitor.runtime.rendering import how_to_render
from monitor.store import try_out

EXIT_UNREADABLE = 4


@click.group()
def check() -> None:
    """Try the configuration or a page; nothing is stored."""


@check.command("config")
@config_option
@click.pass_context
def check_config(ctx: click.Context) -> None:
    """Print every fault of the configuration, or what it comes to with secrets masked.

    A database on a server is asked whether it lets us in.
    """
    config = load_config(ctx)
    click.echo(describe(config))
    try_out(config.database)


@check.command("page")
@config_option
@click.argument("place", metavar="URL|FILE")
@click.option(
    "--site", metavar="SITE", help="Read it with this site's selectors, whatever its host."
)
@click.option("--url", metavar="URL", help="For a FILE: the address it was saved from.")
@click.option(
    "--kind",
    type=click.Choice(["listing", "article"]),
    help="What the page is.  [default: by its address]",
)
@click.option("--render", is_flag=True, help="Run its scripts, whatever its source says.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def check_page(
    ctx: click.Context,
    place: str,
    site: str | None,
    url: str | None,
    kind: str | None,
    render: bool,
    as_json: bool,
) -> None:
    """Show what each selector finds on a page, and which fields are missing.

    Exit code 4: the page could not be had, or a required field is missing.
    """
    config = load_config(ctx, show_warnings=not as_json)
    is_file = urlsplit(place).scheme not in {"http", "https"}
    address = url or ("" if is_file else place)
    selectors = choose_selectors(config, address, site)
    address = address or f"https://{min(selectors.hosts, default=selectors.site)}/"
    target_kind = TargetKind(kind) if kind else kind_of(address, selectors)
    clock = SystemClock()
    if is_file:
        page: Page | None = _read_file(place, address)
    else:
        rendering = how_to_render(target_kind, selectors, "") if render else None
        config = with_browser(config) if render else config
        outcome = asyncio.run(fetch_page(config, place, target_kind, clock, rendering))
        page = page_of(outcome)
        _complain(outcome)
    if page is None:
        ctx.exit(EXIT_UNREADABLE)
    reading = read_page(page, target_kind, selectors, clock)
    if as_json:
        click.echo(json_of(_facts(reading), default=str, indent=2))
    else:
        _show(reading, selectors)
    ctx.exit(EXIT_UNREADABLE if _is_unreadable(reading, selectors) else 0)


def _read_file(place: str, address: str) -> Page:
    try:
        return file_page(Path(place), address)
    except OSError as error:
        raise click.BadParameter(f"{place}: {error.strerror}", param_hint="URL|FILE") from error


def _complain(outcome: FetchOutcome) -> None:
    if isinstance(outcome, Refused | Failed):
        status = (
            f" (status {outcome.status})" if isinstance(outcome, Failed) and outcome.status else ""
        )
        click.echo(
            f"monitor: not fetched: {outcome.reason}{status}: {plain(outcome.detail)}", err=True
        )


def _is_unreadable(reading: Reading, selectors: Selectors) -> bool:
    if isinstance(reading, ListingReading):
        return not reading.named
    missing = {
        problem.field for problem in reading.extraction.problems if problem.kind == "missing"
    }
    return bool(missing & selectors.article.required)


def _facts(reading: Reading) -> dict[str, object]:
    if isinstance(reading, ListingReading):
        return {
            "kind": "listing",
            "next_url": reading.listing.next_url,
            "articles": [
                {
                    "id": i.name,
                    "url": link.url,
                    "title": link.title,
                    "published_at": link.published_at,
                    **_said(reading.listing.said.get(link.url)),
                }
                for link, i in reading.named
            ],
            "problems": [asdict(problem) for problem in reading.listing.problems],
        }
    facts = {
        name: value
        for name, value in asdict(reading.extraction).items()
        if name not in {"hits", "fallbacks", "problems"}
    }
    return {
        "kind": "article",
        "fields": facts,
        "hits": dict(reading.extraction.hits),
        "fallbacks": dict(reading.extraction.fallbacks),
        "problems": [asdict(problem) for problem in reading.extraction.problems],
    }


def _said(extraction: Extraction | None) -> dict[str, object]:
    """Return what a listing says of an article beside its link, title and time."""
    if extraction is None:
        return {}
    said = {name: getattr(extraction, name) for name in ("body", "author", "section", "views")}
    return {name: value for name, value in said.items() if value is not None}


def _show(reading: Reading, selectors: Selectors) -> None:
    if isinstance(reading, ListingReading):
        _show_listing(reading)
    else:
        _show_article(reading.extraction, selectors)


def _show_listing(reading: ListingReading) -> None:
    console = screen()
    shown = table("article", "published (UTC)", "title", "link")
    for link, identity in reading.named:
        row(shown, identity.name, _short(link.published_at), link.title, link.url)
    console.print(shown)
    following = plain(reading.listing.next_url or "none")
    kind = f"{reading.listing.door}, " if reading.listing.door else ""
    console.print(Text(f"{kind}{len(reading.named)} articles; next page: {following}"))
    for problem in reading.listing.problems:
        text = plain(f"{problem.field}: {problem.kind} {problem.detail}")
        console.print(Text(text, style="yellow"))


def _show_article(extraction: Extraction, selectors: Selectors) -> None:
    shown = table("field", "value", "selector that hit")
    problems = {problem.field: problem for problem in extraction.problems}
    for name in dict.fromkeys((*selectors.article.fields, *extraction.hits)):
        note = f"{problems[name].kind}: {problems[name].detail}" if name in problems else ""
        absent = "MISSING" if name in selectors.article.required else ""
        value = _short(_field(extraction, name)) or note or absent
        origin = extraction.hits.get(name) or _fallback(extraction, name)
        row(shown, name, value, origin)
    for name, links in extraction.links.items():
        titles = "; ".join(link.title for link in links[:3])
        row(shown, name, _short(f"{len(links)}: {titles}"), "")
    if selectors.article.rates:
        rates = ", ".join(f"{rate.currency} {rate.value}" for rate in extraction.rates)
        row(shown, "rates", rates, "")
    screen().print(shown)


def _fallback(extraction: Extraction, name: str) -> str:
    source = extraction.fallbacks.get(name)
    return f"none; fallback: {source}" if source else ""


def _field(extraction: Extraction, name: str) -> object:
    alias = {"published": "published_at", "modified": "modified_at", "canonical": "canonical_url"}
    for attribute in (name, alias.get(name, ""), f"{name}_at", f"{name}_url"):
        if attribute and hasattr(extraction, attribute):
            return getattr(extraction, attribute)
    return None


def _short(value: object) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, tuple):
        return f"{len(value)}: {', '.join(map(str, value))}"[:160]
    text = " ".join(str(value).split())
    return text if len(text) <= 160 else f"{text[:157]}… ({len(text)} characters)"
