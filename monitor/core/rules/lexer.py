"""Cut a query into tokens. Owns which characters mean something, and refuses what means nothing (yet).

What is refused would otherwise be searched for as a word, and a rule that silently never fires is the
worst answer to a mistake.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from monitor.core.rules.faults import fault
from monitor.core.rules.normalise import HYPHENS, INVISIBLES, WORD, normalise, normalise_gap
from monitor.core.rules.syntax import Compound
from monitor.errors import RuleError

SUPPORTED = 'words, "phrases", AND, OR, NOT, -word and brackets'
_FIELDS = frozenset(
    {"title", "body", "text", "lang", "source", "url", "author", "section"}
    | {"views", "comments", "words", "age_h"}
)
_CLOSERS_BY_OPENER = dict.fromkeys('"“”„‟', '"“”‟') | {"«": "»"}
_QUOTES = "".join({*_CLOSERS_BY_OPENER, "»"})
_SPACE = re.compile(f"[\\s{INVISIBLES}]+")
_DELIMITER = re.compile(f"[\\s(){_QUOTES}]")
_NEAR = re.compile(r"(O?NEAR)(?:/.*)?")
_FIELD = re.compile(r"([^\W\d]\w*):")
_JOINT = f"(?:[{HYPHENS}./&_@]|(?<=\\d)[,:](?=\\d))"
_PLAIN = re.compile(f"{WORD.pattern}(?:{_JOINT}{WORD.pattern})*\\.?[{INVISIBLES}]*")
_IN_PHRASE = re.compile(r"\*|(?<!\S)[=~]\w")


class Kind(StrEnum):
    """What a token is; the value is how messages call it."""

    TERM = "a word"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    MINUS = "-"
    OPEN = "("
    CLOSE = ")"
    END = "the end"


_OPERATORS = {kind.value: kind for kind in (Kind.AND, Kind.OR, Kind.NOT)}
_BRACKETS = {kind.value: kind for kind in (Kind.OPEN, Kind.CLOSE)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """One token. `column` counts from 1; `compounds` is filled for a term."""

    kind: Kind
    column: int
    compounds: tuple[Compound, ...] = ()


def tokenise(query: str) -> Iterator[Token]:
    """Yield the query's tokens, the last of them `END`. Raises `RuleError`."""
    at = 0
    while at < len(query):
        if space := _SPACE.match(query, at):
            at = space.end()
        else:
            token, at = _read_token(query, at)
            yield token
    yield Token(kind=Kind.END, column=len(query) + 1)


def _read_token(query: str, at: int) -> tuple[Token, int]:
    """Return the token that begins at offset `at`, and the offset behind it."""
    if kind := _BRACKETS.get(query[at]):
        return Token(kind=kind, column=at + 1), at + 1
    if query[at] in _QUOTES:
        return _read_phrase(query, at)
    delimiter = _DELIMITER.search(query, at)
    end = delimiter.start() if delimiter else len(query)
    if query[at] == "-":
        return _read_minus(query, at), at + 1
    return _read_chunk(query, at, query[at:end]), end


def _read_minus(query: str, at: int) -> Token:
    following = query[at + 1 : at + 2]
    if not following or following.isspace() or following in "-)»":
        raise fault(
            "'-' needs a word right after it", query=query, column=at + 1, hint="write -word"
        )
    return Token(kind=Kind.MINUS, column=at + 1)


def _read_chunk(query: str, at: int, chunk: str) -> Token:
    column = at + 1
    if kind := _OPERATORS.get(chunk):
        return Token(kind=kind, column=column)
    _refuse_later_forms(query, column, chunk)
    plain = _PLAIN.match(chunk)
    if plain is None or plain.end() < len(chunk):
        raise _meaningless(query, column, chunk, plain.end() if plain else 0)
    behind = query[at + len(chunk) : at + len(chunk) + 1]
    if behind and behind in _QUOTES:
        raise fault(
            "a space is missing before the quotation mark", query=query, column=column + len(chunk)
        )
    return Token(kind=Kind.TERM, column=column, compounds=_read_compounds(chunk))


def _refuse_later_forms(query: str, column: int, chunk: str) -> None:
    operator = chunk.upper()
    if operator in _OPERATORS:
        raise fault(
            f"{chunk!r} in lower case would be searched for as a word"
            f" (operators are upper case: {operator})",
            query=query,
            column=column,
            hint=f'write "{chunk}" in quotation marks to search for the word',
        )
    if unknown := _later_form(chunk):
        raise fault(unknown, query=query, column=column, hint=f"a query knows {SUPPORTED}")


def _later_form(chunk: str) -> str | None:
    """Return what is wrong with a form that other query languages know and ours does not."""
    if near := _NEAR.fullmatch(chunk):
        return f"{near[1]} (words near one another) is not known yet"
    if chunk[0] == "=":
        return "'=' (a word exactly as typed) is not known yet"
    if chunk[0] == "~":
        return "'~' (a name in any spelling) is not known yet"
    if field := _FIELD.match(chunk):
        name = field[1]
        return f"'{name}:' is not known yet" if name in _FIELDS else f"unknown field '{name}'"
    if "*" in chunk or "?" in chunk:
        return f"{chunk!r} has a wildcard, which is not known yet"
    return None


def _meaningless(query: str, column: int, chunk: str, offset: int) -> RuleError:
    if WORD.search(chunk) is None:
        return fault(f"there is no word in {chunk!r}", query=query, column=column)
    return fault(
        f"{chunk[offset]!r} means nothing here",
        query=query,
        column=column + offset,
        hint=f'a query knows {SUPPORTED}; words with other characters go into "quotation marks"',
    )


def _read_phrase(query: str, at: int) -> tuple[Token, int]:
    closers = _CLOSERS_BY_OPENER.get(query[at])
    if closers is None:
        raise fault(f"{query[at]} has no matching «", query=query, column=at + 1)
    end = next((i for i in range(at + 1, len(query)) if query[i] in closers), None)
    if end is None:
        raise fault("this quotation mark is never closed", query=query, column=at + 1)
    _check_behind_phrase(query, end + 1)
    content = query[at + 1 : end]
    if later := _IN_PHRASE.search(content):
        raise fault(
            f"{later[0][0]!r} within quotation marks is not known yet",
            query=query,
            column=at + 2 + later.start(),
            hint=f"a query knows {SUPPORTED}",
        )
    compounds = _read_compounds(content)
    if not compounds:
        raise fault("there is no word between the quotation marks", query=query, column=at + 1)
    return Token(kind=Kind.TERM, column=at + 1, compounds=compounds), end + 1


def _check_behind_phrase(query: str, at: int) -> None:
    behind = query[at : at + 1]
    if behind == "~":
        raise fault(
            "'~' (words near one another) is not known yet",
            query=query,
            column=at + 1,
            hint=f"a query knows {SUPPORTED}",
        )
    if behind and behind != ")" and not _SPACE.match(behind):
        raise fault("a space is missing behind the quotation mark", query=query, column=at + 1)


def _read_compounds(text: str) -> tuple[Compound, ...]:
    """Return the words of a term: those with no space between them belong to one compound."""
    compounds: list[Compound] = []
    end = 0
    for word in WORD.finditer(text):
        part, gap = normalise(word[0]), normalise_gap(text[end : word.start()])
        if compounds and not any(map(str.isspace, gap)):
            last = compounds.pop()
            compounds.append(Compound(parts=(*last.parts, part), joints=(*last.joints, gap)))
        else:
            compounds.append(Compound(parts=(part,)))
        end = word.end()
    return tuple(compounds)
