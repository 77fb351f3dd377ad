"""What came in place of an article's page: another place, or another page. Decides nothing that follows from it."""

from urllib.parse import urlsplit

from monitor.core.plan.case import Case
from monitor.core.plan.standin import StandIn, stand_in
from monitor.model import ArticleReading, Fetched, FetchOutcome, Page, Reading, Reason


def came_instead(case: Case, outcome: FetchOutcome, reading: Reading | None) -> StandIn | None:
    """Return what came in place of the article that the check is about; None if it may well be the article."""
    held = case.held
    if held is None or not isinstance(outcome, Fetched) or not isinstance(reading, ArticleReading):
        return None
    if _leads_away(case, outcome.page):
        detail = f"the article's address leads to {outcome.page.final_url}"
        return StandIn(reason=Reason.REDIRECTED_AWAY, detail=detail)
    return stand_in(reading, held, case.known)


def _leads_away(case: Case, page: Page) -> bool:
    """Say whether the article's address leads to the front page or a listing now: the quiet way to withdraw one."""
    if page.final_url == page.url:
        return False
    path = urlsplit(page.final_url).path
    is_root = path in {"", "/"}
    is_listing = page.final_url.rstrip("/") == case.watch.source.listing.rstrip("/")
    pattern = case.watch.selectors.article_id
    has_no_id = pattern is not None and pattern.groups_in(path) is None
    return is_root or is_listing or has_no_id
