"""One exchange and what it came to: asked here, or by a process of its own. Owns the question and its conclusion.

Knows neither politeness nor redirects: who asks sees to those.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from monitor.core.reading import read
from monitor.egress import Answer, Egress, Request, Unanswered, Url
from monitor.fetch.outcome import Asked, outcome_of, unanswered
from monitor.fetch.redirect import REDIRECTS
from monitor.model import Fetched, FetchOutcome, Selectors, Target
from monitor.ports import Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One URL to be asked, on the way to the page of `target`; `took` is what the way took so far.

    With `selectors` a page that comes is read where it is fetched, and its bytes go no further.
    """

    request: Request
    url: str
    final: Url
    is_conditional: bool
    took: timedelta
    target: Target
    selectors: Selectors | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lost:
    """Whoever asked is gone, by no fault of this page: nobody knows what came of it."""


# A redirect comes as the bare answer; what is final comes judged, and read.
Came = Answer | FetchOutcome | Lost


class Exchange(Protocol):
    """Asks one question."""

    async def ask(self, question: Question) -> Came:
        """Return what the question came to. Raises nothing but cancellation, or a bug in the reading."""
        ...

    async def aclose(self) -> None:
        """Let go of what it holds."""
        ...


class Direct:
    """Asks and reads in this process: `before_read` and `after_read` hear of each page that is read."""

    def __init__(
        self,
        egress: Egress,
        clock: Clock,
        *,
        before_read: Callable[[Question], None] = lambda _: None,
        after_read: Callable[[], None] = lambda: None,
    ) -> None:
        self._egress = egress
        self._clock = clock
        self._before_read = before_read
        self._after_read = after_read

    async def ask(self, question: Question) -> Came:
        """See `Exchange.ask`."""
        answer = await self._egress.send(question.request)
        came = _conclude(question, answer, self._clock.now())
        if question.selectors is None or not isinstance(came, Fetched):
            return came
        self._before_read(question)
        reading = read(question.target, came.page, question.selectors, came.at)
        self._after_read()
        return replace(came, page=replace(came.page, body=b""), reading=reading)

    async def aclose(self) -> None:
        """Do nothing: the way out is somebody else's."""


def _conclude(
    question: Question, answer: Answer | Unanswered, now: datetime
) -> Answer | FetchOutcome:
    took = question.took + answer.took
    if isinstance(answer, Unanswered):
        return unanswered(answer, now, took)
    if answer.status in REDIRECTS:
        return replace(answer, body=b"")
    asked = Asked(
        url=question.url,
        final=question.final,
        is_conditional=question.is_conditional,
        at=now,
        took=took,
    )
    return outcome_of(answer, asked)
