"""What belongs to a group of commits rather than to each of them: written once, before the one commit.

Owns what the pages and counters of one transaction gave, how demand shifted, and who goes on to what is due next, until
it is written. A job that fails has noted nothing, and a transaction that fails as a whole is forgotten.
"""

from collections import defaultdict
from collections.abc import Callable

from monitor.model import Demand, HealthUpdate, NormSample, Plan, SourceId
from monitor.store.connection import Connection
from monitor.store.demand import shift
from monitor.store.health import add_pages
from monitor.store.lane import Operation
from monitor.store.leasing import Claims, Heir, Stored, go_on
from monitor.store.norms import add_samples
from monitor.store.noted import SeenRate, add_rates
from monitor.store.rows import to_text


class Group:
    """The transaction that is under way. Lives in the writer's thread."""

    def __init__(self, check: Callable[[], None], finish: Operation[None]) -> None:
        self._check = check
        self._finish = finish
        self._pages: dict[SourceId, list[tuple[str, HealthUpdate]]] = defaultdict(list)
        self._samples: dict[SourceId, list[NormSample]] = defaultdict(list)
        self._rates: dict[tuple[SourceId, str], list[SeenRate]] = defaultdict(list)
        # By host: how much more or less its targets ask for by now.
        self._shifts: dict[str, tuple[float, float]] = {}
        self._heirs: list[Heir] = []

    def begin(self) -> None:
        """Begin anew. Raises `StoreUnavailable` if nothing may be written."""
        self._pages.clear()
        self._samples.clear()
        self._rates.clear()
        self._shifts.clear()
        self._heirs.clear()
        self._check()

    def note(self, plan: Plan) -> None:
        """Take note of what a plan's page gave. Called once all else of the plan is stored."""
        source = plan.target.source
        if plan.health is not None:
            self._pages[source].append((plan.target.url, plan.health))
        if plan.samples:
            self._samples[source] += plan.samples
        for rate in plan.rates:
            seen = self._rates[source, rate.currency]
            # Every page repeats it.
            if not seen or seen[-1][1] != rate.value:
                seen.append((to_text(plan.next.checked_at), rate.value))

    def shift(self, host: str, before: Demand, after: Demand) -> None:
        """Take note that a target of `host` asked `before` and asks `after` from now on."""
        if after != before:
            worth, firm = self._shifts.get(host, (0.0, 0.0))
            more = (worth + after.worth - before.worth, firm + after.firm - before.firm)
            self._shifts[host] = more

    def follow(self, stored: Stored, claims: Claims) -> None:
        """Take note that a check goes on to what is due next. Called when all of it is stored."""
        self._heirs.append((stored, claims))

    def finish(self, connection: Connection) -> None:
        """Write what was noted, and what else the database does once a group."""
        for source, pages in self._pages.items():
            add_pages(connection, source, pages)
        for source, samples in self._samples.items():
            add_samples(connection, source, samples)
        for (source, currency), seen in self._rates.items():
            add_rates(connection, source, currency, seen)
        shift(connection, self._shifts)
        go_on(connection, self._heirs)
        self._finish(connection)
