"""The exchange that is made here, in this process: it asks, says what an answer means, and has the page read.

It is what a scout does; a program that has scouts need not load it, nor what reads pages.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

from monitor.core.reading import read
from monitor.egress import Answer, Egress, Unanswered
from monitor.fetch import pocket as at_hand
from monitor.fetch.letters import (
    MOST_DICTIONARIES,
    Again,
    Came,
    Lost,
    Patient,
    Question,
    Rendering,
)
from monitor.fetch.outcome import Asked, outcome_of, unanswered
from monitor.fetch.pocket import Pocket
from monitor.fetch.press import Press
from monitor.fetch.redirect import REDIRECTS
from monitor.fetch.rendering import (
    Renderer,
    Unrendered,
    as_rendered,
    has_scripts_to_run,
    of_scripts,
    unmarked,
)
from monitor.model import (
    Failed,
    Fetched,
    FetchOutcome,
    Page,
    Reading,
    Reason,
    Selectors,
    Target,
    TargetKind,
)
from monitor.model.evidence import Capture, Dictionary, KeptPage, Receipt
from monitor.model.healing import Remedy
from monitor.noun import replace

Read = Callable[[Target, Page, Selectors, datetime], Reading]


class Direct:
    """Asks and reads in this process, by the time that `now` says.

    Each page is read by `reader`, within what `around` returns, and rendered before by `renderer` if it is to be. What
    may be evidence is held in `pocket`, and packed by `press`.
    """

    def __init__(
        self,
        egress: Egress,
        now: Callable[[], datetime],
        *,
        reader: Read = read,
        around: Callable[[], AbstractContextManager[None]] = nullcontext,
        pocket: Pocket | None = None,
        press: Press | None = None,
        renderer: Renderer | None = None,
    ) -> None:
        self._renderer = renderer
        self._egress = egress
        self._now = now
        self._reader = reader
        self._around = around
        self._pocket = pocket or Pocket(os.getpid())
        self._press = press or Press()

    @property
    def scouts(self) -> int:
        """See `Exchange.scouts`."""
        return 0

    async def ask(self, question: Question, selectors: Selectors | None) -> Came:
        """See `Exchange.ask`."""
        if question.rendering is not None:
            return await self._ask_and_render(question, question.rendering, selectors)
        answer = unmarked(await self._egress.send(question.request))
        return self._take(question, answer, selectors)

    async def _ask_and_render(
        self, question: Question, rendering: Rendering, selectors: Selectors | None
    ) -> Came:
        renderer = self._renderer
        if renderer is None:
            return self._unrendered(Unrendered(reason=Reason.UNRENDERED, detail="no browser"))
        if (why := await renderer.prepare()) is not None:
            return self._unrendered(why)
        answer = unmarked(await self._egress.send(question.request))
        if isinstance(answer, Unanswered) or not has_scripts_to_run(answer):
            return self._take(question, answer, selectors)
        rendered = await renderer.render(question.request, answer, rendering, self._egress.send)
        match rendered:
            case Lost():
                return rendered
            case Unrendered():
                return self._unrendered(rendered, question.took + answer.took, answer.wire_bytes)
        taken = self._take(question, as_rendered(answer, rendered), selectors)
        return of_scripts(taken, rendered)

    def _unrendered(
        self, why: Unrendered, took: timedelta = timedelta(), wire_bytes: int = 0
    ) -> Failed:
        return Failed(
            reason=why.reason,
            detail=why.detail,
            at=self._now(),
            took=took + why.took,
            wire_bytes=wire_bytes,
            traffic=why.traffic,
        )

    def _take(
        self, question: Question, answer: Answer | Unanswered, selectors: Selectors | None
    ) -> Came:
        """Return what an answer comes to, and what it says if it is a page."""
        came = _conclude(question, answer, self._now())
        if isinstance(came, Failed):
            receipt = self._receipt(question, answer, came.at)
            return came if receipt is None else replace(came, receipt=receipt)
        if not isinstance(came, Fetched):
            return came
        receipt = self._receipt(question, answer, came.at)
        if selectors is None:
            return replace(came, receipt=receipt)
        with self._around():
            reading = self._reader(question.target, came.page, selectors, came.at)
        return replace(came, page=replace(came.page, body=b""), reading=reading, receipt=receipt)

    async def keep(self, receipt: Receipt, dictionary: Dictionary | None) -> Capture | None:
        """See `Exchange.keep`."""
        self._learn([dictionary] if dictionary else [])
        number = dictionary.id if dictionary else None
        return self._press.keep(self._pocket, receipt, number, self._egress)

    async def read_again(self, again: Again, dictionaries: Sequence[Dictionary]) -> Reading | None:
        """See `Exchange.read_again`."""
        self._learn(dictionaries)
        with self._around():
            return reread(self._press, again)

    async def train(self, samples: Sequence[KeptPage], dictionaries: Sequence[Dictionary]) -> bytes:
        """See `Exchange.train`."""
        self._learn(dictionaries)
        return await asyncio.to_thread(self._press.train, samples)

    async def heal(self, patient: Patient) -> tuple[Remedy, ...] | None:
        """See `Exchange.heal`."""
        return await asyncio.to_thread(remedies_for, patient)

    async def retire(self) -> None:
        """Do nothing: the way out is somebody else's."""

    async def aclose(self) -> None:
        """Do nothing: the way out is somebody else's."""

    def _receipt(
        self, question: Question, answer: Answer | Unanswered, at: datetime
    ) -> Receipt | None:
        """Keep the answer at hand, if it may be evidence, and return by what it can be had."""
        if not question.is_kept or isinstance(answer, Unanswered):
            return None
        return self._pocket.put(
            at_hand.Came(url=question.url, request=question.request, answer=answer, at=at)
        )

    def _learn(self, dictionaries: Sequence[Dictionary]) -> None:
        if len(self._press.known.union(each.id for each in dictionaries)) > MOST_DICTIONARIES:
            self._press.forget()
        for dictionary in dictionaries:
            self._press.learn(dictionary)


def reread(press: Press, again: Again) -> Reading | None:
    """Return what a kept page says by the selectors, None if it cannot be unpacked. A bug in the reading is raised."""
    try:
        page = press.page(again.page)
    except ValueError:
        return None
    return read(again.target, page, again.selectors, again.page.capture.at)


def remedies_for(patient: Patient) -> tuple[Remedy, ...]:
    """Return what is found again of a site's broken fields. Takes seconds."""
    # What learns sites is as large as all that reads them, and hardly ever wanted.
    from monitor.core.learning.healing import heal  # noqa: PLC0415

    return heal(patient.visits, patient.selectors, patient.broken, patient.now, patient.listing)


def _conclude(
    question: Question, answer: Answer | Unanswered, now: datetime
) -> Answer | FetchOutcome:
    took = question.took + answer.took
    if isinstance(answer, Unanswered):
        return unanswered(answer, now, took, question.request.max_bytes)
    if answer.status in REDIRECTS:
        return replace(answer, body=b"")
    asked = Asked(
        url=question.url,
        final=question.final,
        is_conditional=question.is_conditional,
        at=now,
        took=took,
        is_listing=question.target.kind is TargetKind.LISTING,
    )
    return outcome_of(answer, asked)
