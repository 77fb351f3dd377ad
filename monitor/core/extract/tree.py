"""A page as a tree and its place on the Web. Owns parsing and the resolving of links; reads no field.

A tree is never changed after parsing, so that `mem_id` names a node as long as the tree lives.
It may be of the beginning of the page only; then it ends in an element of ours, which shows where the page was cut.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import (
    LexborDocumentOptions,
    LexborHTMLParser,
    LexborNode,
    SelectolaxError,
)

from monitor.core.charset import decode
from monitor.core.extract.guard import find_hazard
from monitor.core.identity import belongs
from monitor.model import Page

# A line is cut at 2,000 characters, and a link that was cut leads nowhere.
_LONGEST_URL = 1_999
# Where a page was cut. What is open there has it inside; in a script, a comment or a tag it is no element at all.
_END = "monitor-end"
_END_TAG = f"<{_END}>".encode()
_DEEPEST = 64
# The plain cases, which urljoin would return as they are or behind the origin, unless they hold a "/." segment.
_PATH = r"/(?!/)[^\s\\\x00-\x20\x7f]*+"
_ROOTED = re.compile(_PATH)
_ORIGIN = r"//[a-z0-9.-]+(?::[0-9]+)?"
_WHOLE = re.compile(rf"(?:https?:)?{_ORIGIN}{_PATH}")
_ORIGIN_OF = re.compile(rf"https?:{_ORIGIN}(?=/)")


class Unparsable(Exception):
    """The page cannot be parsed, or not safely; the message says why."""


class Tree:
    """One parsed page. `url` is where it came from in the end, `hosts` what counts as its own site.

    With `cut_before` only what stands before it is parsed, if it is there.
    """

    __slots__ = (
        "_base",
        "_hosts",
        "_origin",
        "_parser",
        "_scheme",
        "is_cut",
        "root",
        "url",
    )

    def __init__(self, page: Page, hosts: Collection[str], cut_before: bytes | None = None) -> None:
        markup = _markup(page)
        at = markup.find(cut_before) if cut_before else -1
        self.is_cut = at >= 0
        self._parser = _parse(markup[:at] + _END_TAG if at >= 0 else markup)
        if self._parser.root is None:
            raise Unparsable("nothing on the page")
        self.root: LexborNode = self._parser.root
        self.url = page.final_url
        self._hosts = frozenset(hosts)
        self._base = _base_url(self._parser, page.final_url)
        origin = _ORIGIN_OF.match(self._base)
        self._origin = origin[0] if origin else urljoin(self._base, "/").removesuffix("/")
        self._scheme = self._origin.partition("//")[0]

    def resolve(self, link: str) -> str | None:
        """Return `link` as an absolute http(s) URL, spelled as it is; None for what is no link to a page.

        That is: nothing, a mere fragment, another scheme (`javascript:`, `mailto:`), 2,000 characters and more,
        or what cannot be read as a URL.
        """
        link = link.strip()
        if not link or link.startswith("#") or len(link) > _LONGEST_URL:
            return None
        is_plain = "/." not in link
        if is_plain and _ROOTED.fullmatch(link):
            return self._origin + link
        if is_plain and _WHOLE.fullmatch(link):
            return link if link[0] == "h" else self._scheme + link
        try:
            url = urljoin(self._base, link)
            parts = urlsplit(url)
        except ValueError:
            return None
        return url if parts.scheme in {"http", "https"} and parts.hostname else None

    def is_closed(self, box: LexborNode) -> bool:
        """Say whether nothing behind the cut can be inside of `box`."""
        node: LexborNode | None = self.root
        for _ in range(_DEEPEST):
            if node is None or node.mem_id == box.mem_id:
                return False
            if node.tag == _END:
                return True
            node = node.last_child
        return False

    def is_own(self, url: str) -> bool:
        """Say whether an absolute URL leads to the page's own site."""
        origin = _ORIGIN_OF.match(url)
        if origin is None:
            return belongs(url, self._hosts)
        # With a path it is as links mostly are, and read as quickly.
        return _belongs(f"{origin[0]}/", self._hosts)


# A site's pages lead to the same few hosts.
_belongs = lru_cache(maxsize=1_024)(belongs)


def _markup(page: Page) -> bytes:
    text = decode(page.body, page.content_type).text
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")


def _parse(markup: bytes) -> LexborHTMLParser:
    if (hazard := find_hazard(markup)) is not None:
        raise Unparsable(hazard)
    try:
        # Nothing here changes the tree, so nobody listens to events of change.
        return LexborHTMLParser(markup, options=LexborDocumentOptions.WO_EVENTS)
    except SelectolaxError as error:
        raise Unparsable(str(error)) from error


def _base_url(parser: LexborHTMLParser, url: str) -> str:
    head = parser.head
    element = head.css_first("base[href]") if head is not None else None
    if element is None:
        return url
    try:
        based = urljoin(url, (element.attributes.get("href") or "").strip())
        return based if urlsplit(based).scheme in {"http", "https"} else url
    except ValueError:
        return url
