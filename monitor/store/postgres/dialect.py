"""How statements that are written for SQLite are spelled for PostgreSQL. Knows words, and no table but by its OWN.

Most statements are said in words that both understand, functions of SQLite's among them: `functions.py` gives
PostgreSQL those. What is left is a matter of spelling (`_RULES`), or has two spellings as a whole (`OWN`).
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, count
from typing import Any

from monitor.noun import dataclass
from monitor.store.connection import Parameters
from monitor.store.postgres.own import OWN

_PARAMETER = r":\w+|\?"
_LIST = rf"\(SELECT value FROM json_each\(({_PARAMETER})\)\)"  # noqa: S608 - a pattern
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # The end of a text.
        (r"\bsubstr\(([\w:.]+), -(\d+)\)", r"right(\1, \2)"),
        # The planner of PostgreSQL takes no orders: neither by name, nor by a sign that does nothing.
        (r"(?<=\s)\+(?=\w+ =)", ""),
        (r"(?<!\s)\s+INDEXED BY \w+", ""),
        (r"\bCROSS JOIN (\w+|\"\w+\")(\s+AS\s+\w+)?(?=\s+ON\b)", r"JOIN \1\2"),
        # Lists are given as JSON to SQLite, and as arrays here. One that is not given has no type of its own.
        (
            r"\((:\w+) IS NULL OR (\w+) IN \(SELECT value FROM json_each\(\1\)\)\)",
            r"(CAST(\1@ AS text[]) IS NULL OR \2 = ANY(\1@))",
        ),
        # Of nothing but this, the planner would know no type; whatever may be left out is text.
        (r"(?<!CAST\()(:\w+) IS NULL\b", r"CAST(\1 AS text) IS NULL"),
        (rf"\bNOT IN {_LIST}", r"<> ALL(\1@)"),
        (rf"\bIN {_LIST}", r"= ANY(\1@)"),
        (
            rf"\bjson_each\(({_PARAMETER})\) AS (\w+)",
            r"unnest(\1@@) WITH ORDINALITY AS \2(value, key)",
        ),
        (r"\b(\w+)\.revision_search MATCH (:\w+)", r"\1.search @@ search_of(\2)"),
        (r"\brevision_search MATCH (:\w+)", r"revision_search.search @@ search_of(\1)"),
        # Columns that may be NULL, too.
        (rf"\bIS NOT (?={_PARAMETER}|\(|\w+\.)", "IS DISTINCT FROM "),
        (rf"\bIS (?={_PARAMETER})", "IS NOT DISTINCT FROM "),
    )
)
# A parameter, with @ behind one that is a list, twice if nothing else says of what; or what only looks like one.
_MARK = re.compile(
    r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|::|:(?P<name>\w+)(?P<named>@{0,2})|\?(?P<placed>@{0,2})"
)
# One row of parameters, each once and in order.
_ROW = re.compile(rb"VALUES \((\$1(?:, \$\d+)*)\)(?=\s*(?:ON CONFLICT\b[^$]*)?\Z)")
# 64: two to the power of.
_MOST_ROWS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Spelled:
    """A statement as a server takes it, and its parameters in order, by name or by place; what makes lists of some."""

    sql: bytes
    parameters: tuple[int | str, ...]
    lists: tuple[tuple[int, Callable[[str], object]], ...]

    def given(self, parameters: Parameters) -> list[Any]:
        """Return `parameters` in order, with the lists as lists."""
        given: Any = parameters
        values = [given[which] for which in self.parameters]
        for place, listed in self.lists:
            if values[place] is not None:
                values[place] = listed(values[place])
        return values


# Long lists make a few spellings of one statement; leaves of lists, some hundreds.
@lru_cache(maxsize=2048)
def spelled(sql: str) -> Spelled:
    """Return the statement as it is spelled for PostgreSQL."""
    text = OWN.get(sql) or _ruled(sql)
    numbers: dict[int | str, int] = {}
    lists: dict[int, Callable[[str], object]] = {}
    places = count()

    def mark(found: re.Match[str]) -> str:
        which: int | str
        if found["name"]:
            which, signs = found["name"], found["named"]
        elif found["placed"] is not None:
            which, signs = next(places), found["placed"]
        else:
            return found[0]
        number = numbers.setdefault(which, len(numbers))
        if signs:
            lists[number] = json.loads if signs == "@@" else _listed
        return f"${number + 1}"

    marked = _MARK.sub(mark, text).encode()
    return Spelled(sql=marked, parameters=tuple(numbers), lists=tuple(lists.items()))


def together(statement: Spelled, given: Sequence[list[Any]]) -> Iterator[tuple[bytes, list[Any]]]:
    """Yield statements, with their parameters, that do what `statement` does for each of `given`.

    Rows that are put in by one statement cost the server a fraction of as many statements. They are put in by powers of
    two, so that few statements serve all numbers of rows.
    """
    place = 0
    while place < len(given):
        rows = 1 << min((len(given) - place).bit_length() - 1, _MOST_ROWS)
        sql = _of_rows(statement.sql, rows)
        if sql is None:
            yield from ((statement.sql, each) for each in given[place:])
            return
        yield sql, [*chain.from_iterable(given[place : place + rows])]
        place += rows


@lru_cache(maxsize=512)
def _of_rows(sql: bytes, rows: int) -> bytes | None:
    """Return `sql` for so many rows; None if it puts in none that are given."""
    found = _ROW.search(sql)
    if found is None:
        return None
    width = found[1].count(b"$")
    marks = (
        b"(" + b", ".join(b"$%d" % (row * width + mark + 1) for mark in range(width)) + b")"
        for row in range(rows)
    )
    return sql[: found.start()] + b"VALUES " + b", ".join(marks) + sql[found.end() :]


def _ruled(sql: str) -> str:
    for pattern, replacement in _RULES:
        sql = pattern.sub(replacement, sql)
    return sql


def _listed(value: str) -> object:
    """Return a list in JSON as PostgreSQL writes one."""
    if "\\" in value or "[" in value[1:]:
        return json.loads(value)
    return f"{{{value[1:-1]}}}"
