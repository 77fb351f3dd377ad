"""What the fetcher asks and hears, here or between it and its scouts, and what both ends count on. No behaviour."""

from datetime import datetime, timedelta

from monitor.egress import Answer, Request, Url
from monitor.model import FetchLimits, FetchOutcome, Selectors, Target
from monitor.model.evidence import Capture, Dictionary, KeptPage, Receipt
from monitor.model.healing import ListingVisit, Remedy, Visit
from monitor.noun import dataclass

# Of CPU, for one page. The slowest page that the guard lets pass takes a second.
READING_S = 2.0
# What a reader knows at once. Each takes half a megabyte, and a site's next page finds its own again soon.
MOST_DICTIONARIES = 32

# Groups of CSS selectors, one of each of which is to hit something that says something, itself or in an attribute.
Awaited = tuple[tuple[tuple[str, str | None], ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendering:
    """How the scripts of a page are run: what shows that they are done, and where they believe to be.

    `zone` is a name of the time-zone database, `language` a tag; "" is whatever the browser takes.
    """

    awaited: Awaited = ()
    zone: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One URL to be asked, on the way to the page of `target`; `took` is what the way took so far.

    `is_kept` if the bytes of what comes are to stay at hand for a moment. With `rendering` the page is what its scripts
    make of it.
    """

    request: Request
    url: str
    final: Url
    is_conditional: bool
    took: timedelta
    target: Target
    is_kept: bool = False
    rendering: Rendering | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """A kept page to be read again as that of `target`."""

    page: KeptPage
    target: Target
    selectors: Selectors


@dataclass(frozen=True, kw_only=True, slots=True)
class Patient:
    """A site whose `broken` fields are to be found again on pages of articles that were read before they broke.

    What is broken of its listing, on that `listing` as it is now.
    """

    visits: tuple[Visit, ...]
    selectors: Selectors
    broken: tuple[str, ...]
    now: datetime
    listing: ListingVisit | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lost:
    """Whoever asked is gone, by no fault of this page: nobody knows what came of it."""


# A redirect comes as the bare answer; what is final comes judged, and read.
Came = Answer | FetchOutcome | Lost


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin:
    """To a scout, first: the bounds of its exchanges."""

    limits: FetchLimits


@dataclass(frozen=True, kw_only=True, slots=True)
class Learn:
    """To a scout: selectors, and the number by which questions will name them."""

    number: int
    selectors: Selectors


@dataclass(frozen=True, kw_only=True, slots=True)
class Forget:
    """To a scout: the selectors it learned are of no more use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """To a scout: a question, and by which number of selectors a page is read.

    `at` is the time of who asks, which the answer goes by.
    """

    number: int
    at: datetime
    question: Question
    selectors: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Teach:
    """To a scout: a dictionary, which what follows names by its number."""

    dictionary: Dictionary


@dataclass(frozen=True, kw_only=True, slots=True)
class Unlearn:
    """To a scout: the dictionaries it was taught are of no more use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Keep:
    """To a scout: hand over, packed with that dictionary, what is at hand under a receipt."""

    number: int
    receipt: Receipt
    dictionary: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Inherit:
    """To a scout: hold what another left that ended over it, the answer to a request on the way from `url`."""

    number: int
    url: str
    request: Request
    at: datetime
    head: bytes
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Reread:
    """To a scout: read a kept page again, with the selectors of that number."""

    number: int
    page: KeptPage
    target: Target
    selectors: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Train:
    """To a scout: make a dictionary of these pages."""

    number: int
    samples: tuple[KeptPage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heal:
    """To a scout that has nothing else to do: find broken fields again."""

    number: int
    patient: Patient


@dataclass(frozen=True, kw_only=True, slots=True)
class Cancel:
    """To a scout: nobody waits for the answer to this question any more."""

    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """From a scout, first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """From a scout: what a question or another letter with a number came to. A dictionary comes as its bytes."""

    number: int
    came: Came | Capture | Receipt | bytes | tuple[Remedy, ...] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Broke:
    """From a scout: a bug of ours met in a question, as a sentence and a traceback."""

    number: int
    detail: str
    traceback: str
