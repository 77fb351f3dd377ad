r"""How RE2 is told of one character, of a set of them, and of the border of a word. Owns the marks; reads no pattern.

RE2 knows the border of a word (`\b`) of ASCII alone. A pattern that asks for one is therefore run over a marked
text: every letter, digit or accent beyond ASCII stands between two marks, "_", which RE2 takes for part of a word,
and the underscore itself is spelled by a character of private use, between marks too. Then a border is exactly
where Unicode has one, and every character but those of ASCII is spelled "with marks, or none".
"""

import unicodedata
from collections.abc import Iterable, Sequence

# What Python and people call a letter of a word, and the accents that stand by themselves.
LETTERS = r"\pL\pM\pN"
DIGITS = r"\p{Nd}"
# Unicode's White_Space, and the separators that str.split takes for it; between them, all that is none.
SPACES = (
    r"\t-\r\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
)
_GAPS = (
    ("\0", "\x08"), ("\x0e", "\x1b"), ("!", "\x84"), ("\x86", "\x9f"), ("\xa1", "\u167f"), ("\u1681", "\u1fff"),
    ("\u200b", "\u2027"), ("\u202a", "\u202e"), ("\u2030", "\u205e"), ("\u2060", "\u2fff"), ("\u3001", "\U0010ffff"),
)  # fmt: skip
_MARK = "_"
_UNDERSCORE = "\U000f005f"
# Letters of ASCII whose other case (the kelvin sign, the long s) is none of ASCII.
_FOLDED = frozenset("kKsS\u017f\u212a")
# What may stand before the match in a marked text: whole characters, as few as will do.
AHEAD = f"(?:{_MARK}[^{_MARK}]{_MARK}|[^{_MARK}])*?"


def mark(text: str) -> str:
    """Return `text` in marks."""
    if text.isascii() and _MARK not in text:
        return text
    marks = {ord(one): f"{_MARK}{one}{_MARK}" for one in set(text) if _is_marked(one)}
    marks[ord(_UNDERSCORE)] = "\ufffd"
    marks[ord(_MARK)] = f"{_MARK}{_UNDERSCORE}{_MARK}"
    return text.translate(marks)


def unmark(text: str) -> str:
    """Return what `text` was before it was marked."""
    return text.replace(_MARK, "").replace(_UNDERSCORE, _MARK)


def code(one: str) -> str:
    """Return how RE2 spells the character `one`, in a class or outside of it."""
    return one if one.isascii() and one.isalnum() else f"\\x{{{ord(one):x}}}"


class Spelling:
    """One way to spell characters: `is_marked` is the one for marked texts."""

    def __init__(self, *, is_marked: bool) -> None:
        self.is_marked = is_marked
        self.underscore = code(_UNDERSCORE if is_marked else _MARK)
        self.word = LETTERS + self.underscore

    def character(self, one: str) -> str:
        """Return the expression of one character."""
        if not self.is_marked:
            return code(one)
        if one == _MARK:
            return f"(?:{_MARK}{self.underscore}{_MARK})"
        if one in _FOLDED:
            return f"(?:{_MARK}{code(one)}{_MARK}|{code(one)})"
        return f"(?:{_MARK}{code(one)}{_MARK})" if _is_marked(one) else code(one)

    def span(self, first: str, last: str) -> str:
        """Return what stands in a class for the characters from `first` to `last`."""
        if not (self.is_marked and first <= _MARK <= last):
            return f"{code(first)}-{code(last)}"
        below = f"{code(first)}-{code(chr(ord(_MARK) - 1))}" if first < _MARK else ""
        above = f"{code(chr(ord(_MARK) + 1))}-{code(last)}" if last > _MARK else ""
        return below + self.underscore + above

    def not_spaces(self) -> str:
        """Return what stands in a class for all that is no white space."""
        return "".join(self.span(first, last) for first, last in _GAPS)

    def any_of(self, within: Iterable[str], outside: Sequence[str] = ()) -> str:
        """Return the expression of a character of the classes `within`, or of none of one of those `outside`."""
        no_mark = _MARK if self.is_marked else ""
        classes = [f"[{body}]" for body in within]
        classes += [f"[^{body}{no_mark}]" for body in outside]
        forms = [form for one in classes for form in self._forms(one)]
        return forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})"

    def _forms(self, one: str) -> tuple[str, ...]:
        return (f"{_MARK}{one}{_MARK}", one) if self.is_marked else (one,)


def _is_marked(one: str) -> bool:
    return not one.isascii() and unicodedata.category(one)[0] in "LMN"
