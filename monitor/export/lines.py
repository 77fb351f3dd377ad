"""Tables as lines of text: CSV for spreadsheets, JSON Lines for programs. One row in memory at a time.

CSV is RFC 4180 (comma, CRLF, doubled quotes) in UTF-8, and safe to open in a spreadsheet: see `defused`.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import BinaryIO, TextIO

from monitor.core.inert import json_of
from monitor.export.table import Columns, Row, Value

# What makes a spreadsheet read a cell as a formula (OWASP, "CSV Injection"), the full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def write_csv(rows: Iterable[Row], columns: Columns, into: BinaryIO, *, bom: bool = False) -> int:
    """Write a heading and `rows` as CSV, and return how many rows there were.

    A list is JSON in its cell, a time ISO 8601 in UTC, yes and no are true and false, and nothing is an empty
    cell. With `bom` the mark goes first by which Excel knows UTF-8.
    """
    count = 0
    with _text(into) as text:
        if bom:
            text.write(_BOM)
        writer = csv.writer(text)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(row[name]) for name in columns])
            count += 1
    return count


def write_jsonl(rows: Iterable[Row], columns: Columns, into: BinaryIO) -> int:
    """Write each row as an object on a line of its own, and return how many there were.

    Times are ISO 8601 in UTC; a line break or a separator of lines within a text is escaped, so that a line is a row.
    """
    count = 0
    with _text(into) as text:
        for row in rows:
            found = {name: _plain(row[name]) for name in columns}
            line = json_of(found, allow_nan=False)
            text.write(line + "\n")
            count += 1
    return count


def defused(text: str) -> str:
    """Return `text` with an apostrophe before it if a spreadsheet would take it for a formula (OWASP)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(value: Value) -> str | int | float | None:
    plain = _plain(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list):
        return json_of(plain)
    return defused(plain) if isinstance(plain, str) else plain


def _plain(value: Value) -> str | int | float | bool | list[str] | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    return list(value)


@contextmanager
def _text(into: BinaryIO) -> Iterator[TextIO]:
    """Yield `into` for writing text; it stays open."""
    text = io.TextIOWrapper(into, encoding="utf-8", newline="", write_through=False)
    try:
        yield text
        text.flush()
    finally:
        text.detach()
