"""Atom 1.0 (RFC 4287) and its forerunner 0.3: from the tree to items. Judges no value."""

from html import escape

from monitor.core.doors.document import Document, Item
from monitor.core.doors.kind import Door
from monitor.core.doors.rss import following, views_of
from monitor.core.doors.xml import Node

_LANGUAGE = "xml:lang"


def read_atom(root: Node) -> Document:
    """Return what an Atom document says. Who wrote the feed wrote those entries that name nobody."""
    language = root.attributes.get(_LANGUAGE, "")
    authors = _authors(root)
    return Document(
        door=Door.ATOM,
        base=root.base,
        items=tuple(_item(node, language, authors) for node in root.all("atom:entry", "entry")),
        home=_link(root),
        following=following(root),
    )


def _item(node: Node, language: str, authors: str) -> Item:
    category = node.first("atom:category", "category")
    named = category.attributes if category is not None else {}
    published = _text(node, "published", "issued", "created")
    modified = _text(node, "updated", "modified")
    return Item(
        link=_link(node) or _address(_text(node, "id")),
        base=node.base,
        title=_words(node, "title"),
        published=published,
        modified=modified,
        author=_authors(node) or authors,
        section=named.get("label") or named.get("term", ""),
        language=node.attributes.get(_LANGUAGE, language),
        summary=_words(node, "summary") or _below(node, "media:description"),
        content=_words(node, "content"),
        views=views_of(node),
        images=tuple(each.attributes.get("url", "") for each in node.below("media:thumbnail")),
    )


def _below(node: Node, name: str) -> str:
    return next((each.whole().strip() for each in node.below(name)), "")


def _text(node: Node, *names: str) -> str:
    return node.text(*(spelled for name in names for spelled in (f"atom:{name}", name)))


def _words(node: Node, name: str) -> str:
    """Return a text construct as markup (RFC 4287 §3.1), or as it is where it is so written."""
    said = node.first(f"atom:{name}", name)
    if said is None or "src" in said.attributes:
        return ""
    kind = said.attributes.get("type", "text")
    if "xhtml" in kind or said.attributes.get("mode") == "xml":
        return said.markup().strip()
    return said.whole().strip() if "html" in kind else escape(said.whole().strip(), quote=False)


def _link(node: Node) -> str:
    """Return the page that an entry or a feed is of: the alternate one, HTML before others."""
    links = [each.attributes for each in node.all("atom:link", "link")]
    pages = [each for each in links if each.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda each: "html" not in each.get("type", "html"))
    return next((each["href"] for each in pages if each.get("href")), "")


def _address(id_: str) -> str:
    return id_ if id_.startswith(("http://", "https://")) else ""


def _authors(node: Node) -> str:
    people = (_text(each, "name") for each in node.all("atom:author", "author"))
    return ", ".join(dict.fromkeys(name for name in people if name))
