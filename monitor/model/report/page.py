"""Kept pages as people are shown them."""

from datetime import datetime

from monitor.model import Reason
from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class PageReport:
    """A page that was kept as it came. `size` bytes are kept in `kept_size`, head included.

    `article` is the row of the article that it was asked for, `reason` why it was not taken for that. Of one page
    only: `request`, the `fields` of the answer, and its text as `body` where that was asked for.
    """

    id: str
    taken_at: datetime
    source: str
    site: str
    article: int | None
    url: str
    final_url: str
    status: int
    reason: Reason | None
    size: int
    kept_size: int
    sha256: str
    request: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    body: str | None = None
