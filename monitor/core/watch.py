"""All that is configured for judging one source. Holds no state of any check."""

from collections.abc import Mapping

from monitor.core.rules import Rulebook
from monitor.model import Rule, Selectors, Source, Web
from monitor.noun import dataclass

NO_RULES = Rulebook()


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """A source with its selectors and the rules its articles are held against.

    `budget` is how many requests an hour its host gets; `alarms` are the sinks that hear of the source's troubles.
    `escalations` are the rules' own, under the same ids. `web` is where people take note of alerts, if anywhere.
    With `stories` articles are held against one another.
    """

    source: Source
    selectors: Selectors
    rulebook: Rulebook
    rules_by_id: Mapping[str, Rule]
    budget: int
    alarms: tuple[str, ...] = ()
    escalations: Rulebook = NO_RULES
    web: Web | None = None
    stories: bool = True
