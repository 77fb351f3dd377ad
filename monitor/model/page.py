"""What a fetch came to: one of four frozen outcomes. Knows neither how it was fetched nor what the page says.

The `traffic` of each is all that was asked for its sake: robots.txt, redirects, and what was asked anew. By the
`receipt` the bytes that came can be had for a moment, where they may be evidence.
"""

from datetime import datetime, timedelta

from monitor.model.evidence import Receipt
from monitor.model.host import Traffic
from monitor.model.reading import Reading
from monitor.model.reason import Reason
from monitor.model.source import NO_VALIDATORS, Validators
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One response, decoded from its content coding but not yet from its character set."""

    url: str  # as asked
    final_url: str  # after redirects
    body: bytes
    content_type: str = ""
    validators: Validators = NO_VALIDATORS


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """The page came, with status 200. Where it was read beside the fetch, `page` has no body any more.

    `made_at` is when this copy of it was made, as far as the answer says (RFC 9111 §4.2.3): caches serve old ones.
    """

    page: Page
    at: datetime
    took: timedelta
    wire_bytes: int = 0
    reading: Reading | None = None
    made_at: datetime | None = None
    traffic: tuple[Traffic, ...] = ()
    receipt: Receipt | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NotModified:
    """304: what we hold is still so."""

    at: datetime
    took: timedelta
    made_at: datetime | None = None
    traffic: tuple[Traffic, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """We did not ask: robots.txt or the address forbids it."""

    reason: Reason
    detail: str
    at: datetime
    traffic: tuple[Traffic, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """We asked and got no page. `retry_after` is the server's own wish, counted from `at`.

    `made_at` is when this answer was made: that a page is gone is kept by caches, too.
    """

    reason: Reason
    detail: str
    at: datetime
    took: timedelta
    status: int | None = None
    retry_after: timedelta | None = None
    made_at: datetime | None = None
    wire_bytes: int = 0
    traffic: tuple[Traffic, ...] = ()
    receipt: Receipt | None = None


FetchOutcome = Fetched | NotModified | Refused | Failed
