"""A connection to PostgreSQL as operations use one: statements as they are written for SQLite, rows with their names.

Owns when a statement is waited for; knows no table. In a transaction only what is asked for is: what a statement came
to, how many rows all of them changed, and whether the transaction is done. So an error may show at a later statement
than the one that made it. Who sets a savepoint wants to know better, and is told at each.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from monitor.store.connection import Cursor, Parameters, Refused
from monitor.store.postgres.dialect import spelled, together
from monitor.store.postgres.pipeline import Answers, Pipeline, Raw
from monitor.store.postgres.refusing import refused
from monitor.store.postgres.values import adapt

Connect = Callable[[], Raw]
# Said in a transaction, its COMMIT does not wait for the disk, so that what it locks is free meanwhile; what is sent
# right behind does: whatever is on the disk when its own transaction is, all that came before it is too.
LASTING_LATER = "SELECT set_config('synchronous_commit', 'off', true)"
_LASTING = b"SELECT pg_logical_emit_message(true, 'monitor', '')"


class PostgresConnection:
    """`Connection` to one database, used by one thread.

    Where it was cut off, BEGIN connects anew: nothing else does, so that no half of a transaction is done outside it.
    """

    def __init__(self, connect: Connect, *, named: bool = False) -> None:
        self._connect = connect
        self._named = named
        # By the connections before this one.
        self._changes = self._trips = 0
        # In a transaction, as far as was asked; and whether each statement is waited for.
        self._is_open, self._is_careful = False, True
        self._before: int | None = None
        self._raw, self._pipeline = self._open()

    @property
    def in_transaction(self) -> bool:
        """Say whether a transaction is under way, though it may have failed."""
        if not self._pipeline.is_settled:
            return self._is_open
        status = self._raw.pgconn.transaction_status
        return status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    @property
    def total_changes(self) -> int:
        """Return how many rows were written, once all that was asked is done. Raises `Refused`."""
        self._pipeline.settle()
        return self._changes + self._pipeline.changes

    @property
    def trips(self) -> int:
        """Return how often the server was waited for."""
        return self._trips + self._pipeline.trips

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        """Ask for a statement. Raises `Refused`."""
        if sql.startswith("BEGIN"):
            return self._begin(sql)
        if sql == "COMMIT":
            return self._commit()
        if sql == "ROLLBACK":
            return self._roll_back()
        statement = spelled(sql)
        answer = self._pipeline.ask(statement.sql, statement.given(parameters))
        if sql.startswith("SAVEPOINT"):
            self._is_careful = True
        if self._is_careful:
            self._pipeline.settle()
        return answer

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        """Ask for a statement once for each of `parameters`; rows that are put in go together. Raises `Refused`."""
        statement = spelled(sql)
        given = [statement.given(each) for each in parameters]
        if self._is_careful or len(given) == 1:
            asked = [(statement.sql, each) for each in given]
        else:
            asked = [*together(statement, given)]
        answers = Answers([self._pipeline.ask(*each) for each in asked])
        if self._is_careful:
            self._pipeline.settle()
        return answers

    def copy_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put many rows into a table. Raises `Refused`."""
        names = ", ".join(f'"{column}"' for column in columns)
        into = f'COPY "{table}" ({names}) FROM STDIN'.encode()
        with self._pipeline.paused() as raw, raw.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def run(self, script: str) -> None:
        """Run statements that are of PostgreSQL alone and come once. Raises `Refused`."""
        with self._pipeline.paused() as raw:
            raw.execute(script.encode(), prepare=False)
        if not self.in_transaction:
            self._is_open, self._is_careful = False, True

    def is_sound(self) -> bool:
        """Say whether no work is half done and the server is there, as far as that is known without asking it."""
        try:
            self._pipeline.settle()
        except Refused:
            return False
        return not self.in_transaction and self._pipeline.is_quiet()

    def close(self) -> None:
        """Let go of the server, and of the locks at once: it sees off who hung up in its own time."""
        with suppress(Refused):
            self._pipeline.settle()
            if not self.in_transaction:
                self.execute("SELECT pg_advisory_unlock_all()")
        self._raw.close()

    def _begin(self, script: str) -> Cursor:
        if self._raw.closed:
            self._changes += self._pipeline.changes
            self._trips += self._pipeline.trips
            self._raw, self._pipeline = self._open()
        self._is_open, self._is_careful = True, False
        # How many rows were written before, where that has to be made to last.
        self._before = self._pipeline.changes if LASTING_LATER in script else None
        return Answers([self._pipeline.ask(part.encode(), ()) for part in script.split("; ")])

    def _commit(self) -> Cursor:
        is_unchanged = self._pipeline.is_settled and self._pipeline.changes == self._before
        answer = self._pipeline.ask(b"COMMIT", ())
        if self._before is not None and not is_unchanged:
            self._pipeline.ask(_LASTING, ())
        self._is_open, self._is_careful, self._before = False, True, None
        self._pipeline.settle()
        return answer

    def _roll_back(self) -> Cursor:
        # Nobody wants to know what comes to nothing, and nobody waits for its end.
        with suppress(Refused):
            self._pipeline.settle()
        self._is_open, self._is_careful = False, True
        answer = self._pipeline.ask(b"ROLLBACK", ())
        self._pipeline.send()
        return answer

    def _open(self) -> tuple[Raw, Pipeline]:
        try:
            raw = self._connect()
        except psycopg.Error as error:
            raise refused(error) from error
        adapt(raw.adapters)
        return raw, Pipeline(raw, named=self._named)
