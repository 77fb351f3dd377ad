"""Pages whose words are made by scripts, where they are fetched: the seam to who runs them, and what that comes to.

Runs nothing itself, and asks nothing: a page's own questions go out by the way that is handed on.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

from monitor.core.doors import door_of
from monitor.core.http_head import RENDERED_BY
from monitor.egress import Answer, Request, Unanswered
from monitor.fetch.letters import Came, Lost, Rendering
from monitor.model import NO_VALIDATORS, Failed, Fetched, FetchLimits, Reason, Traffic
from monitor.noun import dataclass, replace

Send = Callable[[Request], Awaitable[Answer | Unanswered]]

# The document is as the browser holds it, whatever it was sent in.
_TYPE = ("content-type", "text/html; charset=utf-8")
_HTML = frozenset({"", "text/html", "application/xhtml+xml"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """What a page's scripts made of it. `by` says who ran them and what they asked, in a line of ASCII."""

    body: bytes
    by: str
    took: timedelta
    traffic: tuple[Traffic, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Unrendered:
    """Why there is nothing to read, though the page came."""

    reason: Reason
    detail: str
    took: timedelta = timedelta()
    traffic: tuple[Traffic, ...] = ()


class Renderer(Protocol):
    """Runs the scripts of pages, with no way to the network but the one it is handed."""

    async def prepare(self) -> Unrendered | None:
        """See to it that pages can be rendered, and return why they cannot be, if so."""
        ...

    async def render(
        self, request: Request, answer: Answer, rendering: Rendering, send: Send
    ) -> Rendered | Unrendered | Lost:
        """Return what the scripts of `answer` make of it, within what is left of the request's time and bytes.

        It is done when what is awaited is there and nothing more is asked. Raises nothing but cancellation.
        """
        ...

    async def aclose(self) -> None:
        """Let go of what runs the scripts."""
        ...


# Made once it is known within which bounds.
NewRenderer = Callable[[FetchLimits], Renderer]


def has_scripts_to_run(answer: Answer | Unanswered) -> bool:
    """Say whether the answer is a page that scripts can make something of.

    What looks like a block page may be the shell of one: many tell those without scripts that they need them.
    """
    if isinstance(answer, Unanswered) or answer.status != 200:
        return False
    named = answer.header("content-type").split(";", 1)[0].strip().lower()
    return named in _HTML and door_of(answer.body) is None


def unmarked(answer: Answer | Unanswered) -> Answer | Unanswered:
    """Return the answer without our own mark, should a server set it."""
    if isinstance(answer, Unanswered) or not answer.header(RENDERED_BY):
        return answer
    fields = tuple(field for field in answer.headers if field[0] != RENDERED_BY)
    return replace(answer, headers=fields)


def as_rendered(answer: Answer, rendered: Rendered) -> Answer:
    """Return the answer as if the server had sent what the scripts made of it, in UTF-8, and marked so."""
    fields = tuple(field for field in answer.headers if field[0] != _TYPE[0])
    headers = (*fields, _TYPE, (RENDERED_BY, rendered.by))
    took = answer.took + rendered.took
    return replace(answer, headers=headers, body=rendered.body, took=took)


def of_scripts(came: Came, rendered: Rendered) -> Came:
    """Return an outcome with what the scripts asked.

    Validators and age are those of the document without its scripts: they say nothing of what was read.
    """
    match came:
        case Fetched():
            page = replace(came.page, validators=NO_VALIDATORS)
            return replace(came, page=page, made_at=None, traffic=rendered.traffic)
        case Failed():
            return replace(came, made_at=None, traffic=rendered.traffic)
    return came
