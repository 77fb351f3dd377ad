"""Kept pages read again by the present selectors. Owns the walk over them; what follows from each is judged elsewhere.

The pages are read where pages are read, by scouts, many at once. What they correct is judged one after the other, in
the order in which the pages were taken, each beside its article as it stands then.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from monitor.config import Config
from monitor.core.plan import correct, may_correct, target_of
from monitor.core.watch import Watch
from monitor.errors import StaleKnown
from monitor.fetch import Again, Exchange, ReadingFailed
from monitor.model import ArticleReading, SourceId
from monitor.model.correction import Correction, Subject
from monitor.model.evidence import Dictionary, KeptPage, PageQuery
from monitor.model.wish import Reread, RereadWish
from monitor.ports import Store
from monitor.runtime.evidence import Keeper
from monitor.runtime.watches import watches_of
from monitor.store.evidence.reading import needed
from monitor.store.evidence.store import Place

# So many pages are read at once; the loop and the scouts have other work.
BATCH = 32
# Each is a tenth of a megabyte.
MOST_DICTIONARIES = 16

Subjects = Callable[[Collection[int]], Awaitable[Mapping[int, Subject]]]


class Pages(Protocol):
    """Where kept pages are: in this process's care, or beside the one that has it."""

    async def pages(
        self, which: PageQuery, *, after: Place, limit: int
    ) -> list[tuple[Place, KeptPage]]:
        """Return up to `limit` pages behind `after`, each with its place."""
        ...

    async def dictionaries(self, ids: Collection[int]) -> list[Dictionary]:
        """Return the dictionaries of these numbers."""
        ...


class _Chosen(NamedTuple):
    """A page that may correct its article, and how that stood when the page was chosen."""

    page: KeptPage
    subject: Subject
    watch: Watch


class Walk:
    """One walk over kept pages: it counts them, and of those that may correct something how many were read, or not."""

    def __init__(
        self,
        pages: Pages,
        subjects: Subjects,
        exchange: Exchange,
        watches: Mapping[SourceId, Watch],
    ) -> None:
        self._pages = pages
        self._subjects = subjects
        self._exchange = exchange
        self._watches = watches
        self._dictionaries: dict[int, Dictionary] = {}
        self.pages = 0
        self.read = 0
        self.unread = 0

    async def corrections(self, which: PageQuery, now: datetime) -> AsyncIterator[Correction]:
        """Yield what pages correct. The next one is judged beside what came of those before. May raise `StoreError`."""
        after: Place = ("", 0)
        while found := await self._pages.pages(which, after=after, limit=BATCH):
            after = found[-1][0]
            self.pages += len(found)
            chosen = await self._choose([page for _, page in found])
            readings = await asyncio.gather(*map(self._read, chosen))
            moved: set[int] = set()
            for each, reading in zip(chosen, readings, strict=True):
                article = each.subject.article.id
                subject = each.subject if article not in moved else await self._anew(article)
                correction = self._judge(each, subject, reading, now)
                if correction is not None:
                    moved.add(article)
                    yield correction

    async def _choose(self, pages: Sequence[KeptPage]) -> list[_Chosen]:
        """Return those pages that may have something to say of their articles. Sources that are gone are left out."""
        stand = await self._subjects({page.article for page in pages if page.article is not None})
        return [
            _Chosen(page, subject, watch)
            for page in pages
            if page.article is not None
            and (subject := stand.get(page.article)) is not None
            and may_correct(page, subject)
            and (watch := self._watches.get(SourceId(page.source))) is not None
        ]

    async def _read(self, chosen: _Chosen) -> ArticleReading | None:
        page = chosen.page
        again = Again(page=page, target=target_of(page), selectors=chosen.watch.selectors)
        try:
            reading = await self._exchange.read_again(again, await self._known(page))
        except ReadingFailed:
            return None
        return reading if isinstance(reading, ArticleReading) else None

    async def _known(self, page: KeptPage) -> list[Dictionary]:
        """Return the dictionaries of a page. A walk meets few, and each is large."""
        wanted = needed(page)
        if not wanted <= self._dictionaries.keys():
            if len(self._dictionaries) > MOST_DICTIONARIES:
                self._dictionaries.clear()
            found = await self._pages.dictionaries(wanted)
            self._dictionaries.update((each.id, each) for each in found)
        return [each for id_, each in self._dictionaries.items() if id_ in wanted]

    async def _anew(self, article: int) -> Subject | None:
        return (await self._subjects({article})).get(article)

    def _judge(
        self,
        chosen: _Chosen,
        subject: Subject | None,
        reading: ArticleReading | None,
        now: datetime,
    ) -> Correction | None:
        if subject is None or not may_correct(chosen.page, subject):
            return None
        if reading is None:
            self.unread += 1
            return None
        self.read += 1
        return correct(chosen.page, subject, reading, chosen.watch, now)


async def reread(
    store: Store, keeper: Keeper | None, config: Config, wish: RereadWish, now: datetime
) -> Reread:
    """Return what reading kept pages again came to; what they correct is stored, and what was owed is due.

    Nothing is told twice: an alert has the id that it would have had. Raises `StoreUnavailable`.
    """
    if keeper is None:
        return Reread(trouble="no pages are kept: there is no [archive] in the configuration")
    watches = await asyncio.to_thread(watches_of, config, config.compiled_rules)
    walk = Walk(keeper.pages, store.subjects, keeper.exchange, watches)
    corrected = revisions = alerts = 0
    async for correction in walk.corrections(query_of(wish), now):
        try:
            committed = await store.correct(correction, now)
        except StaleKnown:
            # A check has read the article meanwhile, by the same selectors.
            continue
        corrected += 1
        revisions += committed.revisions
        alerts += committed.alerts
    return Reread(
        pages=walk.pages,
        read=walk.read,
        unread=walk.unread,
        corrected=corrected,
        revisions=revisions,
        alerts=alerts,
    )


def query_of(wish: RereadWish) -> PageQuery:
    """Return which pages a wish means."""
    return PageQuery(since=wish.since, until=wish.until, source=wish.source)
