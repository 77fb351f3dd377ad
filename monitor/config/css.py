"""What is wrong with a CSS selector, before it meets a page. Reads no file."""

from functools import cache

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

# CSS closes what is open at the end of the text (CSS Syntax 3 §9); where something follows, it would swallow that.
_CLOSERS = (")", "]")


def css_fault(css: str) -> str:
    """Return what is wrong with a selector as a sentence's end; "" if it may be used, alone and in a list."""
    if trouble := _trouble(css):
        return f"is not a CSS selector: {trouble}"
    if any(not _trouble(css + closer) for closer in _CLOSERS):
        return "has a bracket, a quote or a comment that is not closed"
    return ""


def _trouble(css: str) -> str:
    try:
        _empty_page().css(css)
    except SelectolaxError as error:
        return str(error)
    return ""


@cache
def _empty_page() -> LexborHTMLParser:
    """Return the page that every selector is tried on: to make one takes five times as long as to look through it."""
    return LexborHTMLParser("")
