"""From XML to a tree of its elements, within bounds. Owns the parser and names; knows no feed.

The parser is expat. It expands nothing: a document that declares entities is refused, whatever they are for, and
nothing is ever fetched. Elements go no deeper and are no more than a feed's could be.
"""

from collections.abc import Iterator
from html import escape
from urllib.parse import urljoin
from xml.parsers import expat

_DEEPEST = 64
_MOST_ELEMENTS = 200_000
_MOST_SPACES = 64
_PREFIX_BY_SPACE = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "",
    "http://www.google.com/schemas/sitemap/0.84": "",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.google.com/schemas/sitemap-image/1.1": "image",
    "http://www.w3.org/1999/xhtml": "",
}


class Unreadable(Exception):
    """The document is not XML, or none that is read; the message says why."""


class Node:
    """An element: its name with the usual prefix of its name space, its attributes, and what stands in it in order."""

    __slots__ = ("attributes", "base", "name", "pieces")

    def __init__(self, name: str, attributes: dict[str, str], base: str) -> None:
        self.name = name
        self.attributes = attributes
        # What links in it are relative to (XML Base).
        self.base = base
        self.pieces: list[str | Node] = []

    @property
    def children(self) -> Iterator["Node"]:
        """Yield the elements in it."""
        return (piece for piece in self.pieces if isinstance(piece, Node))

    def all(self, *names: str) -> Iterator["Node"]:
        """Yield the elements in it that have one of the names."""
        return (child for child in self.children if child.name in names)

    def first(self, *names: str) -> "Node | None":
        """Return the first element in it of the first name that there is."""
        return next((child for name in names for child in self.all(name)), None)

    def text(self, *names: str) -> str:
        """Return the text of the first element of these names that has any, by the order of names."""
        texts = (child.whole().strip() for name in names for child in self.all(name))
        return next((text for text in texts if text), "")

    def below(self, *names: str) -> Iterator["Node"]:
        """Yield every element of these names at whatever depth."""
        waiting = [self]
        while waiting:
            for child in waiting.pop().children:
                if child.name in names:
                    yield child
                waiting.append(child)

    def whole(self) -> str:
        """Return all text in it, at whatever depth."""
        return "".join(_rendered(self, is_markup=False))

    def markup(self) -> str:
        """Return what is in it as HTML."""
        return "".join(_rendered(self, is_markup=True))


def parse_xml(text: str, base: str) -> Node:
    """Return the root of a document that was mended. Raises `Unreadable`."""
    builder = _Builder(base)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.write
    parser.EntityDeclHandler = builder.refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise Unreadable(f"line {error.lineno}: {expat.ErrorString(error.code)}") from error
    root = next(builder.top.children, None)
    if root is None:
        raise Unreadable("there is no element")
    return root


class _Builder:
    """Hears of the parts of a document and makes nodes of them."""

    def __init__(self, base: str) -> None:
        self.top = Node("", {}, base)
        self._open = [self.top]
        self._spaces: list[dict[str, str]] = [{}]
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self._count += 1
        if len(self._open) > _DEEPEST or self._count > _MOST_ELEMENTS:
            raise Unreadable("more elements, or deeper in each other, than any feed has")
        spaces = self._with_declared(attributes)
        parent = self._open[-1]
        base = attributes.get("xml:base")
        node = Node(
            _named(name, spaces), attributes, _joined(parent.base, base) if base else parent.base
        )
        parent.pieces.append(node)
        self._open.append(node)
        self._spaces.append(spaces)

    def end(self, _name: str) -> None:
        """Close the innermost element."""
        self._open.pop()
        self._spaces.pop()

    def write(self, text: str) -> None:
        """Add to the innermost element."""
        self._open[-1].pieces.append(text)

    def refuse(self, *_declaration: object) -> None:
        """Refuse the document: an entity can stand for more than any page holds."""
        raise Unreadable("it declares entities")

    def _with_declared(self, attributes: dict[str, str]) -> dict[str, str]:
        spaces = self._spaces[-1]
        declared = {
            name[6:]: space
            for name, space in attributes.items()
            if name == "xmlns" or name.startswith("xmlns:")
        }
        return {**spaces, **declared} if declared and len(spaces) < _MOST_SPACES else spaces


def _named(name: str, spaces: dict[str, str]) -> str:
    """Return the name with the prefix that its name space usually has; without a known one it stays as it is."""
    prefix, _, local = name.rpartition(":")
    usual = _PREFIX_BY_SPACE.get(spaces.get(prefix, "").strip())
    if usual is None:
        return name
    return f"{usual}:{local}" if usual else local


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return base


def _rendered(node: Node, *, is_markup: bool) -> Iterator[str]:
    waiting = _pieces(node, is_markup=is_markup)
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            yield piece
            continue
        inner = _pieces(piece, is_markup=is_markup)
        waiting += [f"</{piece.name}>", *inner, f"<{piece.name}>"] if is_markup else inner


def _pieces(node: Node, *, is_markup: bool) -> list[str | Node]:
    """Return what stands in a node, the last piece first; text is escaped where it is to be markup."""
    return [
        escape(piece, quote=False) if is_markup and isinstance(piece, str) else piece
        for piece in reversed(node.pieces)
    ]
