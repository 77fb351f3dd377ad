"""Lists of sources as OPML 2.0: written from ours, read from a feed reader's. Pure; watches nothing.

A list comes from elsewhere. A document type, which could define entities, is refused before anything is read.
"""

import json
import re
from collections.abc import Collection, Iterable
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree as ET
from xml.parsers import expat

from monitor.core.canary import SOURCE as CANARY
from monitor.core.identity import belongs
from monitor.core.text import fit_for_xml
from monitor.errors import MonitorError
from monitor.model import Selectors, Source, Web
from monitor.noun import dataclass

_NOT_IN_IDS = re.compile(r"[^a-z0-9._-]+")
_MOST_OUTLINES = 10_000
# The selectors file that ships for feeds of no site in particular.
FEED = "feed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """A line of the list: where its articles are listed (`page`), and its feed; either may be ""."""

    title: str
    page: str = ""
    feed: str = ""
    language: str = ""


def listed(sources: Iterable[Source], web: Web | None, shown: str = "") -> list[Outline]:
    """Return the lines of configured sources; with their feeds if they can be read at `web`, by the token `shown`."""
    token = f"?{urlencode({'token': shown})}" if shown else ""
    return [
        Outline(
            title=each.id,
            page=each.listing,
            feed=f"{web.url}/feeds/sources/{quote(each.id)}.atom{token}" if web else "",
            language=each.language or "",
        )
        for each in sources
        if each.id != CANARY
    ]


def opml(outlines: Iterable[Outline]) -> str:
    """Return the list as OPML. A line without a feed is a plain link."""
    root = ET.Element("opml", {"version": "2.0"})
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "monitor"
    body = ET.SubElement(root, "body")
    for each in outlines:
        said = {"text": each.title, "title": each.title}
        if each.feed:
            said |= {"type": "rss", "xmlUrl": each.feed, "htmlUrl": each.page}
        else:
            said |= {"type": "link", "url": each.page}
        if each.language:
            said["language"] = each.language
        ET.SubElement(body, "outline", {key: fit_for_xml(text) for key, text in said.items()})
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def outlines_of(document: bytes) -> list[Outline]:
    """Return the lines of an OPML document, folders flattened. Raises `MonitorError` if it is none."""
    found: list[Outline] = []
    names: list[str] = []

    def begin(name: str, said: dict[str, str]) -> None:
        names.append(name)
        if name == "outline" and len(found) < _MOST_OUTLINES and (line := _outline(said)):
            found.append(line)

    def refuse(*_: object) -> None:
        raise MonitorError(
            "the list has a document type (DOCTYPE), which OPML needs none of", hint="take it out"
        )

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise MonitorError(f"the list is no XML: {error}") from error
    if names[:1] != ["opml"]:
        raise MonitorError("the list is no OPML", hint="a feed reader exports one")
    return found


def source_blocks(outlines: Iterable[Outline], sites: Collection[Selectors]) -> str:
    """Return a [[source]] block for each line: its feed if it names one, else the page that lists articles.

    It is of that one of `sites` whose hosts its address is on. Any other feed needs no selectors; a page does.
    """
    taken: set[str] = set()
    blocks = []
    for each in outlines:
        listing = each.feed or each.page
        host = (urlsplit(each.page or each.feed).hostname or "").removeprefix("www.")
        site = _site(listing, sites) or (FEED if each.feed else _id(host) or "site")
        needed = "" if each.feed or _site(listing, sites) else f"  # needs selectors/{site}.toml"
        lines = [
            "[[source]]",
            f"id = {_quoted(_free(_id(each.title) or _id(host) or site, taken))}",
            f"site = {_quoted(site)}{needed}",
            f"listing = {_quoted(listing)}",
        ]
        if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", each.language, re.ASCII):
            lines.append(f"language = {_quoted(each.language)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _site(url: str, sites: Iterable[Selectors]) -> str | None:
    return next((each.site for each in sites if belongs(url, each.hosts)), None)


def _outline(said: dict[str, str]) -> Outline | None:
    """Return the line; None of a folder."""
    feed = _web(said.get("xmlUrl", ""))
    page = _web(said.get("htmlUrl", "")) or _web(said.get("url", ""))
    if not (feed or page):
        return None
    title = said.get("title") or said.get("text") or page or feed
    return Outline(title=title, page=page, feed=feed, language=said.get("language", ""))


def _web(url: str) -> str:
    """Return an address of the web, "" of anything else."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and parts.hostname and url.strip().isprintable()
    return url.strip() if is_web else ""


def _id(text: str) -> str:
    return _NOT_IN_IDS.sub("-", text.lower()).strip("._-")[:80]


def _free(id_: str, taken: set[str]) -> str:
    """Return the id, or the first like it that is free, and take it."""
    number, free = 1, id_
    while free in taken:
        number += 1
        free = f"{id_}-{number}"
    taken.add(free)
    return free


def _quoted(text: str) -> str:
    """Return a text as TOML spells it; on one line, and nothing but ASCII where it could act on a terminal."""
    return "".join(
        one if one.isprintable() else f"\\u{ord(one):04X}" if ord(one) < 0x10000 else "\ufffd"
        for one in json.dumps(text, ensure_ascii=False)
    )
