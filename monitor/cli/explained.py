"""Which article `monitor rule explain` is about: one of the archive, a page to be fetched, or a saved one."""

import asyncio
from pathlib import Path

import click

from monitor.cli.site_choice import choose_selectors
from monitor.config import Config
from monitor.core.age import age_of
from monitor.core.identity import identify
from monitor.core.look import document_of, look_at_wording
from monitor.core.rules import Document
from monitor.errors import StoreUnavailable
from monitor.model import ArticleReading, Failed, Page, Refused, Selectors, TargetKind, Wording
from monitor.runtime.clock import SystemClock
from monitor.runtime.inspection import fetch_page, file_page, page_of, read_page
from monitor.store.reading import open_archive


def document_at(config: Config, place: str, site: str | None) -> Document:
    """Return the article at `place` as rules see it. Raises `click.ClickException` if there is none."""
    if Path(place).is_file():
        return _of_page(config, _saved(config, place, site), choose_selectors(config, "", site))
    held = _held(config, place)
    if held is not None:
        sites = {str(source.id): source.site for source in config.sources}
        source = held.article.source
        now = SystemClock().now()
        return document_of(look_at_wording(held), source, sites.get(source, ""), now)
    if "://" not in place:
        raise click.ClickException(f"{place} is no file, no link, and no article of the archive")
    return _of_page(config, _fetched(config, place), choose_selectors(config, place, site))


def _held(config: Config, place: str) -> Wording | None:
    identities = (identify(place, each) for each in config.selectors_by_site.values())
    keys = [identity.key for identity in identities if identity is not None]
    try:
        with open_archive(config.database) as archive:
            return archive.wording(place, keys)
    except StoreUnavailable:
        # Without an archive the page itself is asked.
        return None


def _saved(config: Config, place: str, site: str | None) -> Page:
    selectors = choose_selectors(config, "", site)
    return file_page(Path(place), f"https://{min(selectors.hosts, default=selectors.site)}/")


def _fetched(config: Config, place: str) -> Page:
    outcome = asyncio.run(fetch_page(config, place, TargetKind.ARTICLE, SystemClock()))
    page = page_of(outcome)
    if page is None:
        detail = (
            f"{outcome.reason}: {outcome.detail}" if isinstance(outcome, Refused | Failed) else ""
        )
        raise click.ClickException(f"not fetched: {detail}")
    return page


def _of_page(config: Config, page: Page, selectors: Selectors) -> Document:
    clock = SystemClock()
    reading = read_page(page, TargetKind.ARTICLE, selectors, clock)
    if not isinstance(reading, ArticleReading) or not reading.extraction.title:
        raise click.ClickException("no article was found on the page; see `monitor check page`")
    found, now = reading.extraction, clock.now()
    source = next((s.id for s in config.sources if s.site == selectors.site), "")
    return Document(
        title=found.title or "",
        body=found.body or "",
        author=found.author or "",
        section=found.section or "",
        language=found.language,
        source=source,
        site=selectors.site,
        url=page.final_url,
        views=found.views,
        age=age_of(found.published_at, now, now) if found.published_at else None,
    )
