"""An index of sitemaps: which are looked at besides the one that was changed last, and what of them is taken.

The newest is read as a listing is. Of the others only what changed since the last poll is: the rest of them was there
before anybody looked, and is no news.
"""

from datetime import datetime, timedelta

from monitor.core.plan.case import Case
from monitor.model import Link, Listing, ListingReading, Round
from monitor.noun import replace

# Each costs the site a request a poll, for as long as it says that it has changed.
MOST_BESIDE = 4
# Many say only the day.
_SLACK = timedelta(days=1)


def waiting_at(case: Case, listing: Listing) -> tuple[str, ...]:
    """Return the sitemaps of an index that may hold something fresh besides the newest, the newest first."""
    since = _since(case)
    return tuple(url for url, changed_at in listing.others if changed_at >= since)[:MOST_BESIDE]


def go_beside(seen: Round, limit: int) -> Round | None:
    """Return the round as it goes on to the next sitemap that waits; None if it ends, after `limit` pages or before."""
    if not seen.waiting or seen.page >= limit:
        return None
    url, *waiting = seen.waiting
    return replace(seen, page=seen.page + 1, url=url, waiting=tuple(waiting), is_beside=True)


def taken_of(case: Case, reading: ListingReading) -> ListingReading:
    """Return what is taken of a page: of a sitemap beside the newest what says that it changed since the last poll."""
    turn = case.target.round
    if turn is None or not turn.is_beside:
        return reading
    since = _since(case)
    fresh = tuple(
        (link, identity)
        for link, identity in reading.named
        if (at := _changed_at(link, reading)) is not None and at >= since
    )
    return replace(reading, named=fresh)


def _since(case: Case) -> datetime:
    return (case.known.source.polled_at or case.now) - _SLACK


def _changed_at(link: Link, reading: ListingReading) -> datetime | None:
    said = reading.listing.said.get(link.url)
    return link.published_at or (said.modified_at if said else None)
