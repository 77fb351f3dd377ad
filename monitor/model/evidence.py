"""Pages that are kept as evidence: how long, where they are meanwhile, and in which form. No behaviour."""

from datetime import datetime, timedelta

from monitor.model.reason import Reason
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """How long pages are kept, and how many bytes of disk they may take; whichever bound is met first drops them."""

    keep: timedelta = timedelta(days=90)
    max_bytes: int = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where the answer to a question is still at hand for a moment: at which scout, under which number."""

    scout: int
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Dictionary:
    """What the pages of a site have in common, for packing them; `id` is never given twice."""

    id: int
    words: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """One exchange, packed: `head` holds what was asked and the fields of the answer, `body` the answer's `size` bytes.

    The body is as it was once transfer and content coding were undone; `digest` is its SHA-256.
    Both were packed with the dictionary of that number, or with none.
    """

    url: str  # as asked at first
    final_url: str  # after redirects
    at: datetime
    status: int
    digest: bytes
    size: int
    dictionary: int | None
    head: bytes
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptPage:
    """A capture in its place: the source and the site it was asked for, and the article's row if it was one's.

    `reason` is why it was not taken for what was asked; None if it was.
    """

    id: str
    source: str
    site: str
    article: int | None
    reason: Reason | None = None
    capture: Capture
    # The body may be kept once for several pages, and have been packed with another dictionary than the head.
    body_dictionary: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PageQuery:
    """Which kept pages are asked for; None is any."""

    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None
    article: int | None = None


EVERY_PAGE = PageQuery()


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeping:
    """How much is kept, and what was: pages that were taken before `dropped_until` may have been dropped since.

    `began_at` is when the first page ever was kept there; None while there is none.
    """

    pages: int
    bytes: int
    began_at: datetime | None
    dropped_until: datetime | None
