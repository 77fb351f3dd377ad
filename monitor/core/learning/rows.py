"""How a listing repeats itself: which links are articles', and the box that comes once for each."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from monitor.core.extract.prose import line
from monitor.core.learning.hints import CLOCK
from monitor.core.learning.ids import shape_of
from monitor.core.learning.marks import Mark, marks_of, selectors_of
from monitor.core.learning.sample import Sample

LEAST_ROWS = 3
# Shorter words of a link are no headline.
LEAST_HEADLINE = 12
_FARTHEST = 6
_QUALITY = 0.15
_MOST_KINDS = 3
# So many boxes alike are named besides the first, where that is wanted.
_FURTHER = 3


class Rows(NamedTuple):
    """The rows that a selector hits and that name one article each. `hits` counts all that it hits."""

    css: str
    boxes: tuple[LexborNode, ...]
    hits: int
    score: float


# What an article is called that a link of the site leads to; None if it leads to none.
Naming = Callable[[str], str | None]


def like(urls: Sequence[str]) -> Naming:
    """Return the naming by which links are articles' whose addresses are made like these, each named by its own."""
    shapes = {shape_of(url) for url in urls}
    return lambda url: url if url in urls or shape_of(url) in shapes else None


class Linked:
    """A listing with those of its links that are articles' by a naming."""

    def __init__(self, listing: Sample, naming: Naming) -> None:
        self.listing = listing
        self.name_by_node: dict[int, str] = {}
        self.nodes: list[LexborNode] = []
        for node in listing.nodes:
            url = (
                listing.tree.resolve(node.attributes.get("href") or "") if node.tag == "a" else None
            )
            if url and listing.tree.is_own(url) and (name := naming(url)) is not None:
                self.name_by_node[node.mem_id] = name
                self.nodes.append(node)

    def names_in(self, box: LexborNode) -> list[str]:
        """Return the names of the articles that a box leads to, each once."""
        links = [box, *box.css("a")] if box.tag == "a" else box.css("a")
        named = (self.name_by_node.get(link.mem_id) for link in links)
        return list(dict.fromkeys(name for name in named if name))

    def headings(self) -> Mapping[str, str]:
        """Return by name what the listing calls the articles: the longest words of the links to them."""
        found: dict[str, str] = {}
        for node in self.nodes:
            name, words = self.name_by_node[node.mem_id], line(node)
            if len(words) > len(found.get(name, "")):
                found[name] = words
        return {name: words for name, words in found.items() if len(words) >= LEAST_HEADLINE}


def others_like(listing: Sample, urls: Sequence[str], most: int) -> list[str]:
    """Return so many more articles that a listing links to, at most, whose addresses are made like these."""
    found = dict.fromkeys(url for box in _rows_or_links(Linked(listing, like(urls))) for url in box)
    return [url for url in found if url not in urls][:most]


def _rows_or_links(linked: Linked) -> list[list[str]]:
    rows = find_rows(linked)
    if rows is not None:
        return [linked.names_in(box) for box in rows.boxes]
    return [list(linked.name_by_node.values())]


def find_rows(linked: Linked) -> Rows | None:
    """Return the rows of the listing; None if it does not repeat itself over at least three articles."""
    return next(iter(all_rows(linked)), None)


def all_rows(linked: Linked, *, is_thorough: bool = False) -> list[Rows]:
    """Return all that may be the rows of the listing, the best first.

    `is_thorough` looks for names all over the page: the first boxes alike may be of another list.
    """
    boxes = {box.mem_id: box for node in linked.nodes for box in (box_around(node, linked),)}
    found = _found(linked, list(boxes.values()), is_thorough=is_thorough)
    return sorted(found, key=lambda rows: -rows.score)


def box_around(link: LexborNode, linked: Linked) -> LexborNode:
    """Return the largest box around a link in which no other article is named."""
    name, box = linked.name_by_node[link.mem_id], link
    for _ in range(_FARTHEST):
        parent = box.parent
        if parent is None or parent.tag in {"body", "html", "-document"}:
            break
        if linked.names_in(parent) != [name]:
            break
        box = parent
    return box


def _found(linked: Linked, boxes: Sequence[LexborNode], *, is_thorough: bool) -> Iterator[Rows]:
    kinds = Counter(kind_of(box) for box in boxes)
    tried: set[str] = set()
    for kind, count in kinds.most_common(_MOST_KINDS):
        if count < LEAST_ROWS:
            continue
        alike = [each for each in boxes if kind_of(each) == kind]
        further = alike[2 :: max(len(alike) // _FURTHER, 1)] if is_thorough else []
        for box in (*alike[:2], *further):
            for mark in _names(box):
                if mark.css not in tried and (rows := _rows(linked, mark)) is not None:
                    yield rows
                tried.add(mark.css)


def _rows(linked: Linked, mark: Mark) -> Rows | None:
    hits = linked.listing.tree.root.css(mark.css)
    named = [(hit, names[0]) for hit in hits if len(names := linked.names_in(hit)) == 1]
    single = {name for _, name in named}
    if len(single) < LEAST_ROWS:
        return None
    words = [line(hit) for hit in hits]
    told = sum(len(text) >= LEAST_HEADLINE for text in words) / len(hits)
    dated = sum(CLOCK.search(text) is not None for text in words) / len(hits)
    share = len(single) / len(set(linked.name_by_node.values()))
    # Rows are all of one article, and no article has two.
    purity = len(named) / len(hits) * len(single) / len(named)
    score = purity * (0.5 * share + 0.25 * told + 0.25 * dated)
    score = (1 - _QUALITY) * score + _QUALITY * mark.quality
    return Rows(mark.css, tuple(hit for hit, _ in named), len(hits), score)


def _names(row: LexborNode) -> Iterator[Mark]:
    yield from selectors_of(row)
    # Rows without a name of their own are told by what they hold.
    link = row.css_first("a[href]")
    if link is not None and row.tag in {"tr", "li", "p", "div", "td"}:
        for mark in marks_of(link)[:-1][:2]:
            yield Mark(f"{row.tag}:has({mark.css})", 0.4)


def kind_of(node: LexborNode) -> tuple[str, str]:
    """Return what boxes of the same make have in common."""
    return node.tag or "", " ".join(mark.css for mark in marks_of(node)[:2])
