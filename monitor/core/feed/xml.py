"""RSS 2.0 and Atom (RFC 4287). Written by ElementTree, which escapes; nothing is ever read here."""

import html
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from monitor import __version__
from monitor.core.feed.nouns import Entry, Feed, moment
from monitor.core.text import fit_for_xml

_ATOM = "http://www.w3.org/2005/Atom"
_DUBLIN = "http://purl.org/dc/elements/1.1/"
# An empty feed never changed.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def atom(feed: Feed) -> str:
    """Return the feed as Atom."""
    root = ET.Element("feed", {"xmlns": _ATOM})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", moment(feed.updated_at or _NEVER))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    _add(root, "generator", "monitor", version=__version__)
    _add(_add(root, "author"), "name", "monitor")
    for each in feed.entries:
        _atom_entry(_add(root, "entry"), each)
    return _document(root)


def _atom_entry(place: ET.Element, entry: Entry) -> None:
    if entry.language:
        place.set("xml:lang", fit_for_xml(entry.language))
    _add(place, "id", entry.id)
    _add(place, "title", entry.title)
    _add(place, "published", moment(entry.published_at))
    _add(place, "updated", moment(entry.updated_at))
    if entry.link:
        _add(place, "link", rel="alternate", href=entry.link)
    if entry.author:
        _add(_add(place, "author"), "name", entry.author)
    for each in entry.tags:
        _add(place, "category", term=each)
    _add(place, "content", entry.text, type="text")


def rss(feed: Feed) -> str:
    """Return the feed as RSS 2.0.

    It does not say whether a title is text or HTML, and readers differ. As HTML it is text to either: the worst is a
    title that shows its escapes.
    """
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": _ATOM, "xmlns:dc": _DUBLIN})
    channel = _add(root, "channel")
    _add(channel, "title", html.escape(feed.title, quote=False))
    _add(channel, "link", feed.page)
    _add(channel, "description", html.escape(feed.title, quote=False))
    _add(channel, "atom:link", rel="self", type="application/rss+xml", href=feed.url)
    _add(channel, "generator", f"monitor {__version__}")
    if feed.updated_at is not None:
        _add(channel, "lastBuildDate", _date(feed.updated_at))
    for each in feed.entries:
        _rss_item(_add(channel, "item"), each)
    return _document(root)


def _rss_item(place: ET.Element, entry: Entry) -> None:
    _add(place, "title", html.escape(entry.title, quote=False))
    if entry.link:
        _add(place, "link", entry.link)
    _add(place, "description", _paragraphs(entry.text.split("\n")))
    _add(place, "guid", entry.id, isPermaLink="false")
    _add(place, "pubDate", _date(entry.published_at))
    if entry.author:
        _add(place, "dc:creator", html.escape(entry.author, quote=False))
    for each in entry.tags:
        _add(place, "category", each)


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)


def _add(place: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(
        place, name, {key: fit_for_xml(value) for key, value in attributes.items()}
    )
    made.text = fit_for_xml(text) or None
    return made


def _document(root: ET.Element) -> str:
    written = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'


def _date(at: datetime) -> str:
    """Return a time as RSS has it (RFC 822, with four digits a year)."""
    return format_datetime(at.astimezone(UTC), usegmt=True)
