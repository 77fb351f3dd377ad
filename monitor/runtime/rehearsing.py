"""What reading kept pages again would correct, beside a daemon or without one. Stores nothing and tells nothing."""

from collections.abc import AsyncIterator, Collection
from contextlib import aclosing
from datetime import datetime

from monitor.config import Config
from monitor.egress import Egress
from monitor.model.correction import Correction, Subject
from monitor.model.evidence import Dictionary, KeptPage, PageQuery
from monitor.ports import Clock
from monitor.runtime.correcting import Walk
from monitor.runtime.exchange import exchange_of
from monitor.runtime.watches import watches_of
from monitor.store.beside import open_subjects
from monitor.store.evidence.reading import PageArchive, open_pages
from monitor.store.evidence.store import Place


class _Beside:
    """`correcting.Pages` over the pages as anybody may read them."""

    def __init__(self, archive: PageArchive) -> None:
        self._archive = archive

    async def pages(
        self, which: PageQuery, *, after: Place, limit: int
    ) -> list[tuple[Place, KeptPage]]:
        """See `Pages.pages`."""
        return self._archive.leaf(which, after=after, limit=limit)

    async def dictionaries(self, ids: Collection[int]) -> list[Dictionary]:
        """See `Pages.dictionaries`."""
        return self._archive.dictionaries(ids)


async def rehearse(
    config: Config, which: PageQuery, *, now: datetime, clock: Clock
) -> AsyncIterator[tuple[Subject, Correction]]:
    """Yield what each kept page would correct by `config`, with its article as it stands. Raises `StoreUnavailable`.

    A page is judged beside what is held now, not beside what came of the pages before it.
    """
    watches = watches_of(config, config.compiled_rules)
    database = config.database
    with open_pages(database) as archive, open_subjects(database) as subjects:

        async def stand(articles: Collection[int]) -> dict[int, Subject]:
            return subjects(articles)

        async with aclosing(Egress(config.limits, clock)) as egress:
            exchange = exchange_of(config.limits, egress, clock)
            async with aclosing(exchange):
                walk = Walk(_Beside(archive), stand, exchange, watches)
                async for correction in walk.corrections(which, now):
                    yield subjects({correction.article})[correction.article], correction
