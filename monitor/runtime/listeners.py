"""Who hears of what an engine does, and what it confines itself to. No behaviour."""

from collections.abc import Callable
from datetime import datetime

from monitor.model import Settlement, SourceId
from monitor.noun import dataclass
from monitor.pipeline import Checked


@dataclass(frozen=True, kw_only=True, slots=True)
class Listeners:
    """Who hears of every commit, of every attempt, and of trouble with the database."""

    on_checked: Callable[[Checked], None]
    on_settled: Callable[[Settlement], None]
    # Why the database takes no work now, as a sentence; "" once it does again.
    on_standing: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What a crawl confines itself to: targets due by a time, of some sources. None: no such bound."""

    due_by: datetime | None = None
    sources: frozenset[SourceId] | None = None


EVERYTHING = Scope()
