"""Exchanges by processes of their own, so that what a page does to its reader costs that page and no more.

Owns which scout is asked, and that there is one. Politeness is not its business: who asks holds the host's turn.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from zlib import crc32

from monitor.fetch.letters import (
    Again,
    Came,
    Heal,
    Inherit,
    Keep,
    Patient,
    Question,
    Reread,
    Train,
)
from monitor.fetch.outpost import Errand, Outpost
from monitor.fetch.vanguard import Vanguard
from monitor.model import (
    ArticleReading,
    Failed,
    FetchLimits,
    ListingReading,
    Reading,
    Reason,
    Selectors,
)
from monitor.model.evidence import Capture, Dictionary, KeptPage, Receipt
from monitor.model.healing import Remedy
from monitor.noun import replace
from monitor.ports import Clock

log = logging.getLogger(__name__)

# After a reload every site's selectors are new objects; the old ones are forgotten in time.
_MOST_SELECTORS = 10_000
# A scout that does not come up is tried again after 1 s, 2 s, … but at least this often, in seconds.
_LONGEST_PAUSE_S = 5.0


class Scouts:
    """`Exchange` over `limits.scouts` processes, each started by `command` when it is wanted first.

    The first of them is `vanguard`, which is there already.
    """

    def __init__(
        self,
        command: Sequence[str],
        limits: FetchLimits,
        clock: Clock,
        *,
        vanguard: Vanguard | None = None,
    ) -> None:
        self._posts = [_Post(command, limits, clock, vanguard) for _ in range(limits.scouts)]
        self._new_post = partial(_Post, command, limits, clock, None)
        self._clock = clock
        self._numbers: dict[int, tuple[Selectors, int]] = {}
        self._count = count(1)

    @property
    def scouts(self) -> int:
        """See `Exchange.scouts`."""
        return sum(post.is_manned for post in self._posts)

    async def ask(self, question: Question, selectors: Selectors | None) -> Came:
        """See `Exchange.ask`. The scout that has least to do is asked; of equals the one that is the host's own."""
        post = self._post_for(question.final.host)
        post.asked += 1
        try:
            outpost = await post.outpost()
            number = self._learned(outpost, selectors)
            came = await outpost.ask(question, number)
        finally:
            post.asked -= 1
            if post.is_retired and not post.asked:
                await post.close()
        if isinstance(came, Failed) and came.reason is Reason.CRASHED:
            log.warning("crashed", extra={"page": question.url, "detail": came.detail})
            return replace(came, receipt=came.receipt or await self._inherited(outpost, question))
        return came

    async def _inherited(self, gone: Outpost, question: Question) -> Receipt | None:
        """Return where the page is at hand that ended its reader, if it was left behind and may be evidence."""
        left = gone.left
        if left is None or not question.is_kept:
            return None
        head, body = left
        receipt = await self._idlest.do(
            lambda at: Inherit(
                number=at,
                url=question.url,
                request=question.request,
                at=self._clock.now(),
                head=head,
                body=body,
            ),
            lambda _: None,
        )
        return receipt if isinstance(receipt, Receipt) else None

    async def keep(self, receipt: Receipt, dictionary: Dictionary | None) -> Capture | None:
        """See `Exchange.keep`. It is at hand at the scout that asked, while that lives."""
        post = next((post for post in self._posts if post.pid == receipt.scout), None)
        if post is None:
            return None
        number = dictionary.id if dictionary else None
        kept = await post.do(
            lambda at: Keep(number=at, receipt=receipt, dictionary=number),
            lambda outpost: outpost.teach([dictionary] if dictionary else []),
        )
        return kept if isinstance(kept, Capture) else None

    async def read_again(self, again: Again, dictionaries: Sequence[Dictionary]) -> Reading | None:
        """See `Exchange.read_again`. The scout that has least to do reads it."""
        number = self._number(again.selectors)

        def prepare(outpost: Outpost) -> None:
            outpost.teach(dictionaries)
            outpost.learn(number, again.selectors)

        reading = await self._idlest.do(
            lambda at: Reread(number=at, page=again.page, target=again.target, selectors=number),
            prepare,
        )
        return reading if isinstance(reading, ArticleReading | ListingReading) else None

    async def train(self, samples: Sequence[KeptPage], dictionaries: Sequence[Dictionary]) -> bytes:
        """See `Exchange.train`."""
        trained = await self._idlest.do(
            lambda at: Train(number=at, samples=tuple(samples)),
            lambda outpost: outpost.teach(dictionaries),
        )
        return trained if isinstance(trained, bytes) else b""

    async def heal(self, patient: Patient) -> tuple[Remedy, ...] | None:
        """See `Exchange.heal`. A scout of its own does it, and goes: it takes seconds, and pages wait for nobody."""
        post = self._new_post()
        try:
            found = await post.do(lambda at: Heal(number=at, patient=patient), lambda _: None)
        finally:
            await post.close()
        return found if isinstance(found, tuple) else None

    async def retire(self) -> None:
        """Let each scout go when it has answered what it was asked."""
        for post in self._posts:
            post.is_retired = True
            if not post.asked:
                await post.close()

    async def aclose(self) -> None:
        """Let all scouts go."""
        await asyncio.gather(*(post.close() for post in self._posts))

    @property
    def _idlest(self) -> "_Post":
        return min(self._posts, key=lambda post: post.asked)

    def _post_for(self, host: str) -> "_Post":
        home, size = crc32(host.encode()), len(self._posts)
        order = (self._posts[(home + step) % size] for step in range(size))
        return min(order, key=lambda post: post.asked)

    def _learned(self, outpost: Outpost, selectors: Selectors | None) -> int | None:
        if selectors is None:
            return None
        number = self._number(selectors)
        outpost.learn(number, selectors)
        return number

    def _number(self, selectors: Selectors) -> int:
        held = self._numbers.get(id(selectors))
        if held is None:
            if len(self._numbers) >= _MOST_SELECTORS:
                self._forget()
            # Held along with the number, so that no other object can get the same `id`.
            held = self._numbers[id(selectors)] = (selectors, next(self._count))
        return held[1]

    def _forget(self) -> None:
        self._numbers.clear()
        for post in self._posts:
            post.forget()


class _Post:
    """A place for one scout, and the one that stands there. `asked` counts who asks it or waits for it."""

    def __init__(
        self, command: Sequence[str], limits: FetchLimits, clock: Clock, vanguard: Vanguard | None
    ) -> None:
        self.asked = 0
        self.is_retired = False
        self._command = command
        self._limits = limits
        self._clock = clock
        self._vanguard = vanguard
        self._outpost: Outpost | None = None
        self._coming: Outpost | None = None
        self._starting: asyncio.Task[Outpost] | None = None
        self._failures = 0
        self._relief: asyncio.Task[Outpost] | None = None

    @property
    def is_manned(self) -> bool:
        """Say whether its scout is up."""
        return self._outpost is not None and not self._outpost.is_gone

    @property
    def pid(self) -> int | None:
        """Return the number of its scout; None while there is none."""
        return self._outpost.pid if self._outpost is not None and self.is_manned else None

    async def do(
        self,
        letter: Callable[[int], Errand],
        prepare: Callable[[Outpost], None],
    ) -> object:
        """Return what a letter to its scout came to, which is prepared for it. Raises `ReadingFailed`."""
        self.asked += 1
        try:
            outpost = await self.outpost()
            prepare(outpost)
            return await outpost.do(letter)
        finally:
            self.asked -= 1
            if self.is_retired and not self.asked:
                await self.close()

    async def outpost(self) -> Outpost:
        """Return the scout, started if there is none. One that could not be started is returned gone."""
        if self._outpost is not None and not self._outpost.is_gone:
            return self._outpost
        if self._starting is None:
            self._starting = asyncio.ensure_future(self._start())
        # Who asks may give up meanwhile: it comes up for whoever asks next.
        return await asyncio.shield(self._starting)

    def forget(self) -> None:
        """Let the scout forget its selectors."""
        if self._outpost is not None:
            self._outpost.forget()

    async def close(self) -> None:
        """Let the scout go."""
        self.is_retired = True
        if self._starting is not None:
            if self._coming is not None:
                self._coming.kill()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._relief is not None:
            await asyncio.gather(self._relief, return_exceptions=True)
        if self._outpost is not None:
            await self._outpost.close()

    async def _start(self) -> Outpost:
        try:
            if self._failures:
                await asyncio.sleep(min(2.0 ** (self._failures - 1), _LONGEST_PAUSE_S))
            self._coming = Outpost(self._clock, self._relieve)
            self._outpost = await self._started(self._coming)
            return self._outpost
        finally:
            self._coming = self._starting = None

    async def _started(self, outpost: Outpost) -> Outpost:
        await outpost.start(self._command, self._limits, self._vanguard)
        if outpost.is_gone:
            self._failures += 1
            log.error("scout did not start", extra={"detail": outpost.epitaph})
        else:
            self._failures = 0
        return outpost

    def _relieve(self) -> None:
        """Start another at once where one fell, so that the next page need not wait for it."""
        if not self.is_retired and self.asked:
            self._relief = asyncio.ensure_future(self.outpost())
