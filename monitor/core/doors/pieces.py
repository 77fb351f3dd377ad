"""A document that is not well-formed, read item by item: one broken item costs itself and no other.

Owns where items begin and end in text. What is declared outside of them is not taken along, entities least of all.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from monitor.core.doors.xml import Node, Unreadable, parse_xml

# A feed of more items is read as far as that.
MOST_ITEMS = 1_000
_MOST_FAULTS = 5
_ROOT = re.compile(
    r"<((?:[\w.-]{1,40}:)?(?:rss|feed|RDF|urlset|sitemapindex))(?=[\s/>])[^>]{0,8000}>"
)
_ITEM = re.compile(r"<((?:[\w.-]{1,40}:)?(?:item|entry|url|sitemap))(?=[\s>])")
_CHANNEL = re.compile(r"<((?:[\w.-]{1,40}:)?channel)(?=[\s>])")
# What holds text, and mostly the markup that broke the document.
_TEXT = re.compile(
    r"(<(title|description|content:encoded|summary|content)(?:\s[^>]{0,500})?>)(.*?)(</\2\s*>)",
    re.DOTALL,
)
_LONGEST_WRAPPED = 64_000


class Parsed(NamedTuple):
    """The root of a document, and what of it could not be read."""

    root: Node
    faults: tuple[str, ...]


def parse(text: str, base: str) -> Parsed:
    """Return the tree of a mended document, with as many of its items as can be read. Raises `Unreadable`."""
    try:
        return Parsed(parse_xml(text, base), ())
    except Unreadable as error:
        return _in_pieces(text, base, error)


def _in_pieces(text: str, base: str, error: Unreadable) -> Parsed:
    opening = _ROOT.search(text)
    if opening is None:
        raise error
    closing = f"</{opening[1]}>"
    spans = list(_items(text))
    head = text[opening.start() : spans[0][0] if spans else len(text)]
    root = _head(head, opening[0], closing, base)
    faults = [str(error)]
    for start, stop in spans:
        try:
            root.pieces += _item(opening[0], text[start:stop], closing, base).children
        except Unreadable as broken:
            faults.append(f"an item cannot be read: {broken}")
    return Parsed(root, tuple(faults[:_MOST_FAULTS]))


def _item(opening: str, item: str, closing: str, base: str) -> Node:
    """Return a root with one item in it, whose texts are taken for HTML as they are if nothing else helps."""
    try:
        return parse_xml(f"{opening}{item}{closing}", base)
    except Unreadable:
        if len(item) > _LONGEST_WRAPPED:
            raise
    wrapped = _TEXT.sub(lambda found: f"{found[1]}<![CDATA[{found[3]}]]>{found[4]}", item)
    return parse_xml(f"{opening}{wrapped}{closing}", base)


def _items(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each item begins and ends; one that is cut off is left out."""
    at = 0
    for _ in range(MOST_ITEMS):
        found = _ITEM.search(text, at)
        if found is None:
            return
        closing = f"</{found[1]}>"
        at = text.find(closing, found.end())
        if at < 0:
            return
        at += len(closing)
        yield found.start(), at


def _head(head: str, opening: str, closing: str, base: str) -> Node:
    """Return the root with what stands before its first item, as far as that can be read."""
    channel = _CHANNEL.search(head)
    inner = f"</{channel[1]}>" if channel else ""
    for attempt in (head + inner + closing, opening + closing):
        try:
            return parse_xml(attempt, base)
        except Unreadable:
            continue
    return Node("", {}, base)
