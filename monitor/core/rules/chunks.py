"""Read what stands in a query without spaces: a word, an operator, a field with its value."""

import re
from difflib import get_close_matches

from monitor.core.rules.compounds import JOINT, read_compounds
from monitor.core.rules.faults import fault
from monitor.core.rules.measures import read_comparison
from monitor.core.rules.normalise import INVISIBLES, WORD
from monitor.core.rules.slots import Mode
from monitor.core.rules.syntax import Label, Measure, Scope
from monitor.core.rules.tokens import Distance, Kind, Token, Values, Words
from monitor.errors import RuleError

# Farther apart, two words have nothing to do with one another.
MAX_DISTANCE = 100
# A shorter beginning is that of a tenth of all words.
SHORTEST_PREFIX = 3

_LOWER = {"and": "AND", "or": "OR", "not": "NOT"}
_NEAR = re.compile(r"(O?NEAR)(?:/(\d*))?", re.IGNORECASE)
_FIELD = re.compile(r"([^\W\d]\w*):")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
_PLAIN = re.compile(f"{WORD.pattern}(?:{JOINT}{WORD.pattern})*\\.?[{INVISIBLES}]*")
_SCOPES, _LABELS, _MEASURES = (frozenset(map(str, kind)) for kind in (Scope, Label, Measure))
_FIELDS = (*Scope, *Label, *Measure)


def refuse_operator(query: str, at: int, chunk: str) -> None:
    """Raise `RuleError` for an operator in lower case, which would be searched for as a word."""
    near = _NEAR.fullmatch(chunk)
    is_near = near is not None and near[2] is not None and not near[1].isupper()
    operator = chunk.upper() if is_near else _LOWER.get(chunk.lower())
    if operator and operator != chunk:
        raise fault(
            f"{chunk!r} in lower case would be searched for as a word"
            f" (operators are upper case: {operator})",
            query=query,
            column=at + 1,
            hint=f'write "{chunk}" in quotation marks to search for the word',
        )


def read_distance(query: str, at: int, chunk: str) -> Token | None:
    """Return the token of NEAR/n or ONEAR/n, or None if the chunk is another. Raises `RuleError`."""
    near = _NEAR.fullmatch(chunk)
    if near is None or not near[1].isupper():
        return None
    column, operator = at + 1, near[1]
    if not near[2]:
        raise fault(
            f"{operator} needs a number of words",
            query=query,
            column=column,
            hint=f"write {operator}/5",
        )
    words = int(near[2][:9])
    if words > MAX_DISTANCE:
        raise fault(
            f"{operator} reaches over at most {MAX_DISTANCE} words", query=query, column=column
        )
    content = Distance(words=words, is_ordered=operator == "ONEAR")
    return Token(kind=Kind.NEAR, column=column, end=at + len(chunk) + 1, content=content)


def read_field(query: str, at: int, end: int) -> Token | None:
    """Return the token of a field, with its value where that is no word; None if the chunk has no field."""
    if (written := _FIELD.match(query, at, end)) is None:
        return None
    name = written[1]
    if name in _SCOPES:
        return Token(kind=Kind.SCOPE, column=at + 1, end=written.end() + 1, content=Scope(name))
    if name in _MEASURES:
        return read_comparison(query, at, written.end(), end, Measure(name))
    if name in _LABELS:
        return _read_values(query, at, written.end(), end, Label(name))
    raise _unknown_field(query, at, name)


def read_word(
    query: str, at: int, end: int, *, mode: Mode = Mode.WORD, begin: int | None = None
) -> Token:
    """Return the token of a word from `at` to `end`; `begin` is where its sign stands. Raises `RuleError`."""
    word = query[at:end].rstrip(INVISIBLES)
    is_prefix = word.endswith("*") and mode is Mode.WORD
    bare = word[:-1] if is_prefix else query[at:end]
    if not bare.isalpha():
        _check_plain(query, at, bare, mode)
    _check_behind_word(query, end)
    compounds = read_compounds(bare, mode, is_prefix=is_prefix)
    if is_prefix:
        check_prefix(query, at, bare, word)
    content = Words(compounds=compounds, is_plain=mode is Mode.WORD and not is_prefix)
    column = (at if begin is None else begin) + 1
    return Token(kind=Kind.TERM, column=column, end=end + 1, content=content)


def check_prefix(query: str, at: int, bare: str, shown: str) -> None:
    """Raise `RuleError` if the last word of `bare`, at offset `at`, is too short for a wildcard."""
    last = WORD.findall(bare)[-1]
    if sum(map(str.isalnum, last)) < SHORTEST_PREFIX:
        raise fault(
            f"{shown} is too short for a wildcard",
            query=query,
            column=at + 1,
            hint=f"at least {SHORTEST_PREFIX} letters before the *",
        )


def _read_values(query: str, at: int, begin: int, end: int, label: Label) -> Token:
    values = tuple(value.casefold() for value in query[begin:end].split(","))
    if not all(value.strip(INVISIBLES) for value in values):
        raise fault(
            f"'{label.value}:' needs a value right after it",
            query=query,
            column=begin + 1,
            hint=f"write {label.value}:value or {label.value}:value,value",
        )
    for value in values:
        if label is Label.LANGUAGE and _LANGUAGE.fullmatch(value) is None:
            raise fault(
                f"{value!r} is no language tag", query=query, column=begin + 1, hint="write lang:en"
            )
    content = Values(label=label, values=values)
    return Token(kind=Kind.LABEL, column=at + 1, end=end + 1, content=content)


def _unknown_field(query: str, at: int, name: str) -> RuleError:
    close = get_close_matches(name.lower(), _FIELDS, n=1)
    hint = (
        f"did you mean {close[0]}:?" if close else 'a text with a colon goes into "quotation marks"'
    )
    return fault(
        f"unknown field '{name}' (fields: {', '.join(_FIELDS)})",
        query=query,
        column=at + 1,
        hint=hint,
    )


def _check_plain(query: str, at: int, chunk: str, mode: Mode) -> None:
    plain = _PLAIN.match(chunk)
    if plain is None or plain.end() < len(chunk):
        raise _meaningless(query, at, chunk, plain.end() if plain else 0, mode)


def _meaningless(query: str, at: int, chunk: str, offset: int, mode: Mode) -> RuleError:
    column = at + offset + 1
    if any(char in chunk for char in "*?"):
        what = "has no wildcard" if mode is not Mode.WORD else "has a wildcard inside"
        return fault(
            f"{chunk!r} {what}",
            query=query,
            column=column,
            hint="a wildcard is one * at the end of a word: visa*",
        )
    if WORD.search(chunk) is None:
        return fault(f"there is no word in {chunk!r}", query=query, column=at + 1)
    return fault(
        f"{chunk[offset]!r} means nothing here",
        query=query,
        column=column,
        hint='words with other characters go into "quotation marks"',
    )


def _check_behind_word(query: str, end: int) -> None:
    behind = query[end : end + 1]
    if behind and behind in '"“”„‟«»':
        raise fault("a space is missing before the quotation mark", query=query, column=end + 1)
