"""A dry look at one page: fetched like any other, read like any other, and nothing stored."""

from collections.abc import Sequence
from pathlib import Path

from monitor.config import Config
from monitor.core.identity import identify
from monitor.core.reading import read
from monitor.egress import Egress
from monitor.fetch import Fetcher
from monitor.fetch.direct import Direct
from monitor.fetch.letters import Rendering
from monitor.model import (
    Fetched,
    FetchOutcome,
    Page,
    Reading,
    Selectors,
    SourceId,
    Target,
    TargetKind,
)
from monitor.model.source import unleased
from monitor.ports import Clock
from monitor.runtime.exchange import beside_browser
from monitor.runtime.rendering import rendering_at


def kind_of(url: str, selectors: Selectors) -> TargetKind:
    """Return what the page at `url` is, by the site's pattern of article ids; a listing where in doubt."""
    identity = identify(url, selectors)
    has_id = identity is not None and identity.name.startswith(f"{selectors.site}#")
    return TargetKind.ARTICLE if has_id else TargetKind.LISTING


async def fetch_page(
    config: Config,
    url: str,
    kind: TargetKind,
    clock: Clock,
    rendering: Rendering | None = None,
) -> FetchOutcome:
    """Return what fetching `url` comes to, see `fetch_pages`."""
    (outcome,) = await fetch_pages(config, [(url, kind)], clock, rendering)
    return outcome


async def fetch_pages(
    config: Config,
    wanted: Sequence[tuple[str, TargetKind]],
    clock: Clock,
    rendering: Rendering | None = None,
) -> list[FetchOutcome]:
    """Return what fetching each page comes to, one after the other, with the configured limits and politeness.

    Pages are rendered as `rendering` says, else where a source of their site does.
    """

    def of(target: Target, _: Selectors | None) -> Rendering | None:
        return rendering or rendering_at(config, target.url, target.kind)

    async with Egress(config.limits, clock) as egress:
        exchange = beside_browser(Direct(egress, clock.now), config.limits, clock)
        fetcher = Fetcher(
            egress,
            exchange,
            limits=config.limits,
            politeness=config.politeness,
            clock=clock,
            rendering=of,
        )
        try:
            return [await fetcher.get(_asked(url, kind, clock)) for url, kind in wanted]
        finally:
            await exchange.aclose()


def file_page(path: Path, url: str) -> Page:
    """Return a saved page as if it had come from `url`. Raises `OSError` if the file cannot be read."""
    return Page(url=url, final_url=url, body=path.read_bytes(), content_type="text/html")


def read_page(page: Page, kind: TargetKind, selectors: Selectors, clock: Clock) -> Reading:
    """Return what the page says, with every block around the article."""
    return read(_asked(page.url, kind, clock), page, selectors, clock.now(), every_block=True)


def page_of(outcome: FetchOutcome) -> Page | None:
    """Return the page of a fetch that brought one."""
    return outcome.page if isinstance(outcome, Fetched) else None


def _asked(url: str, kind: TargetKind, clock: Clock) -> Target:
    return unleased(url, kind, SourceId("inspection"), clock.now())
