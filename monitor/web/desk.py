"""What the pages need of the rest of the program. Owns the contract; reads, writes and knows nothing itself."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from monitor.core.rules import CompiledRule
from monitor.model import PolitenessRules, Rule, Selectors, SinkSettings, Source, Web
from monitor.model.access import Access
from monitor.model.wish import Granted, Wish
from monitor.noun import dataclass
from monitor.ports.archive import Archive
from monitor.web.metrics import Meters
from monitor.web.speech import DEFAULT

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is configured at the moment, as far as pages tell it. `compiled` are the `rules` in the same order."""

    zone: ZoneInfo
    web: Web
    politeness: PolitenessRules
    sources: tuple[Source, ...]
    selectors_by_site: Mapping[str, Selectors]
    rules: tuple[Rule, ...]
    compiled: tuple[CompiledRule, ...]
    sinks: tuple[SinkSettings, ...]
    # Whether there is something to draw pictures with.
    can_draw: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewsPicture:
    """The view curve of an article, by its row."""

    article: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RatesPicture:
    """A currency as sources showed it since then."""

    currency: str
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """What a picture is drawn on: which kind of file, on which ground, for how wide a screen, in which language."""

    kind: Literal["svg", "png"] = "svg"
    is_dark: bool = False
    is_narrow: bool = False
    language: str = DEFAULT


@dataclass(frozen=True, kw_only=True, slots=True)
class Vitals:
    """How the engine in this process is: what it has against work ("" is nothing), and whether it does any.

    It `is_starting` before every crew has looked for work once, and `is_draining` while it ends what it has in hand.
    `jobs_by_crew` are in hand, `scouts` are up, `meters` count.
    """

    trouble: str
    is_at_work: bool
    is_starting: bool
    is_draining: bool
    jobs_by_crew: Mapping[str, int]
    scouts: int
    meters: Meters


class Desk(Protocol):
    """Whoever knows what is held and what is configured, and grants wishes."""

    def now(self) -> datetime:
        """Return the time, in UTC."""

    def facts(self) -> Facts:
        """Return what is configured, by the configuration that is in force."""

    def vitals(self) -> Vitals | None:
        """Return how the engine in this process is; None if there is none here."""

    def access(self) -> Access:
        """Return who may come in."""

    async def ask(self, question: Callable[[Archive], T]) -> T:
        """Return the answer to a question to the archive, which is asked beside the loop.

        One call may ask several things. Raises `StoreUnavailable`.
        """

    async def picture(self, subject: ViewsPicture | RatesPicture, paper: Paper) -> bytes | None:
        """Return a picture; None if there is nothing to draw, or nothing to draw it with.

        It may be a minute old. Raises `StoreUnavailable`.
        """

    async def grant(self, wish: Wish) -> Granted:
        """Return what granting a wish came to. Its `trouble` is a sentence where it was not done."""

    def is_closing(self) -> bool:
        """Say whether the server stops, so that no answer shall go on for long."""
