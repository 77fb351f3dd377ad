"""Write the name of an older layout behind the source of each of its picks: what tells the one tells the other."""

from dataclasses import fields, is_dataclass
from typing import TypeVar

from monitor.model import Field, Pick
from monitor.noun import replace

Table = TypeVar("Table")


def named_after(layout: str, table: Table) -> Table:
    """Return the selectors of a table with `@layout` behind the source of every pick in them."""
    if isinstance(table, Pick):
        return replace(table, source=f"{table.source} @{layout}")
    if isinstance(table, tuple):
        return tuple(named_after(layout, each) for each in table)  # type: ignore[return-value]  # of the same make
    if isinstance(table, Field):
        return replace(table, picks=named_after(layout, table.picks))
    if isinstance(table, dict):
        return {key: named_after(layout, each) for key, each in table.items()}  # type: ignore[return-value]  # ditto
    if is_dataclass(table) and not isinstance(table, type):
        values = {each.name: getattr(table, each.name) for each in fields(table)}
        named = {
            key: named_after(layout, value) for key, value in values.items() if value is not None
        }
        return replace(table, **named)
    return table
