"""Whether an article's address leads somewhere else by now. Decides nothing that follows from it."""

from urllib.parse import urlsplit

from monitor.core.plan.case import Case
from monitor.model import Page


def leads_away(case: Case, page: Page) -> bool:
    """Say whether the article's address leads to the front page or a listing now: the quiet way to withdraw one."""
    if page.final_url == page.url:
        return False
    is_root = urlsplit(page.final_url).path in {"", "/"}
    is_listing = page.final_url.rstrip("/") == case.watch.source.listing.rstrip("/")
    pattern = case.watch.selectors.article_id
    path = urlsplit(page.final_url).path
    has_no_id = pattern is not None and pattern.groups_in(path) is None
    return is_root or is_listing or has_no_id
