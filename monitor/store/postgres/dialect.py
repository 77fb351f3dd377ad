"""How statements that are written for SQLite are spelled for PostgreSQL. Knows words, and no table but by its OWN.

Most statements are said in words that both understand, functions of SQLite's among them: `functions.py` gives
PostgreSQL those. What is left is a matter of spelling (`_RULES`), or has two spellings as a whole (`OWN`).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
            r"unnest(\1@) WITH ORDINALITY AS \2(value, key)",
        ),
        (r"\b(\w+)\.revision_search MATCH (:\w+)", r"\1.search @@ search_of(\2)"),
        (r"\brevision_search MATCH (:\w+)", r"revision_search.search @@ search_of(\1)"),
        # Columns that may be NULL, too.
        (rf"\bIS NOT (?={_PARAMETER}|\(|\w+\.)", "IS DISTINCT FROM "),
        (rf"\bIS (?={_PARAMETER})", "IS NOT DISTINCT FROM "),
    )
)
# A parameter, with @ behind one that is a list; or what only looks like one.
_MARK = re.compile(
    r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|::|:(?P<name>\w+)(?P<many>@?)|\?(?P<list>@?)|%"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spelled:
    """A statement as psycopg takes it, and which of its parameters are lists, by place or by name."""

    sql: bytes
    lists: frozenset[int | str]

    def given(self, parameters: Parameters) -> Parameters:
        """Return `parameters` with the lists as lists."""
        if not self.lists:
            return parameters
        if isinstance(parameters, Mapping):
            return {
                name: _listed(value) if name in self.lists else value
                for name, value in parameters.items()
            }
        return [
            _listed(value) if place in self.lists else value
            for place, value in enumerate(parameters)
        ]


# Long lists make a few spellings of one statement; leaves of lists, some hundreds.
@lru_cache(maxsize=2048)
def spelled(sql: str) -> Spelled:
    """Return the statement as it is spelled for PostgreSQL."""
    text = OWN.get(sql) or _ruled(sql)
    lists: set[int | str] = set()
    places = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal places
        whole = found[0]
        if name := found["name"]:
            if found["many"]:
                lists.add(name)
            return f"%({name})s"
        if whole.startswith("?"):
            if found["list"]:
                lists.add(places)
            places += 1
            return "%s"
        return whole.replace("%", "%%")

    return Spelled(sql=_MARK.sub(mark, text).encode(), lists=frozenset(lists))


def _ruled(sql: str) -> str:
    for pattern, replacement in _RULES:
        sql = pattern.sub(replacement, sql)
    return sql


def _listed(value: Any) -> Sequence[Any] | None:  # noqa: ANN401 - whatever a statement is given
    return None if value is None else json.loads(value)
