"""A connection to PostgreSQL as operations use one: statements as they are written for SQLite, rows with their names.

Owns how values go there and back; knows no table.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Dumper, Loader
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumperUnknown

from monitor.store.connection import Contradicted, Cursor, Parameters, Refused, Unfit
from monitor.store.postgres.dialect import spelled

Raw = psycopg.Connection[Any]
Connect = Callable[[], Raw]
# Statements of the engine's every check, in all their spellings.
_PREPARED = 1_000
_WRITES = ("INSERT", "UPDATE", "DELETE")


class _TruthDumper(Dumper):
    """Writes a truth value as SQLite does: 0 or 1."""

    oid = psycopg.adapters.types["int8"].oid

    def dump(self, obj: bool) -> Buffer:
        return b"1" if obj else b"0"


class _TextDumper(StrDumperUnknown):
    """Writes text without the one character that no text of PostgreSQL has."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(without_nul(obj))


class _NumberLoader(Loader):
    """Reads a sum of whole numbers as a whole number."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


class Named(tuple[Any, ...]):
    """A row that is asked by the names of its columns too."""

    __slots__ = ()
    places: dict[str, int]

    def __getitem__(self, column: Any) -> Any:  # noqa: ANN401
        return super().__getitem__(self.places[column] if isinstance(column, str) else column)


class _Cursor(psycopg.Cursor[Any]):
    """What a statement came to."""

    @property
    def lastrowid(self) -> int | None:
        """Return the number of the new row, of a statement that asks for it."""
        row = self.fetchone()
        return None if row is None else int(row[0])


class PostgresConnection:
    """`Connection` to one database, used by one thread.

    Where it was cut off, BEGIN connects anew: nothing else does, so that no half of a transaction is done outside it.
    """

    def __init__(self, connect: Connect, *, named: bool = False) -> None:
        self._connect = connect
        self._row_factory = _named if named else tuple_row
        self.total_changes = 0
        self._raw = self._open()

    @property
    def in_transaction(self) -> bool:
        """Say whether a transaction is under way, though it may have failed."""
        status = self._raw.pgconn.transaction_status
        return status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        """Run a statement. Raises `Refused`."""
        if sql.startswith("BEGIN"):
            return self._begin(sql)
        statement = spelled(sql)
        with _explained():
            cursor = _Cursor(self._raw)
            cursor.execute(statement.sql, statement.given(parameters))
        if (cursor.statusmessage or "").startswith(_WRITES):
            self.total_changes += cursor.rowcount
        return cursor

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        """Run a statement once for each of `parameters`, in one go. Raises `Refused`."""
        statement = spelled(sql)
        given = [statement.given(each) for each in parameters]
        with _explained():
            cursor = _Cursor(self._raw)
            if given:
                cursor.executemany(statement.sql, given)
        self.total_changes += max(cursor.rowcount, 0)
        return cursor

    def copy_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put many rows into a table. Raises `Refused`."""
        names = ", ".join(f'"{column}"' for column in columns)
        into = f'COPY "{table}" ({names}) FROM STDIN'.encode()
        with _explained(), _Cursor(self._raw) as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def run(self, script: str) -> None:
        """Run statements that are of PostgreSQL alone and come once. Raises `Refused`."""
        with _explained():
            self._raw.execute(script.encode(), prepare=False)

    def close(self) -> None:
        """Let go of the server, and of the locks at once: it sees off who hung up in its own time."""
        if self._raw.pgconn.transaction_status == TransactionStatus.IDLE:
            with suppress(psycopg.Error):
                self._raw.execute("SELECT pg_advisory_unlock_all()")
        self._raw.close()

    def _begin(self, script: str) -> Cursor:
        if self._raw.closed:
            self._raw = self._open()
        with _explained():
            cursor = _Cursor(self._raw)
            return cursor.execute(script.encode(), prepare=False)

    def _open(self) -> Raw:
        with _explained():
            raw = self._connect()
        _adapt(raw.adapters)
        raw.prepare_threshold = 0
        raw.prepared_max = _PREPARED
        raw.row_factory = self._row_factory
        return raw


def without_nul(text: str) -> str:
    """Return `text` with U+FFFD in the place of every U+0000."""
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def _adapt(adapters: AdaptersMap) -> None:
    # One type whatever its size: every type of a parameter makes another statement.
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(bool, _TruthDumper)
    adapters.register_dumper(str, _TextDumper)
    adapters.register_loader("numeric", _NumberLoader)


def _named(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    return _row_type(tuple(column.name for column in cursor.description or ()))


@lru_cache(maxsize=256)
def _row_type(names: tuple[str, ...]) -> type[Named]:
    """Return the type of rows with these columns; of two with one name the first is meant, as in SQLite."""
    places = {name: place for place, name in reversed([*enumerate(names)])}
    return type("Named", (Named,), {"places": places, "__slots__": ()})


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except psycopg.IntegrityError as error:
        raise Contradicted(str(error).strip()) from error
    except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded) as error:
        raise Unfit(str(error).strip()) from error
    except psycopg.Error as error:
        raise Refused(str(error).strip()) from error
