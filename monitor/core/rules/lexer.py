"""Cut a query into tokens. Owns which characters mean something, and refuses what means nothing.

What is refused would otherwise be searched for as a word, and a rule that silently never fires is the
worst answer to a mistake.
"""

import re
from collections.abc import Iterator

from monitor.core.rules.chunks import read_distance, read_field, read_word, refuse_operator
from monitor.core.rules.faults import fault
from monitor.core.rules.measures import find_spelled, read_spelled
from monitor.core.rules.normalise import INVISIBLES
from monitor.core.rules.phrases import read_phrase
from monitor.core.rules.slots import Mode
from monitor.core.rules.syntax import Scope
from monitor.core.rules.tokens import Kind, Token

_SPACE = re.compile(f"[\\s{INVISIBLES}]+")
_QUOTES = '"“”„‟«»'
_DELIMITER = re.compile(f"[\\s(){_QUOTES}]")
_OPERATORS = {kind.value: kind for kind in (Kind.AND, Kind.OR, Kind.NOT)}
_BRACKETS = {kind.value: kind for kind in (Kind.OPEN, Kind.CLOSE)}
_SIGNS = {mode.value: mode for mode in (Mode.EXACT, Mode.NAME)}


def tokenise(query: str) -> Iterator[Token]:
    """Yield the query's tokens, the last of them `END`. Raises `RuleError`."""
    at = 0
    while at < len(query):
        if space := _SPACE.match(query, at):
            at = space.end()
        else:
            token = _read_token(query, at)
            at = token.end - 1
            yield token
    yield Token(kind=Kind.END, column=len(query) + 1, end=len(query) + 1)


def _read_token(query: str, at: int) -> Token:
    """Return the token that begins at offset `at`."""
    char = query[at]
    if kind := _BRACKETS.get(char):
        return Token(kind=kind, column=at + 1, end=at + 2)
    if char == "-":
        return _read_minus(query, at)
    if mode := _SIGNS.get(char):
        return _read_signed(query, at, mode)
    return read_phrase(query, at) if char in _QUOTES else _read_chunk(query, at)


def _read_minus(query: str, at: int) -> Token:
    following = query[at + 1 : at + 2]
    if not following or _SPACE.match(following) or following in "-)»":
        raise fault(
            "'-' needs a word right after it", query=query, column=at + 1, hint="write -word"
        )
    return Token(kind=Kind.MINUS, column=at + 1, end=at + 2)


def _read_signed(query: str, at: int, mode: Mode) -> Token:
    following = query[at + 1 : at + 2]
    if not following or (_DELIMITER.match(following) and following not in _QUOTES):
        raise fault(
            f"'{mode.value}' needs a word right after it",
            query=query,
            column=at + 1,
            hint=f'write {mode.value}word or {mode.value}"several words"',
        )
    if following in _QUOTES:
        return read_phrase(query, at + 1, mode=mode, begin=at)
    return read_word(query, at + 1, _chunk_end(query, at + 1), mode=mode, begin=at)


def _read_chunk(query: str, at: int) -> Token:
    if spelled := find_spelled(query, at):
        return read_spelled(query, at, spelled, _chunk_end(query, spelled.end))
    end = _chunk_end(query, at)
    chunk = query[at:end]
    if kind := _OPERATORS.get(chunk):
        return Token(kind=kind, column=at + 1, end=end + 1)
    refuse_operator(query, at, chunk)
    if distance := read_distance(query, at, chunk):
        return distance
    if (field := read_field(query, at, end)) is None:
        return read_word(query, at, end)
    if isinstance(field.content, Scope):
        _check_scope(query, field)
    return field


def _chunk_end(query: str, at: int) -> int:
    delimiter = _DELIMITER.search(query, at)
    return delimiter.start() if delimiter else len(query)


def _check_scope(query: str, field: Token) -> None:
    following = query[field.end - 1 : field.end]
    if not following or _SPACE.match(following) or following == ")":
        raise fault(
            f"'{field.content}:' needs a word right after it",
            query=query,
            column=field.end,
            hint=f"write {field.content}:word",
        )
