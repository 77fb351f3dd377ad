"""One exchange and what it came to. Owns the seam at which another process may ask, and what an answer concludes.

Knows neither politeness nor redirects: who asks sees to those.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from monitor.core.reading import read
from monitor.egress import Answer, Egress, Unanswered
from monitor.fetch.letters import Came, Question
from monitor.fetch.outcome import Asked, outcome_of, unanswered
from monitor.fetch.redirect import REDIRECTS
from monitor.model import Fetched, FetchOutcome, Page, Reading, Selectors, Target, TargetKind

Read = Callable[[Target, Page, Selectors, datetime], Reading]


class Exchange(Protocol):
    """Asks one question."""

    @property
    def scouts(self) -> int:
        """Return how many processes are up that ask and read."""
        ...

    async def ask(self, question: Question) -> Came:
        """Return what the question came to. Raises nothing but cancellation, or a bug in the reading."""
        ...

    async def retire(self) -> None:
        """Let go of what is not needed for the questions under way; there will be no others."""
        ...

    async def aclose(self) -> None:
        """Let go of what it holds."""
        ...


class Direct:
    """Asks and reads in this process, by the time that `now` says.

    Each page is read by `reader`, within what `around` returns.
    """

    def __init__(
        self,
        egress: Egress,
        now: Callable[[], datetime],
        *,
        reader: Read = read,
        around: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._egress = egress
        self._now = now
        self._reader = reader
        self._around = around

    @property
    def scouts(self) -> int:
        """See `Exchange.scouts`."""
        return 0

    async def ask(self, question: Question) -> Came:
        """See `Exchange.ask`."""
        answer = await self._egress.send(question.request)
        came = _conclude(question, answer, self._now())
        if question.selectors is None or not isinstance(came, Fetched):
            return came
        with self._around():
            reading = self._reader(question.target, came.page, question.selectors, came.at)
        return replace(came, page=replace(came.page, body=b""), reading=reading)

    async def retire(self) -> None:
        """Do nothing: the way out is somebody else's."""

    async def aclose(self) -> None:
        """Do nothing: the way out is somebody else's."""


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
