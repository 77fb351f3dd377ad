"""A query as lists: any, all and none of some terms. Writes the query that says the same; matches nothing."""

from collections.abc import Sequence

from monitor.core.rules.faults import fault
from monitor.core.rules.lexer import tokenise
from monitor.core.rules.parser import parse
from monitor.core.rules.syntax import And, Near, Not, Or
from monitor.core.rules.tokens import Token, Words


def compose(
    *, any_of: Sequence[str] = (), all_of: Sequence[str] = (), none_of: Sequence[str] = ()
) -> str:
    """Return the query for at least one of `any_of`, every one of `all_of`, and none of `none_of`.

    An entry is a query, but for several plain words, which are a phrase. Raises `RuleError` for an entry that is
    none; its `query` is then the entry.
    """
    parts = [_read(entry) for entry in all_of]
    if any_of:
        read = [_read(entry) for entry in any_of]
        parts.append(read[0] if len(read) == 1 else f"({' OR '.join(read)})")
    parts.extend(f"NOT {_read(entry)}" for entry in none_of)
    query = " AND ".join(parts)
    if not query:
        raise fault("the query is empty", query=query, column=1)
    return query


def _read(entry: str) -> str:
    """Return the entry as it stands in a query."""
    words = tuple(tokenise(entry))[:-1]
    if len(words) > 1 and all(map(_is_plain, words)):
        return f'"{entry.strip()}"'
    is_leaf = not isinstance(parse(entry), And | Or | Not | Near)
    return entry.strip() if is_leaf else f"({entry.strip()})"


def _is_plain(token: Token) -> bool:
    return isinstance(token.content, Words) and token.content.is_plain
