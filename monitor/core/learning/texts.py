"""Where the text is, and what stands in it that is not of it. Owns the box and what is left out of the box."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from selectolax.lexbor import LexborNode

from monitor.core.extract.density import densest, is_junk, is_links
from monitor.core.extract.prose import prose
from monitor.core.learning.choice import Choice, pick_of, read
from monitor.core.learning.likeness import likeness
from monitor.core.learning.marks import Mark, marks_of, selectors_of
from monitor.core.learning.sample import Sample, Samples
from monitor.core.text import clean_line
from monitor.model import Field

_QUALITY = 0.1
_NAMED = 0.05
_TIGHT = 0.15
_LEAST_SCORE = 0.5
_MOST_TRIED = 120
_MOST_DROPS = 8
# A box that is left out may hold so much of the text at most.
_MOST_LOST = 0.02
# "Read also" and the like, before a link.
_LABEL = re.compile(r"\w[\w ]{4,28}\w")
_UNMARKED = frozenset({
    "figcaption", "aside", "nav", "footer", "form", "h1", "h2", "h3", "h4", "dl", "font", "small",
})  # fmt: skip


class Body:
    """The box of the text on each page, found by density, and what of it is believed to be the text."""

    def __init__(self, samples: Samples, fields: Iterable[LexborNode] = ()) -> None:
        self.samples = samples
        self.boxes = [densest(each.tree.root, samples.shared) for each in samples.pages]
        self._beside = frozenset(node.mem_id for node in fields)

    def junk(self, place: int) -> list[LexborNode]:
        """Return the elements in the box of a page that hold no text of the article, none in another."""
        box = self.boxes[place]
        return [] if box is None else list(_outermost(box, self.is_beside))

    def text(self, place: int) -> str:
        """Return what is believed to be the text of a page."""
        box = self.boxes[place]
        if box is None:
            return ""
        dropped = {node.mem_id for node in self.junk(place)} | self._beside
        lines = prose(box, dropped).split("\n")
        return "\n".join(text for text in lines if text not in self.samples.shared)

    def start(self, place: int) -> int:
        """Return where in the order of the page's elements the text begins; beyond its end if there is none."""
        box, each = self.boxes[place], self.samples.pages[place]
        return each.place.get(box.mem_id, len(each.nodes)) if box is not None else len(each.nodes)

    def is_beside(self, node: LexborNode) -> bool:
        """Say whether an element holds no text of the article, by its name, its links or its words."""
        if node.mem_id in self._beside or is_junk(node) or is_links(node):
            return True
        if len(self.samples) < 2:
            return False
        lines = prose(node).split("\n")
        return lines != [""] and all(text in self.samples.shared for text in lines)


def propose_body(body: Body) -> Choice | None:
    """Return where the text is, with what is left out of it; None if the pages have no text to speak of."""
    samples = body.samples
    wanted = [_wanted(each, body.text(place)) for place, each in enumerate(samples.pages)]
    if not any(wanted):
        return None
    scored = sorted(_scored(body, wanted), key=lambda each: -each[0])
    if not scored or scored[0][0] < _LEAST_SCORE:
        return None
    _, field, sure = scored[0]
    others = tuple((each.picks[0].source, round(s, 2)) for _, each, s in scored[1:4])
    return Choice(
        name="body",
        field=field,
        score=sure,
        others=others,
        evidence=tuple(_evidence(samples, field)),
    )


def _wanted(each: Sample, dense: str) -> str:
    if example := each.examples.get("body"):
        return example
    # What the page says for machines may be cut short.
    linked = [fact.text for fact in each.facts.get("body", ()) if fact.source.startswith("::ld")]
    return linked[0] if linked and len(linked[0]) > 0.9 * len(dense) else dense


def _scored(body: Body, wanted: Sequence[str]) -> Iterator[tuple[float, Field, float]]:
    for mark, drop in _fields(body):
        for many in (False, True):
            css = f"{mark.css} > p" if many else mark.css
            field = Field(picks=(pick_of(css),), drop=drop, many=many)
            texts = [read(each, field, prose) for each in body.samples.pages]
            alike = [
                likeness(text, other) if other else 0.0
                for text, other in zip(texts, wanted, strict=True)
            ]
            sure = sum(alike) / len(alike)
            named = _NAMED if "articleBody" in css else 0.0
            tight = _TIGHT * _kept(body.samples, mark.css, texts)
            yield (
                sure + _QUALITY * mark.quality + named + tight - (0.03 if many else 0.0),
                field,
                sure,
            )
            if sure > 0.97:
                break


def _kept(samples: Samples, css: str, texts: Sequence[str]) -> float:
    """Return which part of the words in the boxes is taken: what is not in the box cannot be taken by mistake."""
    hits = (each.tree.root.css_first(css) for each in samples.pages)
    whole = sum(len(clean_line(hit.text() or "")) for hit in hits if hit is not None)
    return min(sum(map(len, texts)) / whole, 1.0) if whole else 0.0


def _fields(body: Body) -> Iterator[tuple[Mark, str | None]]:
    """Yield selectors of the box, each with what is to be left out of what it hits."""
    quality: dict[str, float] = {}
    for box in body.boxes:
        for node in _boxes(box):
            for mark in selectors_of(node):
                quality[mark.css] = max(quality.get(mark.css, 0.0), mark.quality)
    tried = sorted(quality, key=lambda css: (-quality[css], len(css)))[:_MOST_TRIED]
    by_boxes: dict[tuple[int, ...], str | None] = {}
    for css in tried:
        hits = [each.tree.root.css_first(css) for each in body.samples.pages]
        if any(hit is None for hit in hits):
            continue
        found = [hit for hit in hits if hit is not None]
        key = tuple(hit.mem_id for hit in found)
        if key not in by_boxes:
            by_boxes[key] = _drop(body, found)
        yield Mark(css, quality[css]), by_boxes[key]


def _boxes(box: LexborNode | None) -> Iterator[LexborNode]:
    for _ in range(3):
        if box is None or box.tag in {"body", "html"}:
            return
        yield box
        box = box.parent


def _drop(body: Body, boxes: Sequence[LexborNode]) -> str | None:
    """Return the selector of what in these boxes is no text, None if all is."""
    counts: Counter[str] = Counter()
    quality: dict[str, float] = {}
    junk = [list(_outermost(box, body.is_beside)) for box in boxes]
    for nodes in junk:
        for node in nodes:
            for mark in _names(node):
                counts[mark.css] += 1
                quality[mark.css] = mark.quality
    lost = {
        id(box): {node.mem_id for node in nodes} for box, nodes in zip(boxes, junk, strict=True)
    }
    taken: list[str] = []
    covered: set[int] = set()
    for css in sorted(counts, key=lambda css: (-quality[css] * min(counts[css], 3), css)):
        hits = [(box, box.css(css)) for box in boxes]
        new = {node.mem_id for box, nodes in hits for node in nodes} - covered
        if not new & set().union(*lost.values()) or len(taken) >= _MOST_DROPS:
            continue
        if all(_is_harmless(box, nodes, lost[id(box)]) for box, nodes in hits):
            taken.append(css)
            covered |= new
    return ", ".join(taken) or None


def _is_harmless(box: LexborNode, hits: Sequence[LexborNode], junk: set[int]) -> bool:
    whole = len(prose(box, junk))
    without = len(prose(box, junk | {node.mem_id for node in hits}))
    return whole - without <= _MOST_LOST * whole


def _names(node: LexborNode) -> Iterator[Mark]:
    marks = marks_of(node)
    yield from (mark for mark in marks[:-1][:2] if mark.quality >= 0.2)
    if node.tag in _UNMARKED:
        yield Mark(node.tag, 0.8)
    link = node.css_first("a")
    if node.tag == "p" and link is not None:
        words = (
            (node.text() or "").partition((link.text() or "").strip() or "\n")[0].strip(" :\n\t")
        )
        if _LABEL.fullmatch(words):
            first = next(iter(node.iter(include_text=False)))
            is_direct = first.mem_id == link.mem_id or words not in (first.text() or "")
            says = f':lexbor-contains("{words}")'
            yield Mark(f"p{says}" if is_direct else f"p:has({first.tag}{says})", 0.4)


def _outermost(box: LexborNode, is_meant: Callable[[LexborNode], bool]) -> Iterator[LexborNode]:
    waiting = list(box.iter(include_text=False))
    while waiting:
        node = waiting.pop(0)
        if is_meant(node):
            yield node
        else:
            waiting[:0] = list(node.iter(include_text=False))


def _evidence(samples: Samples, field: Field) -> Iterator[str]:
    yield "most words that are no links stand there"
    if any(f.source.startswith("::ld") for each in samples.pages for f in each.facts["body"]):
        yield "structured data has the same text"
    if field.drop:
        yield "left out: what is the same on several pages, links, what is named like adverts"
