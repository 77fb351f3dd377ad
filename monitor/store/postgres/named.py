"""Rows that are asked by the names of their columns too, as those of SQLite are for people."""

from functools import lru_cache
from typing import Any


class Named(tuple[Any, ...]):
    """A row that is asked by the names of its columns too."""

    __slots__ = ()
    places: dict[str, int]

    def __getitem__(self, column: Any) -> Any:  # noqa: ANN401
        return super().__getitem__(self.places[column] if isinstance(column, str) else column)


@lru_cache(maxsize=256)
def row_type(names: tuple[str, ...]) -> type[Named]:
    """Return the type of rows with these columns; of two with one name the first is meant, as in SQLite."""
    places = {name: place for place, name in reversed([*enumerate(names)])}
    return type("Named", (Named,), {"places": places, "__slots__": ()})
