"""Read a listing page. Owns what a listing yields and where it goes on; knows no article and no identity."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from monitor.core.extract.fields import find
from monitor.core.extract.layouts import layouts_at
from monitor.core.extract.links import SiteClock, read_links
from monitor.core.extract.told import read_told
from monitor.core.extract.tree import Tree, Unparsable
from monitor.model import Listing, ListingSelectors, Page, Problem, ProblemKind, Selectors

# A page on which everything is wrong is told by its first few.
_MOST_PROBLEMS = 20


def read_listing(
    page: Page, selectors: Selectors, *, first_page: str, page_number: int, now: datetime
) -> Listing:
    """Return the links of a listing page, the newest first, absolute as spelled, and the page after it.

    `first_page` is the configured URL of the listing, `page_number` counts from 1. A link that leaves the site is
    left out and recorded as a problem; one that leads to no web page at all is left out. Times are of the site's
    zone; `now` (aware) tells the year of a day without one. Raises nothing: a page that cannot be parsed yields
    a listing without candidates and a problem of the field "page". Older layouts of the site are tried in turn if no
    row has a link.
    """
    hosts = selectors.hosts | {_host(first_page)}
    try:
        tree = Tree(page, hosts)
    except Unparsable as error:
        problem = Problem(field="page", kind=ProblemKind.UNREADABLE, detail=str(error))
        return Listing(candidates=(), problems=(problem,))
    turn = _Turn(first_page, page_number, SiteClock(selectors.timezone, now))
    read, asked = None, None
    for layout in layouts_at(selectors, now):
        if layout.listing is None:
            continue
        again = read_links(tree, tree.root, layout.listing, turn.clock, turn.day_of(layout.listing))
        if read is None or again.links:
            read, asked = again, layout.listing
        if again.links:
            break
    if read is None or asked is None:
        return _unasked()
    problems = list(read.problems)
    next_url = _next_url(tree, asked, turn, problems)
    return Listing(
        candidates=tuple(reversed(read.links) if asked.is_newest_last else read.links),
        next_url=next_url,
        problems=first_problems(problems),
        rows=read.rows,
        gave=read.gave,
        said=read_told(tree, asked, read),
        # The first hours of a day may be empty, and prove nothing of the day before.
        leads_on=bool(turn.day_of(asked)) and page_number == 1 and not read.rows,
    )


def first_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the first twenty problems, each once."""
    return tuple(dict.fromkeys(problems))[:_MOST_PROBLEMS]


def _unasked() -> Listing:
    detail = "a page where only a feed is read: the site's file has no [listing]"
    problem = Problem(field="page", kind=ProblemKind.UNREADABLE, detail=detail)
    return Listing(candidates=(), problems=(problem,))


class _Turn(NamedTuple):
    """Which page of which listing is read, and when."""

    first_page: str
    number: int
    clock: SiteClock

    def day(self, number: int) -> str:
        """Return which day a page is of, where each is of one: the first one is of today."""
        today = self.clock.now.astimezone(self.clock.zone).date()
        return (today - timedelta(days=number - 1)).isoformat()

    def day_of(self, listing: ListingSelectors) -> str:
        """Return which day this page is of; "" where pages are not of days."""
        return self.day(self.number) if listing.page and "{day}" in listing.page else ""


def _next_url(
    tree: Tree, listing: ListingSelectors, turn: _Turn, problems: list[Problem]
) -> str | None:
    if listing.next is None:
        return _from_template(listing, turn)
    for found in find(tree, tree.root, listing.next):
        url = tree.resolve(found.text)
        if url is None or url == tree.url:
            continue
        if tree.is_own(url):
            return url
        problems.append(Problem(field="next", kind=ProblemKind.FOREIGN, detail=url[:80]))
    return None


def _from_template(listing: ListingSelectors, turn: _Turn) -> str | None:
    """Return the URL of the page after. A path that is no file stands for a folder, with or without its slash."""
    template, first_page = listing.page, turn.first_page
    if template is None:
        return None
    parts = urlsplit(first_page)
    is_folder = not parts.path.endswith("/") and "." not in parts.path.rpartition("/")[2]
    if is_folder and not template.startswith("?"):
        first_page = parts._replace(path=parts.path + "/", query="", fragment="").geturl()
    filled = (
        template.replace("{page}", str(turn.number + 1))
        .replace("{offset}", str(turn.number * listing.step))
        .replace("{day}", turn.day(turn.number + 1))
    )
    return urljoin(first_page, filled)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
