"""Read rows of links: title, address, time. Owns what a row must give to be a link; chooses no rows."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborNode

from monitor.core.dates import read_row_moment
from monitor.core.extract.rows import Rows
from monitor.core.extract.tree import Tree
from monitor.model import (
    BlockSelectors,
    Field,
    Link,
    ListingSelectors,
    Problem,
    ProblemKind,
)
from monitor.noun import replace

# A site's clock may be wrong, or in another zone than we think; further ahead nobody dates the news.
FUTURE = timedelta(days=1)
# How much of an odd value a problem shows.
DETAIL = 80


class SiteClock(NamedTuple):
    """The zone that a site's times are in, and the moment of reading."""

    zone: ZoneInfo
    now: datetime


class Links(NamedTuple):
    """The links of some rows in page order, what was wrong with the others, and which selectors yielded what.

    `gave` counts rows by field and selector.
    """

    links: list[Link]
    problems: list[Problem]
    rows: int
    gave: dict[str, dict[str, int]]


def read_links(
    tree: Tree,
    scope: LexborNode,
    selectors: ListingSelectors | BlockSelectors,
    clock: SiteClock,
    day: str = "",
) -> Links:
    """Return a link for every row that has one to the site itself. A row without a title has an empty one.

    `day` is that of rows above which no header stands.
    """
    rows = Rows(scope, selectors.row, selectors.day, day)
    gave: dict[str, dict[str, int]] = {"link": {}, "title": {}, "time": {}}
    urls = rows.column(selectors.link, tree.resolve, gave["link"])
    titles = rows.column(selectors.title or _words_of(selectors.link), str, gave["title"])
    times = rows.column(selectors.time, str, gave["time"])
    read = Links([], [], len(rows.nodes), gave)
    for row in rows.nodes:
        url = urls.get(row)
        if url is None:
            continue
        if not tree.is_own(url):
            read.problems.append(_problem("link", ProblemKind.FOREIGN, url))
            continue
        moment = _moment(times.get(row, ""), rows.headers[row], clock, read.problems)
        read.links.append(Link(url=url, title=titles.get(row, ""), published_at=moment))
    return read


def _moment(text: str, header: str, clock: SiteClock, problems: list[Problem]) -> datetime | None:
    if not text:
        return None
    moment = read_row_moment(text, header or None, zone=clock.zone, now=clock.now)
    if moment is None:
        problems.append(_problem("time", ProblemKind.UNREADABLE, f"{header} {text}".strip()))
    elif moment > clock.now + FUTURE:
        problems.append(_problem("time", ProblemKind.DOUBTFUL, f"{header} {text}".strip()))
        return None
    return moment


def _problem(field: str, kind: ProblemKind, detail: str) -> Problem:
    return Problem(field=field, kind=kind, detail=detail[:DETAIL])


def _words_of(link: Field) -> Field:
    """Return the field that reads the words of what `link` hits."""
    picks = tuple(replace(pick, attribute=None) for pick in link.picks)
    return Field(picks=picks, drop=link.drop)
