"""The words of a node as a reader sees them. Owns where lines break; never changes the tree.

Inline elements keep their neighbours adjacent (`visa<b>-free</b>` is one word), blocks and `<br>` part them, and
what is not shown as words (scripts, styles, forms' insides) is left out.
"""

from collections.abc import Callable, Collection, Iterator

from selectolax.lexbor import LexborNode

from monitor.core.text import clean_line, clean_paragraphs

_PARAGRAPHS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "br",
))  # fmt: skip
# What parts an element from its neighbours, by its tag; nothing parts the others.
_EDGES = dict.fromkeys(_PARAGRAPHS, "\n") | dict.fromkeys(("td", "th", "option"), " ")
_UNSEEN = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas",
    "audio", "video", "select", "textarea", "button", "head", "-comment", "-doctype",
))  # fmt: skip

Render = Callable[[LexborNode, Collection[int]], str]
NOTHING: Collection[int] = ()
# Of one field; a page of a few megabytes can hold more nodes than are worth a walk in Python.
_MOST_PIECES = 200_000


def prose(node: LexborNode, dropped: Collection[int] = NOTHING) -> str:
    """Return the paragraphs of `node`, joined by a newline. Nodes whose `mem_id` is in `dropped` are left out."""
    return clean_paragraphs(_text(node, dropped))


def line(node: LexborNode, dropped: Collection[int] = NOTHING) -> str:
    """Return the words of `node` on one line. Nodes whose `mem_id` is in `dropped` are left out."""
    words = _only_words(node)
    return clean_line(_text(node, dropped) if words is None else words)


def first_line(node: LexborNode, dropped: Collection[int] = NOTHING) -> str:
    """Return the first line of `node` that has words, as `prose` parts them."""
    return clean_line(prose(node, dropped).partition("\n")[0])


def _only_words(node: LexborNode) -> str | None:
    """Return the words of a node that holds nothing but words, as most do; None else."""
    first = node.first_child
    if first is None or first.next is not None or first.tag != "-text":
        return None
    return first.text_content or ""


def _text(node: LexborNode, dropped: Collection[int]) -> str:
    pieces: list[str] = []
    # Beside the children still to come, what closes their parent.
    stack: list[tuple[Iterator[LexborNode], str]] = [(node.iter(include_text=True), "")]
    while stack:
        children, edge = stack[-1]
        for child in children:
            if len(pieces) >= _MOST_PIECES:
                return "".join(pieces)
            tag = child.tag or ""
            if tag == "-text":
                pieces.append((child.text_content or "").replace("\n", " "))
            elif tag not in _UNSEEN and not (dropped and child.mem_id in dropped):
                edge = _EDGES.get(tag, "")
                pieces.append(edge)
                if (words := _only_words(child)) is None:
                    stack.append((child.iter(include_text=True), edge))
                    break
                pieces += (words.replace("\n", " "), edge)
        else:
            stack.pop()
            pieces.append(edge)
    return "".join(pieces)
