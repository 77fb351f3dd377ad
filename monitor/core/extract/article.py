"""Read an article page. Owns what each field means and when its value is believed; decides nothing about news."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from monitor.core.counters import read_count
from monitor.core.dates import NEVER, read_moment
from monitor.core.extract.blocks import read_addresses, read_block, read_rates
from monitor.core.extract.fallback import filled
from monitor.core.extract.fields import Found, find
from monitor.core.extract.layouts import layouts_at
from monitor.core.extract.links import DETAIL, FUTURE, SiteClock
from monitor.core.extract.listing import first_problems
from monitor.core.extract.pictures import read_pictures
from monitor.core.extract.prose import Render, line, prose
from monitor.core.extract.tree import Tree, Unparsable
from monitor.model import (
    BlockSelectors,
    Extraction,
    Link,
    Page,
    Problem,
    ProblemKind,
    Selectors,
)

_BYLINE = re.compile(r"(?:by|авторы?:?|автору:?)\s+", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?![a-z])")
_A_DIGIT = re.compile(r"[0-9]")
_ABSOLUTE = re.compile(r"(?:https?:)?//|/")

_MISSED = frozenset({ProblemKind.MISSING, ProblemKind.FALLBACK})

Value = TypeVar("Value")


class Seen(NamedTuple):
    """What an article page says, and whether only what stands before the site's cut was read for it."""

    extraction: Extraction
    is_cut: bool


def read_article(
    page: Page, selectors: Selectors, *, now: datetime, blocks: Collection[str] | None = None
) -> Extraction:
    """Return what `see_article` sees, of the whole page."""
    return see_article(page, selectors, now=now, blocks=blocks, may_cut=False).extraction


def see_article(
    page: Page,
    selectors: Selectors,
    *,
    now: datetime,
    blocks: Collection[str] | None = None,
    may_cut: bool = True,
) -> Seen:
    """Return every field of an article page that its selectors name, and the problems met on the way.

    Of the blocks of links around the article only those named in `blocks` are read, and of them the addresses, because
    a long column of links costs more than the article. None: all of them, with titles and times.
    A pick whose value is unreadable or not to be believed is recorded and the next one is tried. Times without an
    offset are of the site's zone. Raises nothing: a page that cannot be parsed yields no field, a problem of
    the field "page", and every required field missing. What selectors miss of the required fields is filled as
    `fallback` says. A site's older layouts are tried in turn, each on the whole page, if a required field is missed.
    Where the site names a cut, what stands behind it is read only if something was not found before it.
    """
    first: Seen | None = None
    for layout in layouts_at(selectors, now):
        seen = _see_by(page, layout, now, blocks, may_cut=may_cut)
        if not any(problem.kind in _MISSED for problem in seen.extraction.problems):
            return seen
        first = first or seen
    assert first is not None  # noqa: S101 - there is always the layout of today
    return first


def _see_by(
    page: Page,
    selectors: Selectors,
    now: datetime,
    blocks: Collection[str] | None,
    *,
    may_cut: bool,
) -> Seen:
    mark = selectors.article.cut_before
    if may_cut and mark and (extraction := _read_beginning(page, selectors, now, blocks, mark)):
        return Seen(extraction, is_cut=True)
    try:
        tree = Tree(page, _hosts(page, selectors))
    except Unparsable as error:
        problem = Problem(field="page", kind=ProblemKind.UNREADABLE, detail=str(error))
        return Seen(Extraction(problems=(problem, *_missing(selectors, ()))), is_cut=False)
    extraction = _Reader(tree, selectors, now).read(blocks)
    return Seen(filled(extraction, tree.root, tree.url, selectors, now), is_cut=False)


def _hosts(page: Page, selectors: Selectors) -> Collection[str]:
    origin = "/".join(page.url.split("/", 3)[:3])
    return selectors.hosts | {_host(origin)}


@lru_cache(maxsize=256)
def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _read_beginning(
    page: Page,
    selectors: Selectors,
    now: datetime,
    blocks: Collection[str] | None,
    cut_before: bytes,
) -> Extraction | None:
    """Return what the page says before its cut; None where more, or other things, may stand behind it."""
    if cut_before not in page.body:
        return None
    try:
        tree = Tree(page, _hosts(page, selectors), cut_before)
    except Unparsable:
        return None
    reader = _Reader(tree, selectors, now)
    if not (tree.is_cut and reader.is_apart()):
        return None
    extraction = reader.read(blocks)
    return extraction if _has_all(extraction, selectors, blocks) else None


def _has_all(extraction: Extraction, selectors: Selectors, blocks: Collection[str] | None) -> bool:
    """Say whether nothing that is looked for all over the page was looked for in vain."""
    article = selectors.article
    if any(problem.kind is ProblemKind.MISSING for problem in extraction.problems):
        return False
    for name, field in article.fields.items():
        hit = extraction.hits.get(name)
        if field.picks and field.picks[0].source == hit:
            continue
        before = takewhile(lambda pick: pick.source != hit, field.picks)  # noqa: B023 - used at once
        if any(pick.is_page_wide for pick in before):
            return False
    wanted = (name for name in article.blocks if blocks is None or name in blocks)
    has_rates = article.rates is None or bool(extraction.rates)
    return has_rates and all(extraction.links.get(name) for name in wanted)


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
                name: self._links(block, in_full=blocks is None)
                for name, block in article.blocks.items()
                if blocks is None or name in blocks
            },
            rates=read_rates(self._tree, article.rates) if article.rates else (),
            hits=self._hits,
            problems=first_problems(
                (*_missing(self._selectors, self._hits.keys() | self._dated), *self._problems)
            ),
        )

    def is_apart(self) -> bool:
        """Say whether the article has a box, and the page was cut behind its end."""
        return self._scope is not self._tree.root and self._tree.is_closed(self._scope)

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
        return iter(()) if field is None else find(self._tree, self._scope, field, render)

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

    def _links(self, block: BlockSelectors, *, in_full: bool) -> tuple[Link, ...]:
        if in_full:
            return read_block(self._tree, block, self._clock)
        return read_addresses(self._tree, block)

    def _images(self, name: str) -> tuple[str, ...]:
        field = self._selectors.article.fields.get(name)
        sources = read_pictures(self._tree, self._scope, field) if field else {}
        if sources:
            self._hits[name] = next(iter(sources.values()))
        return tuple(sources)


def _author(text: str) -> str | None:
    return _BYLINE.sub("", text, count=1).strip(" ,") if _BYLINE.match(text) else text


def _language(text: str) -> str | None:
    """Return the language's ISO 639 code. Some Kyrgyz sites say "kg", which is the country's."""
    found = _LANGUAGE.match(text.lower())
    code = found[1] if found else None
    return "ky" if code == "kg" else code
