"""The daemon's own healing: once a breakage has settled, its fields are looked for on pages, politely asked for.

Owns when that is done, and that it is done once a breakage. What is found is told like any alarm, and written only
where the configuration says so. Nothing is parsed here: a scout of its own looks.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.fetch import Exchange, Patient, ReadingFailed
from monitor.model import (
    Breakage,
    Fetched,
    FetchOutcome,
    Plan,
    Source,
    SourceId,
    Target,
    TargetKind,
    Traffic,
)
from monitor.model.healing import HEALED, Healing, HealMode, ListingVisit, Visit
from monitor.model.source import unleased
from monitor.noun import replace
from monitor.ports import Clock, Store
from monitor.runtime.sought import Case, Occasion, occasion_of

log = logging.getLogger(__name__)

# Fewer may agree by chance.
LEAST_PAGES = 3
# On a server others check, too: what broke there is asked for so often.
_LOOK = timedelta(minutes=5)
# Pages that cannot be had at the moment are asked for again so much later, and so often at most.
AGAIN = timedelta(hours=1)
MOST_TRIES = 3

Ask = Callable[[Target], Awaitable[FetchOutcome]]


class Healed(NamedTuple):
    """How many alerts looking made, and whether a selectors file was written."""

    alerts: int = 0
    is_written: bool = False


class _Pages(NamedTuple):
    """What could be had of the pages that are wanted."""

    visits: tuple[Visit, ...]
    listing: ListingVisit | None


class Healer:
    """Hears of breakages, and looks for what broke. One for the life of the engine."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._broken: dict[SourceId, Breakage] = {}
        self._looked_at: datetime | None = None
        # How often each source was tried for its occasion, and when it may be again; None: it is done.
        self._tried: dict[SourceId, tuple[Occasion, int, datetime | None]] = {}
        # What came of it and could not be stored yet: a file that was written is told all the same.
        self._untold: dict[SourceId, tuple[Source, Healing]] = {}
        # When a site's file was written: pages that were read before say nothing of it.
        self._written: dict[str, datetime] = {}

    def hear(self, plan: Plan) -> None:
        """Take note of what a check says of its source's selectors."""
        source, health = plan.target.source, plan.health
        if health is not None and health.breakage is not None:
            self._broken[source] = health.breakage
        elif health is not None and source in self._broken:
            del self._broken[source]
            self._tried.pop(source, None)

    async def heal(self, config: Config, ask: Ask, exchange: Exchange) -> Healed:
        """Look for what broke and has settled, source by source, and tell what was found. Raises `StoreUnavailable`."""
        alerts, is_written = await self._tell(config)
        await self._hear_of_others(config)
        for source in config.sources if config.heal is not HealMode.OFF else ():
            breakage = self._broken.get(source.id)
            if breakage is None or not self._is_due(source, breakage):
                continue
            healing = await self._looked(config, source, breakage, ask, exchange)
            if healing is not None:
                self._untold[source.id] = source, healing
                told = await self._tell(config)
                alerts, is_written = alerts + told.alerts, is_written or told.is_written
        return Healed(alerts, is_written)

    async def _hear_of_others(self, config: Config) -> None:
        """Learn what broke by checks of other workers, which nobody here hears of."""
        now = self._clock.now()
        is_alone = not isinstance(config.database, str)
        if is_alone or (self._looked_at is not None and now - self._looked_at < _LOOK):
            return
        from monitor.runtime.healing import breakages  # noqa: PLC0415 - see `_looked`

        self._looked_at = now
        self._broken = await asyncio.to_thread(breakages, config, now)

    def _is_due(self, source: Source, breakage: Breakage) -> bool:
        # No start needs the judgement of health: only where something broke.
        from monitor.core.health.remedies import SETTLED  # noqa: PLC0415

        now = self._clock.now()
        written = self._written.get(source.site)
        if written and all(broken.lost_at <= written for broken in breakage.fields):
            return False
        occasion, _, next_at = self._tried.get(source.id, (None, 0, None))
        is_new = occasion != occasion_of(breakage)
        return now - breakage.since >= SETTLED and (is_new or bool(next_at and now >= next_at))

    async def _looked(
        self, config: Config, source: Source, breakage: Breakage, ask: Ask, exchange: Exchange
    ) -> Healing | None:
        """Return what looking came to; None if it was done before, or is put off."""
        # What reads the archive and writes files is loaded where something broke: a start needs none of it.
        from monitor.runtime.seeking import case_of  # noqa: PLC0415

        now, occasion = self._clock.now(), occasion_of(breakage)
        before, tries, _ = self._tried.get(source.id, (None, 0, None))
        tries = tries if before == occasion else 0
        case, may_ask = await asyncio.to_thread(case_of, config, source, breakage, now)
        self._tried[source.id] = occasion, tries, None if case is None else now + AGAIN
        if case is None or not may_ask:
            return None
        pages = await self._pages(case, ask)
        self._tried[source.id] = occasion, tries + 1, now + AGAIN
        if _may_be_had(case, pages) and tries + 1 < MOST_TRIES:
            return None
        self._tried[source.id] = occasion, tries + 1, None
        return await self._applied(config, case, await self._found(config, case, pages, exchange))

    async def _pages(self, case: Case, ask: Ask) -> _Pages:
        """Return the pages of articles and listing as they are now, as far as they are wanted and can be had."""
        visits: list[Visit] = []
        listing = None
        traffic: list[Traffic] = []
        for url, values in case.held:
            outcome = await ask(
                unleased(url, TargetKind.ARTICLE, case.source.id, self._clock.now())
            )
            traffic += outcome.traffic
            if isinstance(outcome, Fetched):
                visits.append(Visit(page=outcome.page, values=values))
        if case.lineup is not None:
            url = case.source.listing
            outcome = await ask(
                unleased(url, TargetKind.LISTING, case.source.id, self._clock.now())
            )
            traffic += outcome.traffic
            if isinstance(outcome, Fetched):
                listing = ListingVisit(page=outcome.page, lineup=case.lineup)
        await self._store.tell((), self._clock.now(), traffic=traffic)
        return _Pages(tuple(visits), listing)

    async def _found(
        self, config: Config, case: Case, pages: _Pages, exchange: Exchange
    ) -> Healing:
        now, trouble = self._clock.now(), _trouble(case, pages)
        healing = Healing(
            since=case.since, at=now, sought=case.sought, remedies=(), trouble=trouble
        )
        visits = pages.visits if len(pages.visits) >= LEAST_PAGES else ()
        if not visits and pages.listing is None:
            return healing
        patient = Patient(
            visits=visits,
            selectors=config.selectors_by_site[case.source.site],
            broken=case.wanted,
            now=now,
            listing=pages.listing,
        )
        try:
            found = await exchange.heal(patient)
        except ReadingFailed as error:
            log.error("healing failed", extra={"source": case.source.id, "detail": str(error)})
            found = None
        if found is None:
            return replace(healing, trouble="looking for them on these pages came to no end")
        return replace(healing, remedies=found)

    async def _applied(self, config: Config, case: Case, healing: Healing) -> Healing:
        """Return the healing with the file that was written, if what is sure is to be written without a person."""
        from monitor.runtime.healing import write_remedies  # noqa: PLC0415 - see `_looked`

        sure = [remedy for remedy in healing.remedies if remedy.is_sure]
        if config.heal is not HealMode.APPLY or not sure:
            return healing
        if all(case.written.get(each.field) == each.selectors for each in sure):
            return replace(healing, trouble="not written: it was before, and somebody took it back")
        site = case.source.site
        try:
            written = await asyncio.to_thread(
                write_remedies, config, site, sure, case.since, is_asked=False
            )
        except MonitorError as error:
            return replace(healing, trouble=f"not written: {error}")
        self._written[site] = self._clock.now()
        return replace(healing, file=str(written.file), undo=written.undo)

    async def _tell(self, config: Config) -> Healed:
        """Store what is not told yet. Raises `StoreUnavailable`, and then it is told the next time."""
        alerts, is_written = 0, False
        for source, healing in list(self._untold.values()):
            alerts += await self._store_told(config, source, healing)
            is_written |= healing.file is not None
            del self._untold[source.id]
        return Healed(alerts, is_written)

    async def _store_told(self, config: Config, source: Source, healing: Healing) -> int:
        from monitor.core.health.remedies import tell_healing  # noqa: PLC0415 - see `_is_due`

        alert = tell_healing(source, healing, config.alarms)
        alerts = await self._store.tell([alert], self._clock.now(), source=source.id)
        sure = [remedy.field for remedy in healing.remedies if remedy.is_sure]
        extra = {
            "source": source.id,
            "sure": " ".join(sure) or None,
            "left": " ".join(name for name in healing.sought if name not in sure) or None,
            "file": healing.file,
            "undo": healing.undo or None,
            "detail": healing.trouble or None,
        }
        log.warning("looked for what broke", extra=extra)
        return alerts


def _may_be_had(case: Case, pages: _Pages) -> bool:
    """Say whether pages are missing that may be had another time."""
    is_few = len(pages.visits) < LEAST_PAGES <= len(case.held)
    return is_few or (case.lineup is not None and pages.listing is None)


def _trouble(case: Case, pages: _Pages) -> str:
    said = []
    if not {*HEALED}.isdisjoint(case.wanted) and len(pages.visits) < LEAST_PAGES:
        known = f"of {len(case.held)} articles that were read before"
        said.append(f"{known}, {len(pages.visits)} could be had: too few")
    if case.lineup is not None and pages.listing is None:
        said.append("the listing could not be had")
    return "; ".join(said)
