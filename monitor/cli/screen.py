"""How commands print: tables for a terminal or a pipe, times in the configured zone, JSON lines."""

import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.core.inert import json_of
from monitor.core.line import plain, when

__all__ = [
    "counted",
    "length",
    "milliseconds",
    "plain",
    "print_json",
    "row",
    "screen",
    "span",
    "table",
    "when",
]

# A pipe has no width; rows are not folded there.
_PIPE_WIDTH = 240


def screen() -> Console:
    """Return the console of standard output."""
    return Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False)


def table(*headings: str) -> Table:
    """Return an empty table; a heading that begins with ">" is a column of numbers."""
    made = Table(box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        made.add_column(
            heading.removeprefix(">"), justify="right" if heading[:1] == ">" else "left"
        )
    return made


def row(into: Table, *cells: object) -> None:
    """Add a row. Cells are foreign text: no markup is read in them and no control character is printed."""
    into.add_row(*(Text(plain(cell)) for cell in cells))


def milliseconds(length: timedelta) -> str:
    """Return a duration as "12 ms"."""
    return f"{length.total_seconds() * 1000:.0f} ms"


def length(wait: timedelta) -> str:
    """Return a duration as `milliseconds` or `span`, whichever suits it."""
    return milliseconds(wait) if wait < timedelta(seconds=1) else span(wait)


def span(length: timedelta) -> str:
    """Return a duration as people say it: "45 s", "12 min", "3.5 h", "2 d"."""
    seconds = length.total_seconds()
    for most, unit, size in ((90, "s", 1), (3600, "min", 60), (48 * 3600, "h", 3600)):
        if seconds < most:
            digits = 1 if unit == "h" else 0
            return f"{seconds / size:.{digits}f} {unit}".replace(".0 ", " ")
    return f"{seconds / 86_400:.1f} d".replace(".0 ", " ")


def counted(count: int, word: str) -> str:
    """Return "1 poll" or "2 polls"."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def print_json(reports: Iterable[Any]) -> None:
    """Print each report (a dataclass) as one line of JSON; times are ISO 8601 in UTC, durations seconds."""
    for report in reports:
        click.echo(json_of(asdict(report), default=_simple))


def _simple(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value)
