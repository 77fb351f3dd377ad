"""Refuse markup that would hang or flood the parser. Owns the limits; parses nothing itself.

lexbor takes quadratic time for elements nested in each other and for attributes of one tag, and, like every HTML
parser, reopens unclosed `<b>`, `<i>`, … in each paragraph that follows: 36 KB of them are 700 MB of tree. The
checks never miss such a page (they may refuse a harmless one of the same make) and first look at what is cheap to
count, because nearly every page is harmless.
"""

import re

# That many in each other cost some 0.1 s.
_UNCLOSED_TAGS = 6_000
# A node takes some 200 bytes.
_REOPENED_NODES = 1_000_000
# With n unclosed formatting elements and m others, n·m are reopened: so few tags stay below the limit.
_HARMLESS_TAGS = 2_000
_ATTRIBUTES = 8_192
_WINDOW = 8_192
# Below this size a tag that hides its attributes from the cheap check costs about a second at most.
_HIDING_PLACE = 128 * 1024

_FORMATTING = re.compile(
    rb"<[bBiIuUsSeEtTcCfFnN](?:[\s/>]|[mMtT][\s/>]|(?i:ig|ode|ont|obr|mall|trike|trong)[\s/>])"
)
_VOID = rb"area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_OPENING = re.compile(rb"<(?!(?i:" + _VOID + rb")[\s/>])[a-zA-Z]")
# An element without elements, in the plainest spelling: nothing in it can be read in two ways.
_LEAF = re.compile(
    rb"<([a-zA-Z][a-zA-Z0-9]*+)(?:\s++[a-zA-Z_:-]++(?:=\"[^\"<>]*+\"|='[^'<>]*+'|=[\w/.:#?&;%-]++)?+){0,16}+\s*+>[^<>]*+</\1\s*+>",
    re.IGNORECASE,
)
_FOLDS = 32
# One attribute, or the blank between two, as the tokenizer of the HTML standard takes them.
_ATTRIBUTE = (
    rb"(?:[\s/]++|=?+[^\s/>=]++"
    rb"(?:\s*+=\s*+(?:\"[^\"]{0,500000}+(?:\"|(?=[^\"]))|'[^']{0,500000}+(?:'|(?=[^']))|[^\s>\"'][^\s>]*+)?+)?+)"
)
_CROWDED = re.compile(rb"<[a-zA-Z][^\s/>]*+" + _ATTRIBUTE + rb"{%d}" % (2 * _ATTRIBUTES))
_TAG = re.compile(rb"<[a-zA-Z]")


def find_hazard(markup: bytes) -> str | None:
    """Return what makes `markup` dangerous to parse, in words, or None. Takes linear time."""
    tags = markup.count(b"<")
    if _has_crowded_window(markup):
        return f"a tag of more than {_ATTRIBUTES} attributes"
    if tags > _HARMLESS_TAGS and _reopens_too_much(markup, tags):
        return "too many formatting elements that are never closed"
    if tags > _UNCLOSED_TAGS:
        markup = _fold(markup)
        if len(_OPENING.findall(markup)) > _UNCLOSED_TAGS:
            return f"more than {_UNCLOSED_TAGS} tags nested or never closed"
    if len(markup) > _HIDING_PLACE and _CROWDED.search(markup):
        return f"a tag of more than {_ATTRIBUTES} attributes"
    return None


def _reopens_too_much(markup: bytes, tags: int) -> bool:
    limit = _REOPENED_NODES // tags
    if len(_FORMATTING.findall(markup)) <= limit:
        return False
    return len(_FORMATTING.findall(_LEAF.sub(b"", _LEAF.sub(b"", markup)))) > limit


def _fold(markup: bytes) -> bytes:
    """Return `markup` without elements that are certainly closed, innermost first."""
    for _ in range(_FOLDS):
        if markup.count(b"<") <= _UNCLOSED_TAGS:
            break
        shorter = _LEAF.sub(b"", markup)
        if len(shorter) == len(markup):
            break
        markup = shorter
    return markup


def _has_crowded_window(markup: bytes) -> bool:
    """Look at stretches without a ">", in which a tag of thousands of attributes must stand unless it hides."""
    start = 0
    while start < len(markup):
        if markup.find(b">", start, start + _WINDOW) >= 0:
            start += _WINDOW
            continue
        end = markup.find(b">", start)
        end = len(markup) if end < 0 else end
        if _counts_as_crowded(markup[markup.rfind(b">", 0, start) + 1 : end]):
            return True
        start = end + 1
    return False


def _counts_as_crowded(stretch: bytes) -> bool:
    tag = _TAG.search(stretch)
    if tag is None:
        return False
    rest = stretch[tag.start() :]
    quotes = rest.count(b'"') + rest.count(b"'")
    return len(rest.split()) + rest.count(b"/") + quotes // 2 > _ATTRIBUTES
