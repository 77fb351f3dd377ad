"""From the markup that feeds carry to words. Owns what is taken for markup; the bounds are those of pages."""

import re

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor.core.extract.guard import find_hazard
from monitor.core.extract.prose import prose
from monitor.core.text import clean_line, clean_paragraphs

_MARKUP = re.compile(r"<[A-Za-z/!]|&(?:[A-Za-z]{2,31}|#[0-9A-Fa-fxX]{1,8});")
# A headline of a post that has none: its first words.
_LONGEST_LEAD = 200


def words(text: str) -> str:
    """Return a title, a name, a section as one line."""
    return clean_line(paragraphs(text).replace("\n", " "))


def paragraphs(text: str) -> str:
    """Return the paragraphs of a text, joined by a newline; "" of what cannot be parsed, or not safely."""
    if not _MARKUP.search(text):
        return clean_paragraphs(text)
    markup = text.encode("utf-8", "replace")
    if find_hazard(markup) is not None:
        return ""
    try:
        body = LexborHTMLParser(markup).body
    except SelectolaxError:
        return ""
    return prose(body) if body is not None else ""


def lead(body: str) -> str:
    """Return the first line of a text, cut where it is long for a headline."""
    line = clean_line(body.partition("\n")[0])
    if len(line) <= _LONGEST_LEAD:
        return line
    return line[:_LONGEST_LEAD].rpartition(" ")[0].rstrip(" ,;:–—-") + "…"
