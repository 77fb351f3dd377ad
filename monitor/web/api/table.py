"""The nouns of the table of routes: what is asked where, by which parameters, and what is answered. Asks nothing."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from monitor.model.access import Visitor
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.api.kinds import Count, Cursor, Kind, Text, Time
from monitor.web.desk import Desk
from monitor.web.refusal import Refusal

T = TypeVar("T")

Asked = Mapping[str, Any]
MOST = 200


class Place(StrEnum):
    """Where a parameter stands."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    BODY = "body"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """Something that may be said with a request. Without it `default` holds, unless it `is_required`."""

    name: str
    about: str
    kind: Kind
    place: Place = Place.QUERY
    default: Any = None
    is_required: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One request, understood. `asked` has every parameter of its endpoint."""

    desk: Desk
    visitor: Visitor
    asked: Asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """One line of the table. `answer` is the type of what `answers` returns: the description is made of it."""

    method: str
    path: str
    name: str
    about: str
    answers: Callable[[Call], Awaitable[object]]
    answer: Any
    parameters: tuple[Parameter, ...] = ()
    status: int = 200
    media: str = "application/json"


def reading(question: Callable[[Archive, Asked], object]) -> Callable[[Call], Awaitable[object]]:
    """Return an endpoint's answer by a question to the archive alone."""

    async def answers(call: Call) -> object:
        return await call.desk.ask(lambda archive: question(archive, call.asked))

    return answers


def known(found: T | None, name: str) -> T:
    """Return what was found. Raises `Refusal` (404) if nothing was."""
    if found is None:
        raise Refusal(404, f"Nothing is known as {name[:200]}.")
    return found


def in_path(name: str, about: str) -> Parameter:
    """Return a parameter that is a part of the address."""
    kind = Text(most=2_000)
    return Parameter(name=name, about=about, kind=kind, place=Place.PATH, is_required=True)


def asking(name: str, about: str, kind: Kind | None = None, default: object = None) -> Parameter:
    """Return a parameter that may be left out."""
    return Parameter(name=name, about=about, kind=kind or Text(), default=default)


SINCE = asking("since", "Only from this moment on.", Time())
UNTIL = asking("until", "Only before this moment.", Time())
SOURCE = asking("source", "Only of the source of this id.")
RULE = asking("rule", "Only of the rule of this id.")
LIMIT = asking("limit", "So many at most.", Count(least=1, most=MOST), 50)
# A long list comes in parts.
PAGED = (
    asking("after", "Where to go on: `after` of the part before. Left out: at the beginning.", Cursor(), ""),
    LIMIT,
)  # fmt: skip
