"""Read an article page. Owns what each field means and when its value is believed; decides nothing about news."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from monitor.core.counters import read_count
from monitor.core.dates import NEVER, read_moment
from monitor.core.extract.blocks import read_block, read_rates
from monitor.core.extract.fields import Found, find
from monitor.core.extract.links import DETAIL, FUTURE, SiteClock
from monitor.core.extract.listing import first_problems
from monitor.core.extract.prose import Render, line, prose
from monitor.core.extract.tree import Tree, Unparsable
from monitor.core.text import clean_line
from monitor.model import Extraction, Page, Pick, Problem, ProblemKind, Selectors

_MOST_IMAGES = 50
_BYLINE = re.compile(r"(?:by|авторы?:?|автору:?)\s+", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?![a-z])")
# Where a page keeps the address of a picture: lazy loading puts a dummy into `src`.
_PICTURE_ATTRIBUTES = ("data-src", "data-original", "data-lazy-src", "src", "href", "content")
_A_DIGIT = re.compile(r"[0-9]")
_ABSOLUTE = re.compile(r"(?:https?:)?//|/")

Value = TypeVar("Value")


def read_article(
    page: Page, selectors: Selectors, *, now: datetime, blocks: Collection[str] | None = None
) -> Extraction:
    """Return every field of an article page that its selectors name, and the problems met on the way.

    Of the blocks of links around the article only those named in `blocks` are read (None: all), because a long
    column of links costs more than the article.
    A pick whose value is unreadable or not to be believed is recorded and the next one is tried. Times without an
    offset are of the site's zone. Raises nothing: a page that cannot be parsed yields no field, a problem of
    the field "page", and every required field missing.
    """
    try:
        tree = Tree(page, selectors.hosts | {urlsplit(page.url).hostname or ""})
    except Unparsable as error:
        problem = Problem(field="page", kind=ProblemKind.UNREADABLE, detail=str(error))
        return Extraction(problems=(problem, *_missing(selectors, ())))
    return _Reader(tree, selectors, now).read(blocks)


def _missing(selectors: Selectors, there: Iterable[str]) -> Iterator[Problem]:
    for name in sorted(selectors.article.required.difference(there)):
        yield Problem(field=name, kind=ProblemKind.MISSING)


class _Reader:
    """Reads one page once, and keeps which picks hit and what was wrong."""

    def __init__(self, tree: Tree, selectors: Selectors, now: datetime) -> None:
        self._tree = tree
        self._selectors = selectors
        self._clock = SiteClock(selectors.timezone, now)
        self._hits: dict[str, str] = {}
        self._problems: list[Problem] = []
        # Fields whose date is there, if none to be believed: an absurd date makes no article less of one.
        self._dated: set[str] = set()
        self._scope = self._container()

    def read(self, blocks: Collection[str] | None) -> Extraction:
        article = self._selectors.article
        return Extraction(
            title=self._first("title", str),
            body=self._first("body", str, prose),
            published_at=self._moment("published"),
            modified_at=self._moment("modified"),
            language=self._first("language", _language),
            section=self._first("section", str),
            author=self._first("author", _author),
            canonical_url=self._address("canonical"),
            short_url=self._address("short"),
            views=self._first("views", read_count),
            images=self._images("images"),
            links={
                name: read_block(self._tree, block, self._clock)
                for name, block in article.blocks.items()
                if blocks is None or name in blocks
            },
            rates=read_rates(self._tree, article.rates) if article.rates else (),
            hits=self._hits,
            problems=first_problems(
                (*_missing(self._selectors, self._hits.keys() | self._dated), *self._problems)
            ),
        )

    def _container(self) -> LexborNode:
        within = self._selectors.article.within
        if within is None:
            return self._tree.root
        container = self._tree.root.css_first(within)
        if container is None:
            self._tell("within", ProblemKind.DOUBTFUL, "the article's box is not on the page")
            return self._tree.root
        return container

    def _tell(self, name: str, kind: ProblemKind, detail: str) -> None:
        self._problems.append(Problem(field=name, kind=kind, detail=detail[:DETAIL]))

    def _find(self, name: str, render: Render = line) -> Iterator[Found]:
        field = self._selectors.article.fields.get(name)
        if field is not None:
            yield from find(self._tree, self._scope, field, render)

    def _first(
        self, name: str, accept: Callable[[str], Value | None], render: Render = line
    ) -> Value | None:
        for found in self._find(name, render):
            value = accept(found.text)
            if value is not None:
                self._hits[name] = found.source
                return value
            self._tell(name, ProblemKind.UNREADABLE, found.text)
        return None

    def _moment(self, name: str) -> datetime | None:
        for found in self._find(name):
            moment = read_moment(found.text, self._clock.zone)
            if _A_DIGIT.search(found.text):
                self._dated.add(name)
            if moment is NEVER:
                # Who never changed a page may date that so; who published it should know when.
                if name == "published":
                    self._tell(name, ProblemKind.DOUBTFUL, found.text)
                continue
            if moment is None:
                self._tell(name, ProblemKind.UNREADABLE, found.text)
            elif moment > self._clock.now + FUTURE:
                self._tell(name, ProblemKind.DOUBTFUL, found.text)
            else:
                self._hits[name] = found.source
                return moment
        return None

    def _address(self, name: str) -> str | None:
        for found in self._find(name):
            # A printed address without its scheme would be taken for a path below this page.
            url = self._tree.resolve(found.text) if _ABSOLUTE.match(found.text) else None
            if url is None:
                self._tell(name, ProblemKind.UNREADABLE, found.text)
            elif not self._tree.is_own(url):
                self._tell(name, ProblemKind.FOREIGN, found.text)
            else:
                self._hits[name] = found.source
                return url
        return None

    def _images(self, name: str) -> tuple[str, ...]:
        """Return the pictures of all picks together, because cover, text and gallery are marked up apart."""
        field = self._selectors.article.fields.get(name)
        sources: dict[str, str] = {}
        for pick in field.picks if field else ():
            scope = self._tree.root if pick.is_page_wide else self._scope
            for node in scope.css(pick.css)[:_MOST_IMAGES]:
                if (url := self._tree.resolve(_picture(node, pick))) is not None:
                    sources.setdefault(url, pick.source)
        if sources:
            self._hits[name] = next(iter(sources.values()))
        return tuple(sources)[:_MOST_IMAGES]


def _picture(node: LexborNode, pick: Pick) -> str:
    attributes = node.attributes
    names = (pick.attribute,) if pick.attribute else _PICTURE_ATTRIBUTES
    values = (clean_line(attributes.get(name) or "") for name in names)
    return next((value for value in values if value and not value.startswith("data:")), "")


def _author(text: str) -> str | None:
    return _BYLINE.sub("", text, count=1).strip(" ,") if _BYLINE.match(text) else text


def _language(text: str) -> str | None:
    """Return the language's ISO 639 code. Some Kyrgyz sites say "kg", which is the country's."""
    found = _LANGUAGE.match(text.lower())
    code = found[1] if found else None
    return "ky" if code == "kg" else code
