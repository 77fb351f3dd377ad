"""Read what stands between quotation marks in a query."""

import re

from monitor.core.rules.chunks import MAX_DISTANCE, check_prefix
from monitor.core.rules.compounds import read_compounds
from monitor.core.rules.faults import fault
from monitor.core.rules.normalise import INVISIBLES
from monitor.core.rules.slots import Mode
from monitor.core.rules.syntax import Compound
from monitor.core.rules.tokens import Kind, Token, Words

# A longer phrase is a pasted sentence; the bound keeps the search for it linear in the text.
MAX_WORDS = 40

_CLOSERS_BY_OPENER = dict.fromkeys('"“”„‟', '"“”‟') | {"«": "»"}
_SIGN = re.compile(r"(?<!\S)[=~]\w")
_SLOP = re.compile(r"~(\d+)")
_BEHIND = re.compile(f"[\\s){INVISIBLES}]")
_PIECE = re.compile(r"\S+")


def read_phrase(query: str, at: int, *, mode: Mode = Mode.WORD, begin: int | None = None) -> Token:
    """Return the token of the phrase whose quotation mark stands at `at`; `begin` is where its sign stands.

    Raises `RuleError`.
    """
    close = _close(query, at)
    compounds = _read_content(query, at + 1, close, mode)
    slop, end = _read_slop(query, close + 1)
    if not compounds:
        raise fault("there is no word between the quotation marks", query=query, column=at + 1)
    if sum(len(compound.slots) for compound in compounds) > MAX_WORDS:
        raise fault(f"the phrase is longer than {MAX_WORDS} words", query=query, column=at + 1)
    if slop is not None and len(compounds) == 1:
        raise fault("'~' behind a phrase needs two words at least", query=query, column=close + 2)
    column = (at if begin is None else begin) + 1
    content = Words(compounds=compounds, slop=slop)
    return Token(kind=Kind.TERM, column=column, end=end + 1, content=content)


def _close(query: str, at: int) -> int:
    closers = _CLOSERS_BY_OPENER.get(query[at])
    if closers is None:
        raise fault(f"{query[at]} has no matching «", query=query, column=at + 1)
    close = next((i for i in range(at + 1, len(query)) if query[i] in closers), None)
    if close is None:
        raise fault("this quotation mark is never closed", query=query, column=at + 1)
    return close


def _read_content(query: str, begin: int, end: int, mode: Mode) -> tuple[Compound, ...]:
    content = query[begin:end]
    if sign := _SIGN.search(content):
        raise fault(
            f"{sign[0][0]!r} stands before the quotation mark, for the whole phrase",
            query=query,
            column=begin + sign.start() + 1,
            hint=f'write {sign[0][0]}"several words"',
        )
    if mode is not Mode.WORD or "*" not in content:
        return read_compounds(content, mode)
    return tuple(
        compound
        for piece in _PIECE.finditer(query, begin, end)
        for compound in _read_piece(query, piece.start(), piece[0])
    )


def _read_piece(query: str, at: int, piece: str) -> tuple[Compound, ...]:
    """Return the compounds of what stands between two spaces of a phrase."""
    bare = piece.removesuffix("*")
    if "*" in bare or (bare != piece and not bare[-1:].isalnum()):
        raise fault(
            f"{piece!r} has a wildcard inside",
            query=query,
            column=at + 1,
            hint="a wildcard is one * at the end of a word: visa*",
        )
    if bare != piece:
        check_prefix(query, at, bare, piece)
    return read_compounds(bare, Mode.WORD, is_prefix=bare != piece)


def _read_slop(query: str, at: int) -> tuple[int | None, int]:
    """Return the number of "…"~3 that stands at `at`, if there is one, and the offset behind the phrase."""
    slop = _SLOP.match(query, at)
    if slop is None and query[at : at + 1] == "~":
        raise fault(
            "'~' behind a phrase needs a number of words",
            query=query,
            column=at + 1,
            hint='write "visa Oman"~3, or ~"Sergei Vakunov" for a name',
        )
    end = slop.end() if slop else at
    if query[end : end + 1] and not _BEHIND.match(query, end):
        raise fault("a space is missing behind the quotation mark", query=query, column=end + 1)
    if slop is None:
        return None, end
    if int(slop[1][:9]) > MAX_DISTANCE:
        raise fault(f"'~' reaches over at most {MAX_DISTANCE} words", query=query, column=at + 1)
    return int(slop[1]), end
