r"""From the regular expressions that Python's users write to those of RE2. Owns the syntax that is accepted.

Accepted is what has a linear form: groups, alternatives, repetition, classes, `^ $ \A \Z \b \B`, `(?i)`, `(?m)`,
`(?s)`. `\w \d \s \b` and `(?i)` mean what Unicode means by them.
"""

import string
from dataclasses import field

from monitor.core.patterns.characters import read_class, read_escape
from monitor.core.patterns.cursor import Cursor
from monitor.core.patterns.spelling import Spelling
from monitor.noun import dataclass

# A counted repetition is written out, and every copy may be alive at every character of a text: with as many as
# these in all counts of a pattern, each inside of others multiplied, ten thousand characters take some milliseconds.
_MOST_COPIES = 100
_KEEP_OUTSIDE = "outside of (…): only the first group is kept"
_REFUSED = (
    ("?=", "looks ahead", f"match what follows {_KEEP_OUTSIDE}"),
    ("?!", "looks ahead", f"match what may follow {_KEEP_OUTSIDE}"),
    ("?<=", "looks behind", f"match what stands before {_KEEP_OUTSIDE}"),
    ("?<!", "looks behind", f"match what may stand before, as (?:^|[^\\w/]), {_KEEP_OUTSIDE}"),
    ("?>", "has a group that gives nothing back", "write (?:…): nothing is tried twice here"),
    ("?(", "has a condition", "write both cases, as a|b"),
    ("?P=", "refers back to a group", "write out what is meant to come again"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Translation:
    """A pattern for RE2, how many groups it keeps, and whether it asks for the border of a word."""

    text: str
    groups: int
    has_border: bool


def translate(source: str, *, is_marked: bool) -> Translation:
    """Return `source` for RE2; `is_marked`, for texts with marks. Raises SelectorError with the column."""
    translator = _Translator(Cursor(source), Spelling(is_marked=is_marked))
    return translator.whole()


@dataclass(slots=True)
class _Group:
    """An open group: where it began, whether "." meant line ends before it, copies that are made inside it."""

    start: int
    is_dot_all: bool
    copies: int = 1


@dataclass(slots=True)
class _Translator:
    cursor: Cursor
    spelling: Spelling
    parts: list[str] = field(default_factory=list)
    open: list[_Group] = field(default_factory=list)
    groups: int = 0
    has_border: bool = False
    is_dot_all: bool = False
    # Copies that the last atom makes of what is inside it; 0 where there is nothing to repeat.
    copies: int = 0
    all_copies: int = 0

    def whole(self) -> Translation:
        while self.cursor:
            self._step()
        if self.open:
            hint = r"put ) behind it, or write \( for the character"
            raise self.cursor.fault(self.open[-1].start, "opens a group that is not closed", hint)
        return Translation(text="".join(self.parts), groups=self.groups, has_border=self.has_border)

    def _step(self) -> None:
        at = self.cursor.at
        one = self.cursor.next()
        if one == "(":
            self._open(at)
        elif one == ")":
            self._close(at)
        elif one in "*+?" or (one == "{" and self._counts()):
            self._repeat(at, one)
        elif one in "|^$":
            self._assert(one)
        elif one == "\\":
            self._escape()
        elif one == "[":
            self._atom(read_class(self.cursor, self.spelling))
        elif one == ".":
            self._atom(self._dot())
        else:
            self._atom(self.spelling.character(one))

    def _atom(self, text: str) -> None:
        self.parts.append(text)
        self.copies = 1

    def _assert(self, text: str) -> None:
        self.parts.append(text)
        self.copies = 0

    def _dot(self) -> str:
        if self.is_dot_all:
            return self.spelling.any_of([self.spelling.span("\0", "\U0010ffff")])
        return self.spelling.any_of([], [r"\n"])

    def _escape(self) -> None:
        for letter, text in (("A", r"\A"), ("Z", r"\z"), ("z", r"\z"), ("b", r"\b"), ("B", r"\B")):
            if self.cursor.take(letter):
                self.has_border |= letter in {"b", "B"}
                return self._assert(text)
        part = read_escape(self.cursor, self.spelling)
        if part.one:
            return self._atom(self.spelling.character(part.one))
        within = [part.within] if part.within else []
        return self._atom(self.spelling.any_of(within, [part.outside] if part.outside else []))

    def _open(self, at: int) -> None:
        group = _Group(at, self.is_dot_all)
        for begins, what, hint in _REFUSED:
            if self.cursor.sees(begins):
                raise self.cursor.fault(at, f"{what}, which has no linear form", hint)
        if self.cursor.take("?#"):
            return self._skip_remark(at)
        if self.cursor.take("?P<") or self.cursor.take("?<"):
            self._skip_name(at)
        elif self.cursor.take("?"):
            return self._flags(at, group)
        self.groups += 1
        self.parts.append("(")
        self.open.append(group)
        self.copies = 0
        return None

    def _skip_remark(self, at: int) -> None:
        while self.cursor and not self.cursor.take(")"):
            self.cursor.next()
        if self.cursor.source[self.cursor.at - 1] != ")":
            raise self.cursor.fault(at, "opens a remark that is not closed", "put ) behind it")

    def _skip_name(self, at: int) -> None:
        name = self.cursor.while_in(string.ascii_letters + string.digits + "_")
        if not name.isidentifier() or not self.cursor.take(">"):
            raise self.cursor.fault(
                at, "has a group without a proper name", "write it like (?P<name>…)"
            )

    def _flags(self, at: int, group: _Group) -> None:
        turned_on = self.cursor.while_in(string.ascii_letters)
        turned_off = self.cursor.while_in(string.ascii_letters) if self.cursor.take("-") else ""
        if set(turned_on) - set("imsu") or set(turned_off) - set("ims"):
            hint = "known: (?i) for either case, (?m) and (?s) for several lines"
            raise self.cursor.fault(at, "asks for what is not known here", hint)
        told = "".join(letter for letter in turned_on if letter in "im")
        if untold := "".join(letter for letter in turned_off if letter in "im"):
            told += f"-{untold}"
        self.is_dot_all = ("s" in turned_on or self.is_dot_all) and "s" not in turned_off
        if self.cursor.take(":"):
            self.parts.append(f"(?{told}:")
            self.open.append(group)
        elif self.cursor.take(")"):
            self.parts.append(f"(?{told})" if told else "")
        else:
            raise self.cursor.fault(
                at, "opens a group of no known kind", r"write \( for the character"
            )
        self.copies = 0

    def _close(self, at: int) -> None:
        if not self.open:
            raise self.cursor.fault(
                at, "closes a group that is not open", r"write \) for the character"
            )
        group = self.open.pop()
        self.is_dot_all = group.is_dot_all
        self.parts.append(")")
        self.copies = group.copies
        self._note_copies()

    def _counts(self) -> bool:
        """Say whether the brace that was read begins a count; elsewhere it is a character."""
        inside, closing, _ = self.cursor.source[self.cursor.at :].partition("}")
        least, _, most = inside.partition(",")
        digits = set(least + most) <= set(string.digits)
        return bool(closing) and digits and bool(least + most)

    def _repeat(self, at: int, one: str) -> None:
        if self.copies == 0:
            hint = rf"write \{one} for the character"
            raise self.cursor.fault(at, "repeats nothing", hint)
        if one == "{":
            one = self._count(at)
        if self.cursor.take("+"):
            hint = "leave the second sign out: nothing is tried twice here"
            raise self.cursor.fault(at, "gives nothing back, which has no linear form", hint)
        if self.cursor.take("?"):
            one += "?"
        self.parts.append(one)
        self._note_copies()
        self.copies = 0

    def _count(self, at: int) -> str:
        inside, _, rest = self.cursor.source[self.cursor.at :].partition("}")
        self.cursor.at = len(self.cursor.source) - len(rest)
        least, comma, most = inside.partition(",")
        # Longer numbers are too large, and need not be read.
        counts = [int(count[:9]) for count in (least or "0", most) if count]
        if counts[-1] < counts[0]:
            raise self.cursor.fault(at, "counts backwards", f"write {{{counts[-1]},{counts[0]}}}")
        self.copies *= max(1, *counts)
        self.all_copies += self.copies
        if self.all_copies > _MOST_COPIES:
            what = f"counts to more than {_MOST_COPIES} in all"
            raise self.cursor.fault(at, what, "write + or * where any number will do")
        return f"{{{counts[0]}{comma}{counts[1] if most else ''}}}"

    def _note_copies(self) -> None:
        if self.open:
            self.open[-1].copies = max(self.open[-1].copies, self.copies)
