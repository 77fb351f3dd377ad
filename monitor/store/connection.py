"""What an operation of the store asks of a database: to run a statement and to hand out its rows. Knows no table.

`sqlite3.Connection` is one as it is. Every statement is written once, in words that SQLite understands.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

Parameters = Sequence[Any] | Mapping[str, Any]


class NamedRow(Protocol):
    """A row that is asked by the names of its columns too."""

    def __getitem__(self, column: str, /) -> Any: ...  # noqa: ANN401 - columns have no types

    def __iter__(self) -> Iterator[Any]: ...


class Cursor(Protocol):
    """What a statement came to: rows, how many it changed, and the number that it gave to a new one."""

    @property
    def rowcount(self) -> int: ...

    @property
    def lastrowid(self) -> int | None: ...

    def fetchone(self) -> Any: ...  # noqa: ANN401 - columns have no types

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """One connection, used by one thread. Transactions are begun and ended by statements."""

    @property
    def in_transaction(self) -> bool: ...

    @property
    def total_changes(self) -> int: ...

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor: ...

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor: ...

    def close(self) -> None: ...


class Refused(Exception):
    """A database that is not SQLite did not do what it was asked."""


class Contradicted(Refused):
    """What was to be written contradicts what the schema demands of rows."""


class Unfit(Refused):
    """A value is nothing that a column, or an index, can hold."""


# Whatever a database raises, and what it raises where the schema forbids a row.
REFUSALS = (sqlite3.Error, Refused)
CONTRADICTIONS = (sqlite3.IntegrityError, Contradicted)
# What one page brought that cannot be stored, whatever is stored with it.
FAULTS_OF_ONE = (*CONTRADICTIONS, Unfit)
