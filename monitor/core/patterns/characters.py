r"""Read what stands for one character: an escape, a class in brackets. Owns their syntax; knows no group."""

import string
from typing import NamedTuple

import re2

from monitor.core.patterns.cursor import Cursor
from monitor.core.patterns.spelling import DIGITS, LETTERS, SPACES, Spelling

_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_WIDTHS = {"x": 2, "u": 4, "U": 8}
_NO_BACKREFERENCE = "write out what is meant to come again"


class Part(NamedTuple):
    """What an escape stands for: one character (`one`), the class `within`, or all that is not of `outside`."""

    one: str = ""
    within: str = ""
    outside: str = ""


def read_escape(cursor: Cursor, spelling: Spelling) -> Part:
    r"""Return what the escape stands for whose backslash has been read. Raises SelectorError."""
    start = cursor.at - 1
    letter = cursor.next()
    parts = {
        "d": Part(within=DIGITS),
        "D": Part(outside=DIGITS),
        "w": Part(within=spelling.word),
        "W": Part(outside=spelling.word),
        "s": Part(within=SPACES),
        "S": Part(within=spelling.not_spaces()),
    }
    if letter in parts:
        return parts[letter]
    if letter in {"p", "P"}:
        body = _property(cursor, spelling, start)
        return Part(within=body) if letter == "p" else Part(outside=body)
    if letter in _CONTROLS:
        return Part(one=_CONTROLS[letter])
    if letter in _WIDTHS:
        return Part(one=_numbered(cursor, letter, start))
    if letter == "":
        raise cursor.fault(start, "ends in a backslash", r"write \\ for the character itself")
    if letter.isdigit() and letter != "0":
        raise cursor.fault(
            start,
            f"refers back to a group by \\{letter}, which has no linear form",
            _NO_BACKREFERENCE,
        )
    if letter == "0" or (letter.isascii() and letter.isalpha()):
        raise cursor.fault(start, f"knows no \\{letter}", "write the letter without a backslash")
    return Part(one=letter)


def _property(cursor: Cursor, spelling: Spelling, start: int) -> str:
    braced = cursor.take("{")
    name = cursor.while_in(string.ascii_letters + "_", 40 if braced else 1)
    if not name or (braced and not cursor.take("}")):
        raise cursor.fault(
            start, "names no property of characters", r"write it like \pL or \p{Cyrillic}"
        )
    body = f"\\p{{{name}}}"
    options = re2.Options()
    options.log_errors = False
    try:
        has_underscore = re2.compile(body, options).search("_") is not None
    except re2.error:
        raise cursor.fault(
            start, f"knows no {body}", r"\pL letters, \pN numbers, \p{Cyrillic} …"
        ) from None
    if has_underscore and spelling.is_marked:
        raise cursor.fault(
            start, rf"has {body}, which holds the underscore, beside \b", "write out what is meant"
        )
    return body


def _numbered(cursor: Cursor, letter: str, start: int) -> str:
    braced = letter == "x" and cursor.take("{")
    width = 8 if braced else _WIDTHS[letter]
    digits = cursor.while_in(string.hexdigits, width)
    closed = cursor.take("}") if braced else len(digits) == width
    number = int(digits, 16) if digits and closed else -1
    if not 0 <= number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise cursor.fault(start, "names no character", r"write it like \x41 or \u0430")
    return chr(number)


def read_class(cursor: Cursor, spelling: Spelling) -> str:
    """Return the expression of the class in brackets whose "[" has been read. Raises SelectorError."""
    start = cursor.at - 1
    is_negated = cursor.take("^")
    parts = [_item(cursor, spelling, start)]
    while not cursor.take("]"):
        parts.append(_item(cursor, spelling, start))
    within = [part.within or part.one for part in parts if not part.outside]
    outside = [part.outside for part in parts if part.outside]
    if not is_negated:
        return spelling.any_of(["".join(within)] if within else [], outside)
    if not outside:
        return spelling.any_of([], ["".join(within)])
    return spelling.any_of([_left(cursor, spelling, start, set(within), set(outside))])


def _item(cursor: Cursor, spelling: Spelling, start: int) -> Part:
    """Return the next item of a class, its `one` already spelled for RE2."""
    if not cursor:
        raise cursor.fault(
            start, "opens a class that is not closed", r"put ] behind it, or write \[ for a bracket"
        )
    at = cursor.at
    if cursor.sees("[:"):
        raise cursor.fault(at, "has a class by name", r"write \pL for letters, \d for digits")
    first = _end(cursor, spelling)
    if not first.one or not cursor.sees("-") or cursor.source[cursor.at + 1 :][:1] in {"", "]"}:
        return first if not first.one else Part(within=spelling.span(first.one, first.one))
    cursor.next()
    last = _end(cursor, spelling)
    if not last.one or last.one < first.one:
        raise cursor.fault(at, "has a range that leads nowhere", r"write \- for a dash")
    return Part(within=spelling.span(first.one, last.one))


def _end(cursor: Cursor, spelling: Spelling) -> Part:
    one = cursor.next()
    if one != "\\":
        return Part(one=one)
    if cursor.take("b"):
        return Part(one="\b")
    return read_escape(cursor, spelling)


def _left(
    cursor: Cursor, spelling: Spelling, start: int, within: set[str], outside: set[str]
) -> str:
    r"""Return the class of what is in the one of `outside` and not in `within`, as in `[^\W\d_]`: letters."""
    (body, *others) = outside
    underscore = spelling.span("_", "_")
    if not others and not within:
        return body
    if not others and body == spelling.word and within <= {DIGITS, underscore}:
        kept = LETTERS if DIGITS not in within else r"\pL\pM\p{Nl}\p{No}"
        return kept if underscore in within else kept + spelling.underscore
    raise cursor.fault(
        start,
        r"leaves characters out of \W, \D or \P, which has no linear form here",
        r"name what may stand there: \pL is a letter, \d a digit",
    )
