"""Blocks of links beside an article, told by what stands above them: related, popular, latest. Owns those words.

A block is proposed only if the engine reads by it, on every page, exactly the links that stand under such words.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from monitor.core.extract.blocks import read_block
from monitor.core.extract.links import SiteClock
from monitor.core.learning.choice import pick_of
from monitor.core.learning.counter import compiled
from monitor.core.learning.marks import Mark, marks_of, selectors_of
from monitor.core.learning.rows import Linked, like
from monitor.core.learning.sample import Sample, Samples
from monitor.model import BlockSelectors, Field
from monitor.noun import dataclass

BLOCKS: Mapping[str, str] = {
    "related": r"(?i)(читайте также|по теме|похожие|related|read also|see also|more on|тектеш|окшош|дагы окуңуз)",
    "popular": r"(?i)(популярн|самое читаемое|читаемые|popular|most read|trending|көп окул|популярдуу)",
    "latest": r"(?i)(последние|лента новостей|свежие|latest|recent|newest|акыркы|соңку)",
}
_LONGEST = 40
_LEAST_LINKS = 2
_FARTHEST = 3
_LEAST_QUALITY = 0.3
_MOST_TRIED = 60
_MOST_BOXES = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockChoice:
    """The proposal for a block, as the file spells it; `heading` and its `pattern` where its box is not alone."""

    name: str
    within: str
    row: str
    link: str
    heading: str | None = None
    pattern: str | None = None
    pages: int


class _Block(NamedTuple):
    """A block as it stands on one page: what heads it, its box and those around it, a row, and its links."""

    heading: LexborNode
    boxes: tuple[LexborNode, ...]
    row: LexborNode
    urls: frozenset[str]


def propose_blocks(samples: Samples, now: datetime) -> tuple[BlockChoice, ...]:
    """Return the blocks that stand on two pages at least, each with what it is read by."""
    urls = [each.page.final_url for each in samples.pages]
    linked = [Linked(each, like(urls)) for each in samples.pages]
    found = (_proposed(name, samples, linked, now) for name in BLOCKS)
    return tuple(choice for choice in found if choice is not None)


def _proposed(
    name: str, samples: Samples, linked: Sequence[Linked], now: datetime
) -> BlockChoice | None:
    clock = SiteClock(samples.zone, now)
    for blocks in _groups(BLOCKS[name], samples, linked):
        there = [block for block in blocks if block is not None]
        wanted = [block.urls if block is not None else frozenset() for block in blocks]
        for choice in islice(_choices(name, there[0], len(there)), _MOST_TRIED):
            block = selectors_of_choice(choice)
            read = (read_block(each.tree, block, clock) for each in samples.pages)
            if [{link.url for link in links} for links in read] == wanted:
                return choice
    return None


def _groups(
    words: str, samples: Samples, linked: Sequence[Linked]
) -> list[tuple[_Block | None, ...]]:
    """Return the blocks under the same words, page by page; those that stand on most pages first."""
    pages = len(samples)
    found: dict[str, list[_Block | None]] = {}
    # A page may have but one link to offer: that is a block only where others have more under the same words.
    for least in (_LEAST_LINKS, 1):
        for place, (each, links) in enumerate(zip(samples.pages, linked, strict=True)):
            for said, block in _blocks(words, each, links, least):
                if least > 1 or said in found:
                    group = found.setdefault(said, [None] * pages)
                    group[place] = group[place] or block
    often = [group for group in found.values() if pages - group.count(None) >= min(2, pages)]
    return [tuple(group) for group in sorted(often, key=_weight, reverse=True)]


def _weight(group: Sequence[_Block | None]) -> tuple[int, int]:
    return len(group) - group.count(None), sum(len(block.urls) for block in group if block)


def selectors_of_choice(choice: BlockChoice) -> BlockSelectors:
    """Return the block as the engine reads it."""
    heading = None
    if choice.heading is not None and choice.pattern is not None:
        heading = Field(picks=(pick_of(choice.heading),), pattern=compiled(choice.pattern))
    css = choice.link.removesuffix("::attr(href)")
    return BlockSelectors(
        row=choice.row,
        link=Field(picks=(pick_of(css, "href"),)),
        within=choice.within,
        heading=heading,
    )


def _choices(name: str, block: _Block, pages: int) -> Iterator[BlockChoice]:
    """Yield what the block may be read by, what needs no heading first."""
    rows = [mark.css for mark in marks_of(block.row)]
    link = "::attr(href)" if block.row.tag == "a" else "a::attr(href)"
    boxes = [mark for box in block.boxes for mark in selectors_of(box)]
    named = sorted({mark for mark in boxes if mark.quality >= _LEAST_QUALITY}, key=_best_first)
    headings: list[Mark | None] = [None, *marks_of(block.heading)[:2]]
    for heading in headings:
        for box in named[:_MOST_BOXES]:
            for row in rows[:3]:
                yield BlockChoice(
                    name=name,
                    within=box.css,
                    row=row,
                    link=link,
                    heading=heading.css if heading is not None else None,
                    pattern=BLOCKS[name] if heading is not None else None,
                    pages=pages,
                )


def _best_first(mark: Mark) -> tuple[float, int, str]:
    return -mark.quality, len(mark.css), mark.css


def _blocks(words: str, each: Sample, linked: Linked, least: int) -> Iterator[tuple[str, _Block]]:
    """Yield the blocks under such words on a page, each with what stands above it."""
    for node in each.nodes:
        text = each.words.get(node.mem_id, "")
        if not 3 <= len(text) <= _LONGEST or compiled(words).groups_in(text) is None:
            continue
        if node.mem_id not in linked.name_by_node and (block := _under(node, each, linked, least)):
            yield text.casefold(), block


def _under(heading: LexborNode, each: Sample, linked: Linked, least: int) -> _Block | None:
    """Return the links right behind a heading, or those around it."""
    node: LexborNode | None = heading
    for _ in range(_FARTHEST):
        if node is None or node.tag in {"body", "html", "main"}:
            return None
        for box in (_next(node), node):
            articles = linked.names_in(box) if box is not None else []
            if box is not None and len(set(articles) - {each.page.final_url}) >= least:
                row = _row(box, linked, articles[0])
                boxes, urls = tuple(_same(box, linked)), _own_links(box, each)
                return None if row is None else _Block(heading, boxes, row, urls)
        node = node.parent
    return None


def _own_links(box: LexborNode, each: Sample) -> frozenset[str]:
    """Return all links in a box that do not leave the site, however they are made."""
    urls = (each.tree.resolve(link.attributes.get("href") or "") for link in box.css("a"))
    return frozenset(url for url in urls if url is not None and each.tree.is_own(url))


def _next(node: LexborNode) -> LexborNode | None:
    behind = node.next
    while behind is not None and (behind.tag or "-").startswith("-"):
        behind = behind.next
    return behind


def _same(box: LexborNode, linked: Linked) -> Iterator[LexborNode]:
    """Yield a box and what holds it and no other links."""
    urls, around = linked.names_in(box), box.parent
    yield box
    while around is not None and around.tag != "body" and linked.names_in(around) == urls:
        yield around
        around = around.parent


def _row(box: LexborNode, linked: Linked, url: str) -> LexborNode | None:
    """Return the largest element inside of the box that names this article and no other."""
    node = next(
        (link for link in box.css("a") if linked.name_by_node.get(link.mem_id) == url), None
    )
    while node is not None and node.parent is not None and node.parent.mem_id != box.mem_id:
        if linked.names_in(node.parent) != [url]:
            break
        node = node.parent
    return node
