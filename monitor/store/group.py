"""What belongs to a group of commits rather than to each of them: written once, before the one commit.

Owns what the pages of one transaction gave, until it is written. A job that fails has noted nothing, and a transaction
that fails as a whole is forgotten.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable

from monitor.model import HealthUpdate, Plan, SourceId
from monitor.store.articles import index_revisions
from monitor.store.health import add_pages
from monitor.store.opening import sign


class Group:
    """The transaction that is under way. Lives in the writer's thread."""

    def __init__(self, check: Callable[[], None]) -> None:
        self._check = check
        self._pages: dict[SourceId, list[tuple[str, HealthUpdate]]] = defaultdict(list)

    def begin(self) -> None:
        """Begin anew. Raises `StoreUnavailable` if nothing may be written."""
        self._pages.clear()
        self._check()

    def note(self, plan: Plan) -> None:
        """Take note of what a plan's page gave. Called once all else of the plan is stored."""
        if plan.health is not None:
            self._pages[plan.target.source].append((plan.target.url, plan.health))

    def finish(self, connection: sqlite3.Connection) -> None:
        """Write what was noted, make new wordings searchable, and sign."""
        for source, pages in self._pages.items():
            add_pages(connection, source, pages)
        index_revisions(connection)
        sign(connection)
