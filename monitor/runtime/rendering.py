"""Which pages are rendered, from the configuration to what the fetcher asks. Renders nothing."""

from collections.abc import Iterable

from monitor.config import Config
from monitor.core.awaited import awaited_of
from monitor.core.identity import belongs
from monitor.fetch.fetcher import RenderingOf
from monitor.fetch.letters import Rendering
from monitor.model import Selectors, Source, Target, TargetKind


def rendering_of(config: Config) -> RenderingOf:
    """Return what says of a target how its page is rendered; None if it is not."""
    source_by_id = {source.id: source for source in config.sources if source.render}

    def of(target: Target, selectors: Selectors | None) -> Rendering | None:
        source = source_by_id.get(target.source)
        if source is None or target.kind not in source.render:
            return None
        # A page that comes whole is awaited as one that is read.
        looked_for = selectors or config.selectors_by_site[source.site]
        return how_to_render(target.kind, looked_for, source.language or "")

    return of


def rendering_at(config: Config, url: str, kind: TargetKind) -> Rendering | None:
    """Return how a page at any address is rendered: as the first source does whose site it is of."""
    for source in config.sources:
        selectors = config.selectors_by_site[source.site]
        if kind in source.render and belongs(url, selectors.hosts):
            return how_to_render(kind, selectors, source.language or "")
    return None


def how_to_render(kind: TargetKind, selectors: Selectors, language: str) -> Rendering:
    """Return how a page of a site is rendered: where its readers are, until what they read is there."""
    awaited = awaited_of(kind, selectors)
    return Rendering(awaited=awaited, zone=selectors.timezone.key or "", language=language)


def rendered_sources(sources: Iterable[Source]) -> tuple[tuple[object, ...], ...]:
    """Return what sources say of rendering: where it differs, `rendering_of` does too."""
    return tuple((each.id, each.render, each.language) for each in sources if each.render)
