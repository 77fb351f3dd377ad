"""Which kind of listing a document is, by its first element. Owns the recognition; reads no item."""

import re
import zlib
from enum import StrEnum

from monitor.core.charset import decode_xml

# What stands before the first element may be long (a style sheet, a licence), but not longer.
_GLANCE = 4_096
# Sitemaps are sent packed, as files and not by a content coding. Undone they may be so large.
_MOST_UNPACKED = 8 << 20
_PACKED = b"\x1f\x8b"
_WIDE = (b"\xfe\xff", b"\xff\xfe")
# White space, declarations, comments, a document type with or without a subset of its own; then the root.
_ROOT = re.compile(
    r"\ufeff?(?>\s+|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE[^>\[]*+(?>\[.*?\]\s*+)?>)*+"
    r"<(?:[\w.-]{1,40}:)?(rss|feed|RDF|urlset|sitemapindex)(?=[\s/>])",
    re.DOTALL,
)
_JSON = re.compile(r"\ufeff?\s*+\{")
# JSON may spell a slash in two ways.
_JSON_FEED = re.compile(rb"jsonfeed\.org\\?/version\\?/")


class Door(StrEnum):
    """A kind of listing that is no HTML. The word is shown where a page shows its selector."""

    RSS = "rss"
    RDF = "rdf"
    ATOM = "atom"
    JSON = "json"
    SITEMAP = "sitemap"
    INDEX = "sitemap index"


_DOOR_BY_ROOT = {
    "rss": Door.RSS,
    "feed": Door.ATOM,
    "RDF": Door.RDF,
    "urlset": Door.SITEMAP,
    "sitemapindex": Door.INDEX,
}


def door_of(body: bytes) -> Door | None:
    """Return which kind of listing the document is; None for HTML and whatever else is none."""
    glance = _glance(body)
    if (root := _ROOT.match(glance)) is not None:
        return _DOOR_BY_ROOT[root[1]]
    return Door.JSON if _JSON.match(glance) and _JSON_FEED.search(body) else None


def text_of(body: bytes, content_type: str) -> str:
    """Return the document as text, unpacked if it is packed."""
    return decode_xml(_unpacked(body, _MOST_UNPACKED), content_type)


def _glance(body: bytes) -> str:
    head = _unpacked(body, _GLANCE)[:_GLANCE]
    encoding = "utf-16" if head.startswith(_WIDE) else "utf-8"
    return head.decode(encoding, "replace")


def _unpacked(body: bytes, most: int) -> bytes:
    """Return at most `most` bytes of what is packed in `body` (RFC 1952); of what is damaged, what comes before."""
    if not body.startswith(_PACKED):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, most)
    except zlib.error:
        return b""
