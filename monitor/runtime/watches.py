"""From a configuration to what is watched, and to what each source's articles are judged by.

Decides nothing, keeps nothing.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from monitor.config import Config, load_site, shipped_folder
from monitor.core.canary import SITE, SOURCE, canary_rule, canary_source
from monitor.core.rules import CompiledRule, Rulebook, compile_rule
from monitor.core.watch import Watch
from monitor.model import Canary, Politeness, Source, SourceId
from monitor.runtime.loading import collector_at_rest
from monitor.runtime.rendering import rendered_sources


def watches_of(config: Config, rules: Sequence[CompiledRule]) -> dict[SourceId, Watch]:
    """Return a watch for every source, all under one rulebook of `rules`. Takes seconds for 100,000 of them."""
    with collector_at_rest():
        rulebook = Rulebook(tuple(rules))
    escalations = Rulebook(config.escalations)
    rules_by_id = {rule.id: rule for rule in config.rules}
    watches = {
        source.id: Watch(
            source=source,
            selectors=config.selectors_by_site[source.site],
            rulebook=rulebook,
            rules_by_id=rules_by_id,
            budget=config.politeness.of(_host(source.listing)).budget,
            alarms=config.alarms,
            escalations=escalations,
            web=config.web,
            stories=config.stories,
        )
        for source in config.sources
    }
    return watches | ({SOURCE: _canary_watch(config.canary)} if config.canary else {})


def watched(config: Config) -> list[Source]:
    """Return the sources that are watched, the canary's among them."""
    return [*config.sources, *([canary_source(config.canary)] if config.canary else ())]


def way_out(config: Config) -> tuple[object, ...]:
    """Return all that the way to the network is made of: where it differs, another way is needed."""
    rendered = rendered_sources(config.sources)
    return config.limits, config.politeness, config.canary, config.archive is None, rendered


def _canary_watch(canary: Canary) -> Watch:
    """Return the watch over the canary, which meets its own rule and no other."""
    source, rule = canary_source(canary), canary_rule(canary)
    return Watch(
        source=source,
        selectors=load_site(shipped_folder() / f"{SITE}.toml"),
        rulebook=Rulebook((compile_rule(rule),)),
        rules_by_id={rule.id: rule},
        budget=Politeness().budget,
    )


def _host(listing: str) -> str:
    return urlsplit(listing).hostname or ""
