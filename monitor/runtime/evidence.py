"""Evidence at work: the page that a plan rests on, handed over by who fetched it, and stored before the plan is.

Owns the kept pages of one database for the life of the engine, and when a site's dictionary is made anew. It judges no
page: `monitor.core.plan.evidence` does.
"""

import asyncio
import logging
from collections import Counter, OrderedDict
from datetime import datetime

from monitor.config import Config
from monitor.core.evidence import page_id
from monitor.errors import StoreError
from monitor.fetch import Exchange, ReadingFailed
from monitor.model import Plan
from monitor.model.evidence import Capture, Dictionary, KeptPage, Receipt
from monitor.noun import replace
from monitor.ports import Clock
from monitor.store.evidence.reading import SAMPLE, needed
from monitor.store.evidence.store import PageStore, open_page_store

log = logging.getLogger(__name__)

# Each is a tenth of a megabyte; those of other sites are read again when they are wanted.
_MOST_DICTIONARIES = 16


class Keeper:
    """`ports.Evidence` over what one exchange fetched."""

    def __init__(self, pages: PageStore, exchange: Exchange, clock: Clock) -> None:
        self.pages = pages
        self.exchange = exchange
        self._clock = clock
        self._dictionaries: OrderedDict[str, Dictionary | None] = OrderedDict()
        self._kept: Counter[str] = Counter()
        self._trainings: set[asyncio.Task[None]] = set()
        self._is_well = True

    async def keep(self, receipt: Receipt, plan: Plan, site: str) -> str | None:
        """See `Evidence.keep`."""
        try:
            capture = await self.exchange.keep(receipt, await self._dictionary(site))
            if capture is None:
                extra = {"target": plan.target.url, "detail": "it is not at hand any more"}
                log.warning("page not kept", extra=extra)
                return None
            # The time of the check is that of all that it stores.
            page = _placed(replace(capture, at=plan.next.checked_at), plan, site)
            await self.pages.keep(page)
        except (StoreError, ReadingFailed) as error:
            self._say(str(error))
            return None
        self._say("")
        self._count(site)
        return page.id

    async def trained(self) -> None:
        """Wait until every dictionary that is being made is there."""
        await asyncio.gather(*self._trainings)

    async def close(self) -> None:
        """Let what is being trained go."""
        for task in self._trainings:
            task.cancel()
        await asyncio.gather(*self._trainings, return_exceptions=True)

    async def _dictionary(self, site: str) -> Dictionary | None:
        if site not in self._dictionaries:
            self._dictionaries[site] = await self.pages.dictionary(site)
            if len(self._dictionaries) > _MOST_DICTIONARIES:
                self._dictionaries.popitem(last=False)
        self._dictionaries.move_to_end(site)
        return self._dictionaries[site]

    def _count(self, site: str) -> None:
        """Look now and then whether a site's pages need a dictionary, or another one. No page waits for that."""
        self._kept[site] += 1
        if self._kept[site] >= SAMPLE:
            del self._kept[site]
            task = asyncio.ensure_future(self._train(site))
            self._trainings.add(task)
            task.add_done_callback(self._trainings.discard)

    async def _train(self, site: str) -> None:
        try:
            samples = await self.pages.samples(site)
            if not samples:
                return
            known = await self.pages.dictionaries(set().union(*map(needed, samples)))
            words = await self.exchange.train(samples, known)
            if words:
                now = self._clock.now()
                self._dictionaries[site] = await self.pages.add_dictionary(site, words, now)
                log.info("dictionary made", extra={"site": site, "pages": len(samples)})
        except (StoreError, ReadingFailed) as error:
            self._say(str(error))

    def _say(self, trouble: str) -> None:
        """Say once that pages are not kept, and once that they are again."""
        if trouble and self._is_well:
            log.error("pages not kept", extra={"detail": trouble})
        elif not trouble and not self._is_well:
            log.info("pages kept again")
        self._is_well = not trouble


def _placed(capture: Capture, plan: Plan, site: str) -> KeptPage:
    return KeptPage(
        id=page_id(capture),
        source=plan.target.source,
        site=site,
        article=plan.target.article,
        reason=plan.next.reason,
        capture=capture,
        body_dictionary=capture.dictionary,
    )


class Archivist:
    """The kept pages through all configurations of one engine; none where the file says nothing of an archive."""

    def __init__(self) -> None:
        self.pages: PageStore | None = None
        self._keepers: list[Keeper] = []

    async def follow(self, config: Config) -> None:
        """Keep pages as `config` says from now on. What cannot be used is said, and no page is kept."""
        if config.archive is None:
            return
        if self.pages is not None:
            self.pages.retention = config.archive
            return
        try:
            self.pages = await open_page_store(config.database, config.archive)
        except StoreError as error:
            log.error("pages not kept", extra={"detail": f"{error}", "hint": error.hint})

    def keeper(self, config: Config, exchange: Exchange, clock: Clock) -> Keeper | None:
        """Return who keeps what `exchange` fetches; None if nobody does."""
        if config.archive is None or self.pages is None:
            return None
        self._keepers.append(Keeper(self.pages, exchange, clock))
        return self._keepers[-1]

    async def tend(self, now: datetime) -> None:
        """Drop what is too old or has no room. Trouble with the pages is said, and stops no other work."""
        try:
            if self.pages is not None:
                await self.pages.tend(now)
        except StoreError as error:
            log.error("pages not tended", extra={"detail": f"{error}", "hint": error.hint})

    async def close(self) -> None:
        """Let go of the pages."""
        for keeper in self._keepers:
            await keeper.close()
        if self.pages is not None:
            await self.pages.close()
