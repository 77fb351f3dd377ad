"""A listing's outcome as that of the pages which its articles do not have. Pure; decides nothing."""

from datetime import timedelta

from monitor.model import ArticleReading, Failed, Fetched, Page, Reason, Target
from monitor.noun import replace


def as_page(listing: Fetched, target: Target, reading: ArticleReading) -> Fetched:
    """Return it as that of a page of one of its articles, for which nothing was asked."""
    page = Page(url=target.url, final_url=target.url, body=b"")
    return replace(listing, page=page, reading=reading, took=timedelta(), wire_bytes=0, traffic=())


def as_gone(listing: Fetched) -> Failed:
    """Return it as that of an article that it told before, and shows no more among its neighbours."""
    return Failed(
        reason=Reason.GONE,
        detail="its listing shows it no more, and still shows those around it",
        at=listing.at,
        took=timedelta(),
        made_at=listing.made_at,
        receipt=listing.receipt,
    )
