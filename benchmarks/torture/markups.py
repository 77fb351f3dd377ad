"""How the newsroom's pages are put into another markup. Owns what a change is; knows none that is performed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from monitor.demo import Newsroom
from monitor.demo.addresses import article_id
from monitor.demo.faults import Fault, Honest
from monitor.demo.messages import Request
from monitor.demo.server import Answer

Change = Callable[[str], str]
ROW = re.compile(
    r'<div class="one">\n<div class="time">.*?</div>\n<div class="title">.*?</div>\n</div>\n', re.S
)
TIME = re.compile(r'<div class="time">[\d:]+</div>')
BODY = re.compile(
    r'(<div class="cont" itemprop="articleBody">)(.*?)(</div>\s*<div class="newsLink">)', re.S
)
H1 = re.compile(r'(<h1 class="newsTitle" itemprop="name">).*?(</h1>)', re.S)


@dataclass(frozen=True, kw_only=True, slots=True)
class Redrawn:
    """The honest page in another markup, for some paths."""

    change: Change
    applies: Callable[[str], bool]
    content_type: str | None = None
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        """Return the page, redrawn where this is for it."""
        page = honest()
        if not self.applies(request.path) or page.status != 200:
            return page
        kept = tuple(pair for pair in page.headers if pair[0] not in {"ETag", "Last-Modified"})
        body = self.change(b"".join(page.body).decode()).encode()
        return replace(page, headers=kept).with_body(body, content_type=self.content_type)


@dataclass(kw_only=True, slots=True)
class Turns:
    """One fault after the other, request by request; None is the honest page."""

    faults: tuple[Fault, ...]
    asked: int = 0
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        """Return what the fault whose turn it is returns."""
        self.asked += 1
        return self.faults[self.asked % len(self.faults)].answer(request, honest)


@dataclass(frozen=True, kw_only=True, slots=True)
class Redesign:
    """One change of a site. `breaks` are the fields, by kind of page, that it takes away; none if it is harmless.

    `act` is done to articles; `is_away` if no page comes at all. It must be noticed at the second page that lacks a
    field, at the third if good pages stand between (`is_patchy`).
    """

    name: str
    fault: Callable[[], Fault] | None = None
    breaks: Mapping[str, frozenset[str]] | None = None
    act: Callable[[Newsroom], object] | None = None
    is_away: bool = False
    is_patchy: bool = False


def swap(*pairs: tuple[str, str]) -> Change:
    """Return the change that puts one text in the place of another."""

    def change(text: str) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return change


def listing(path: str) -> bool:
    """Say whether that is a page of the listing."""
    return path == "/" or path.startswith("/page_")


def article(path: str) -> bool:
    """Say whether that is an article's page."""
    return article_id(path) is not None


def anywhere(path: str) -> bool:
    """Say yes."""
    return True


def in_section(path: str) -> bool:
    """Say whether that is an article of one section."""
    return article(path) and path.startswith("/obschestvo/")


NO_TITLE = swap(("<h1", "<h2"), ("</h1", "</h2"), ('property="og:title"', 'property="x:title"'))
NO_DATE = swap(
    ("article:published_time", "x:published"), ("datePublished", "day"), ("newsDate", "stamp")
)
OTHER_BODY = swap(('<div class="cont" itemprop="articleBody">', '<div class="prose">'))
