"""Read a listing page. Owns what a listing yields and where it goes on; knows no article and no identity."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from monitor.core.extract.fields import find
from monitor.core.extract.layouts import layouts_at
from monitor.core.extract.links import SiteClock, read_links
from monitor.core.extract.tree import Tree, Unparsable
from monitor.model import Listing, ListingSelectors, Page, Problem, ProblemKind, Selectors

# A page on which everything is wrong is told by its first few.
_MOST_PROBLEMS = 20


def read_listing(
    page: Page, selectors: Selectors, *, first_page: str, page_number: int, now: datetime
) -> Listing:
    """Return the links of a listing page in page order, absolute as spelled, and the page after it.

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
    clock = SiteClock(selectors.timezone, now)
    read, listing = None, selectors.listing
    for layout in layouts_at(selectors, now):
        again = read_links(tree, tree.root, layout.listing, clock)
        if read is None or again.links:
            read, listing = again, layout.listing
        if again.links:
            break
    assert read is not None  # noqa: S101 - there is always the layout of today
    problems = list(read.problems)
    next_url = _next_url(tree, listing, first_page, page_number, problems)
    return Listing(
        candidates=tuple(read.links),
        next_url=next_url,
        problems=first_problems(problems),
        rows=read.rows,
        gave=read.gave,
    )


def first_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the first twenty problems, each once."""
    return tuple(dict.fromkeys(problems))[:_MOST_PROBLEMS]


def _next_url(
    tree: Tree, listing: ListingSelectors, first_page: str, number: int, problems: list[Problem]
) -> str | None:
    if listing.next is None:
        return _from_template(listing.page, first_page, number + 1)
    for found in find(tree, tree.root, listing.next):
        url = tree.resolve(found.text)
        if url is None or url == tree.url:
            continue
        if tree.is_own(url):
            return url
        problems.append(Problem(field="next", kind=ProblemKind.FOREIGN, detail=url[:80]))
    return None


def _from_template(template: str | None, first_page: str, number: int) -> str | None:
    """Return the URL of page `number`. A path that is no file stands for a folder, with or without its slash."""
    if template is None:
        return None
    parts = urlsplit(first_page)
    is_folder = not parts.path.endswith("/") and "." not in parts.path.rpartition("/")[2]
    if is_folder and not template.startswith("?"):
        first_page = parts._replace(path=parts.path + "/", query="", fragment="").geturl()
    return urljoin(first_page, template.replace("{page}", str(number)))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
