"""RSS 0.9x, 1.0 and 2.0 (RSS Advisory Board; RDF Site Summary): from the tree to items. Judges no value."""

import re

from monitor.core.doors.document import Document, Item
from monitor.core.doors.kind import Door
from monitor.core.doors.xml import Node

# "desk@example.org (A. Author)", as the specification wants it; people write the name alone.
_PERSON = re.compile(r"[^\s@()]+@[^\s()]+\s*\((?P<name>[^()]+)\)")
# RFC 822 had years of two digits, and some feeds still do.
_SHORT_YEAR = re.compile(r"(?<=[0-9] [A-Za-z]{3} )(?=[0-9]{2} [0-9]{2}:)")
_PUBLISHED = (
    "pubDate",
    "pubdate",
    "dc:date",
    "dcterms:created",
    "dcterms:issued",
    "atom:published",
)
_MODIFIED = ("dcterms:modified", "atom:updated")
_AUTHORS = ("dc:creator", "author", "itunes:author")
_PICTURES = ("media:content", "media:thumbnail", "enclosure")


def read_rss(root: Node) -> Document:
    """Return what an RSS document says. Items stand in its channel, or beside it in RSS 1.0."""
    channel = root.first("channel") or root
    nodes = [*channel.all("item"), *(root.all("item") if channel is not root else ())]
    language = channel.text("language", "dc:language")
    return Document(
        door=Door.RDF if root.name.startswith("rdf:") else Door.RSS,
        base=channel.base,
        items=tuple(_item(node, language) for node in nodes),
        home=channel.text("link"),
        following=following(channel),
    )


def following(node: Node) -> str:
    """Return the link to the document that goes on where this one ends (RFC 5005); "" if there is none."""
    links = (link.attributes for link in node.all("atom:link", "link"))
    return next((each.get("href", "") for each in links if each.get("rel") == "next"), "")


def views_of(node: Node) -> str:
    """Return the counter that a feed of videos gives (Media RSS); "" if it gives none."""
    counted = (each.attributes.get("views", "") for each in node.below("media:statistics"))
    return next(counted, "")


def _item(node: Node, language: str) -> Item:
    return Item(
        link=_link(node),
        base=node.base,
        title=node.text("title", "media:title", "dc:title"),
        published=_SHORT_YEAR.sub("20", node.text(*_PUBLISHED)),
        modified=node.text(*_MODIFIED),
        author=_author(node),
        section=node.text("category", "dc:subject"),
        language=node.text("dc:language") or language,
        summary=node.text("description", "itunes:summary", "media:description"),
        content=node.text("content:encoded"),
        views=views_of(node),
        images=tuple(filter(None, map(_picture, node.below(*_PICTURES)))),
    )


def _link(node: Node) -> str:
    if link := node.text("feedburner:origLink", "link"):
        return link
    for each in node.all("atom:link", "link"):
        if each.attributes.get("rel", "alternate") == "alternate" and each.attributes.get("href"):
            return each.attributes["href"]
    guid = node.first("guid")
    if guid is not None and guid.attributes.get("isPermaLink", "true").lower() != "false":
        return guid.whole().strip()
    return node.attributes.get("rdf:about", "")


def _author(node: Node) -> str:
    said = node.text(*_AUTHORS)
    person = _PERSON.fullmatch(said)
    return person["name"] if person else said


def _picture(node: Node) -> str:
    said = node.attributes
    is_picture = (
        node.name == "media:thumbnail"
        or said.get("medium") == "image"
        or said.get("type", "").startswith("image/")
    )
    return said.get("url", "") if is_picture else ""
