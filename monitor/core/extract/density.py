"""Find where the text of an article stands when nothing says so: words that are no links, close together.

Owns the weighing of boxes. It is a guess, and who uses it says so.
"""

import re
from collections.abc import Collection, Iterator

from selectolax.lexbor import LexborNode

from monitor.core.extract.prose import NOTHING, prose
from monitor.core.text import clean_line

_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "select", "textarea", "button", "head", "svg", "iframe", "option",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub",
    "sup", "u", "wbr",
})  # fmt: skip
_BESIDE = frozenset({"aside", "nav", "footer", "form", "menu", "figcaption", "header", "address"})
_JUNK = re.compile(
    r"comment|related|sidebar|footer|menu|promo|banner|advert|\bads?\b|reklama|popular|subscri|cookie|share|social|"
    r"breadcrumb|teaser|recommend|read-?also|more-?news|tags?\b|caption|vote|poll|poteme|widget|newsletter",
    re.IGNORECASE,
)
_TEXT = re.compile(r"article|content|body|text|story|post|main|entry", re.IGNORECASE)
# A line of fewer letters is a label, a date, a name.
_LEAST_LINE = 25
_MOST_OF_A_LINE = 1_000
_FADING = 0.75
_IN_JUNK = 0.15
_FARTHEST = 5
_MOST_NODES = 20_000
# Less text than that is no article's.
LEAST_TEXT = 140


def densest(root: LexborNode, shared: Collection[str] = frozenset()) -> LexborNode | None:
    """Return the box that holds the text, None if there is no text on the page to speak of.

    `shared` are lines that other pages of the site have too: they count for nothing.
    """
    weights: dict[int, float] = {}
    boxes: dict[int, LexborNode] = {}
    for node, words in _lines(root):
        if words in shared:
            continue
        weight = min(len(words), _MOST_OF_A_LINE) * (1 + min(words.count(","), 10) / 10)
        for box, share in _shares(node):
            weights[box.mem_id] = weights.get(box.mem_id, 0.0) + weight * share
            boxes[box.mem_id] = box
    if not weights:
        return None
    best = max(weights, key=lambda name: weights[name])
    return boxes[best] if weights[best] >= LEAST_TEXT else None


def is_junk(node: LexborNode) -> bool:
    """Say whether what an element is called tells that no text of the article is in it."""
    if node.tag in _BESIDE:
        return True
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return _JUNK.search(names) is not None and _TEXT.search(names) is None


def dense_text(root: LexborNode) -> str:
    """Return the paragraphs of the box that holds the text, without what is junk in it; "" if there is none."""
    box = densest(root)
    if box is None:
        return ""
    dropped = {n.mem_id for n in box.traverse() if n.mem_id != box.mem_id and is_junk(n)}
    dropped |= {n.mem_id for n in box.css("p, div, li, ul") if is_links(n)}
    text = prose(box, dropped or NOTHING)
    return text if len(text) >= LEAST_TEXT else ""


def is_links(node: LexborNode) -> bool:
    """Say whether most of the words in an element are links."""
    whole = len(clean_line(node.text() or ""))
    linked = sum(len(clean_line(each.text() or "")) for each in node.css("a"))
    return linked > 0 and linked >= 0.6 * whole


def _lines(root: LexborNode) -> Iterator[tuple[LexborNode, str]]:
    """Yield the elements that hold words themselves, and those words, unless they are links or unseen."""
    count = 0
    stack = [root]
    while stack and count < _MOST_NODES:
        node = stack.pop()
        count += 1
        direct: list[str] = []
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                direct.append(child.text_content or "")
            elif tag == "br":
                direct.append(" ")
            elif not tag.startswith("-") and tag not in _UNSEEN and tag != "a":
                stack.append(child)
        words = clean_line("".join(direct))
        if len(words) >= _LEAST_LINE:
            yield node, words


def _shares(node: LexborNode) -> Iterator[tuple[LexborNode, float]]:
    """Yield the boxes around a line, and which part of its weight each is given."""
    share, box = 1.0, node
    while box.tag in _INLINE and box.parent is not None:
        share *= _IN_JUNK if is_junk(box) else 1.0
        box = box.parent
    factor = _around(box)
    yield box, share * factor * (0.9 if box.tag in {"p", "li", "blockquote"} else 1.0)
    for _ in range(_FARTHEST):
        parent = box.parent
        if parent is None or parent.tag in {"html", "-document"}:
            return
        yield parent, share * factor
        share *= _FADING
        box = parent


def _around(node: LexborNode) -> float:
    """Return how far the boxes around a line speak against it."""
    box: LexborNode | None = node
    for _ in range(_FARTHEST + 3):
        if box is None or box.tag in {"body", "html"}:
            return 1.0
        if is_junk(box):
            return _IN_JUNK
        box = box.parent
    return 1.0
