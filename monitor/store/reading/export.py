"""Whole tables for other programs, a batch at a time: no table is in memory whole, and no batch waits for its reader.

A row is a mapping in the order of its table's columns; a column has one type, and None in every one means
"unknown". What is stored while a table is read may or may not be in it, but no row is there twice.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from monitor.core.canary import SOURCE
from monitor.model.report import Cell, ExportFilter, ExportTable
from monitor.store.connection import Connection
from monitor.store.reading.tables import TABLES, Columns, Table
from monitor.store.rows import from_seconds, to_seconds, to_text, to_time

# As many rows as one read takes: long enough to be quick, short enough not to hold up the write-ahead log.
BATCH = 1_000


def columns_of(table: ExportTable) -> Columns:
    """Return the columns of a table and what each holds, in order."""
    return TABLES[table].columns


def read_table(
    connection: Connection,
    table: ExportTable,
    which: ExportFilter,
    snapshot: Callable[[], AbstractContextManager[None]],
) -> Iterator[Mapping[str, Cell]]:
    """Yield the rows of a table in the order of their keys, each batch read in a `snapshot` of its own."""
    source = TABLES[table]
    query, asked = _query(source, which)
    last: tuple[int, ...] | None = source.first
    while last is not None:
        keys = {f"key_{place}": key for place, key in enumerate(last, start=1)}
        with snapshot():
            end = _end(connection, source, last)
            rows = connection.execute(query, {**asked, **keys, "end": end}).fetchall()
        for row in rows:
            yield {name: _cell(row[name], name, source) for name in source.columns}
        if len(rows) == BATCH:
            last = tuple(rows[-1][name] for name in keys)
        else:
            last = None if end is None else (end, *source.first[1:])


def _end(connection: Connection, table: Table, last: tuple[int, ...]) -> int | None:
    """Return the article before which a batch ends; None if it may take all."""
    if table.most is None:
        return None
    row = connection.execute(
        "SELECT id FROM article WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?", (last[0], table.most)
    ).fetchone()
    return int(row[0]) if row else None


def _query(table: Table, which: ExportFilter) -> tuple[str, dict[str, str | int]]:
    """Return the statement for one batch, and what it asks for besides the key."""
    spell = to_seconds if table.time == "observation.seen_at" else to_text
    keys = ", ".join(f":key_{place}" for place in range(1, len(table.first) + 1))
    asked: dict[str, str | int | None] = {
        "source": which.source,
        "rule": which.rule,
        "since": None if which.since is None else spell(which.since),
        "until": None if which.until is None else spell(which.until),
    }
    given = {name: value for name, value in asked.items() if value is not None}
    # The canary is nobody's article, unless it is asked for.
    if which.source is None:
        given["canary"] = SOURCE
    conditions = {
        "source": f"{table.source} = :source",
        "canary": f"{table.source} IS NOT :canary",
        "rule": table.rule,
        "since": f"{table.time} >= :since",
        "until": f"{table.time} < :until",
    }
    place = [f"({table.key}) > ({keys})"]
    if table.most is not None:
        leading = table.key.split(",")[0]
        place.append(f"{leading} BETWEEN :key_1 AND coalesce(:end - 1, {leading})")
    where = " AND ".join([*place, *(conditions[name] for name in given)])
    return f"{table.query} WHERE {where} ORDER BY {table.key} LIMIT {BATCH}", given


def _cell(value: str | float | None, name: str, table: Table) -> Cell:
    """Return what a column holds, in its column's type."""
    kind = table.columns[name]
    if value is None:
        return None
    if kind is datetime:
        return from_seconds(int(value)) if name in table.seconds else to_time(str(value))
    if kind is bool:
        return bool(value)
    if kind in (str, int, float):
        return value
    return tuple(json.loads(str(value)))
