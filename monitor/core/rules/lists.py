"""A query as lists: any, all and none of some terms. Writes the query that says the same; compiles nothing else."""

from collections.abc import Iterator, Sequence

from monitor.core.rules.faults import fault
from monitor.core.rules.lexer import tokenise
from monitor.core.rules.parser import parse
from monitor.core.rules.tokens import Kind, Token, Words

_SEVERAL = frozenset({Kind.AND, Kind.OR, Kind.NOT, Kind.MINUS, Kind.NEAR, Kind.OPEN, Kind.CLOSE})


def compose(
    *, any_of: Sequence[str] = (), all_of: Sequence[str] = (), none_of: Sequence[str] = ()
) -> str:
    """Return the query for at least one of `any_of`, every one of `all_of`, and none of `none_of`.

    An entry is one term: a word, several words (a phrase), or a term with its sign or field. Raises `RuleError`
    for an entry that is none; its `query` is then the entry.
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
    tokens = tuple(tokenise(entry))
    for token in tokens:
        if token.kind in _SEVERAL:
            raise fault(
                f"{token.kind} has no place in a list: an entry is one term",
                query=entry,
                column=token.column,
                hint="write another entry, or a query",
            )
    words = tokens[:-1]
    if len(words) > 1 and tuple(_plain(words)) == words:
        return f'"{entry}"'
    node_ends = [token for token in words if token.kind is not Kind.SCOPE]
    if len(node_ends) > 1:
        raise fault(
            "an entry is one term",
            query=entry,
            column=node_ends[1].column,
            hint='several words with signs or fields go into "quotation marks" behind them',
        )
    parse(entry)
    return entry.strip()


def _plain(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if isinstance(token.content, Words) and token.content.is_plain:
            yield token
