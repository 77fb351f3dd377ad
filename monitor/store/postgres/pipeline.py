"""Statements on their way to a server and their answers on the way back: many go out before one is waited for.

Stands on libpq as psycopg has it, and on psycopg's ways to write and read values; its cursors, which wait for each
statement and cost four times as much, are left out. Knows no table and no transaction.
"""

import select
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import pq
from psycopg.abc import Buffer
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from monitor.store.connection import Refused
from monitor.store.postgres.named import row_type
from monitor.store.postgres.refusing import refused
from monitor.store.postgres.values import without_nul

Raw = psycopg.Connection[Any]
_WRITES = (b"INSERT", b"UPDATE", b"DELETE")
_DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
# Statements of the engine's every check, in all their spellings, and as many of pages.
_MOST_PREPARED = 1_000
# A parameter of a type makes a statement of its own.
_Key = tuple[bytes, tuple[int, ...]]


class Answer:
    """What a statement came to. Whoever wants to know waits for it, and for all that was asked before it."""

    __slots__ = ("_pipeline", "_place", "_rows", "_tuples", "error", "status")

    def __init__(self, pipeline: "Pipeline") -> None:
        self._pipeline = pipeline
        self._rows: list[Any] = []
        self._place = 0
        self._tuples = -1
        # b"UPDATE 3"; nothing before it came.
        self.status: bytes | None = None
        self.error: psycopg.Error | None = None

    @property
    def rowcount(self) -> int:
        """Return how many rows it changed or has."""
        self._wait()
        return self._tuples

    @property
    def lastrowid(self) -> int | None:
        """Return the number of the new row, of a statement that asks for it."""
        row = self.fetchone()
        return None if row is None else int(row[0])

    def fetchone(self) -> Any:  # noqa: ANN401 - columns have no types
        """Return the next row; None if there is none."""
        self._wait()
        if self._place == len(self._rows):
            return None
        self._place += 1
        return self._rows[self._place - 1]

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        self._wait()
        rows = self._rows[self._place :] if self._place else self._rows
        self._place = len(self._rows)
        return rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())

    def came(self, tuples: int, status: bytes | None, rows: list[Any]) -> None:
        """Take what came."""
        self._tuples, self.status, self._rows = tuples, status or b"", rows

    def _wait(self) -> None:
        if self.status is None:
            self._pipeline.settle()
        if self.status is None:
            raise Refused("the answer was not read")
        if self.error is not None:
            raise refused(self.error) from self.error


class Answers:
    """What one statement came to with many parameters."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = answers
        self.lastrowid: int | None = None

    @property
    def rowcount(self) -> int:
        """Return how many rows they changed together."""
        return sum(answer.rowcount for answer in self._answers)

    def fetchone(self) -> Any:  # noqa: ANN401 - columns have no types
        """Return nothing: such statements write."""
        return None

    def fetchall(self) -> list[Any]:
        """Return nothing: such statements write."""
        return []

    def __iter__(self) -> Iterator[Any]:
        return iter(())


class Pipeline:
    """The statements of one connection, used by one thread, in the order in which they are asked.

    Where one fails, those behind it up to the next `settle` are not done; `settle` raises the error.
    """

    def __init__(self, raw: Raw, *, named: bool) -> None:
        self._raw = raw
        self._libpq = raw.pgconn
        self._values = Transformer.from_context(raw)
        self._named = named
        self._poll = select.poll()
        self._poll.register(self._libpq.socket, select.POLLIN)
        # By statement and types of its parameters, the name that the server knows it by.
        self._names: dict[_Key, bytes] = {}
        self._count = 0
        # Those that prepare a statement for the first time have its key.
        self._expected: deque[Answer | _Key | None] = deque()
        # Rows that were written, as far as is known.
        self.changes = 0
        # How often somebody waited.
        self.trips = 0
        self._libpq.enter_pipeline_mode()

    @property
    def is_settled(self) -> bool:
        """Say whether nothing is on its way."""
        return not self._expected

    def is_quiet(self) -> bool:
        """Say whether the server says nothing: unasked it only says that it goes."""
        return not self._raw.closed and not self._poll.poll(0)

    def ask(self, sql: bytes, parameters: Sequence[Any]) -> Answer:
        """Put a statement behind all others, and return what will be its answer. Raises `Refused`."""
        try:
            values = self._written(parameters)
            types = self._values.types or ()
            name = self._names.get((sql, types)) or self._prepare((sql, types))
            self._libpq.send_query_prepared(name, values, self._values.formats)
        except psycopg.Error as error:
            raise refused(error) from error
        answer = Answer(self)
        self._expected.append(answer)
        return answer

    def send(self) -> None:
        """Let go out what was asked; its answers are for later. Raises `Refused`."""
        try:
            self._send()
        except psycopg.Error as error:
            raise refused(error) from error

    def settle(self) -> None:
        """Wait for all answers. Raises the first error that is among them."""
        if not self._expected:
            return
        self.trips += 1
        first: psycopg.Error | None = None
        try:
            if self._expected[-1] is not None:
                self._send()
            while self._expected:
                first = self._take(self._expected.popleft(), first)
        except psycopg.Error as error:
            # No answer came where one had to.
            first = first or error
            self._raw.close()
        finally:
            if self._expected:
                self._give_up(first)
        if first is not None:
            raise refused(first) from first

    @contextmanager
    def paused(self) -> Iterator[Raw]:
        """Yield the connection as psycopg has it. Raises `Refused`."""
        self.settle()
        try:
            self._libpq.exit_pipeline_mode()
            yield self._raw
        except psycopg.Error as error:
            raise refused(error) from error
        finally:
            with suppress(psycopg.Error):
                self._libpq.enter_pipeline_mode()

    def _written(self, parameters: Sequence[Any]) -> Sequence[Buffer | None]:
        formats = [PyFormat.AUTO] * len(parameters)
        try:
            return self._values.dump_sequence(parameters, formats)
        except psycopg.DataError:
            # Hardly a text has such a character, and to look for it in each would cost more than all else here.
            cleaned = [without_nul(each) if isinstance(each, str) else each for each in parameters]
            return self._values.dump_sequence(cleaned, formats)

    def _send(self) -> None:
        self._libpq.pipeline_sync()
        self._expected.append(None)
        self._flush()

    def _prepare(self, key: _Key) -> bytes:
        if len(self._names) >= _MOST_PREPARED:
            self._names.clear()
            self._libpq.send_query_params(b"DEALLOCATE ALL", None)
            self._expected.append(Answer(self))
        self._count += 1
        name = b"m%d" % self._count
        self._libpq.send_prepare(name, *key)
        self._expected.append(key)
        self._names[key] = name
        return name

    def _take(
        self, expected: Answer | _Key | None, error: psycopg.Error | None
    ) -> psycopg.Error | None:
        """Read one answer; return the first error up to it."""
        result = self._next()
        if expected is None:
            # The end of what went out together: nothing comes behind it.
            return error
        if result.status not in _DONE:
            error = error or error_from_result(result, encoding="utf-8")
        if not isinstance(expected, Answer):
            if error is not None:
                self._names.pop(expected, None)
        elif error is not None:
            expected.status, expected.error = b"", error
        else:
            self._fill(expected, result)
        # Each but the end is followed by an end of its own.
        while self._libpq.get_result() is not None:
            pass
        return error

    def _fill(self, answer: Answer, result: pq.abc.PGresult) -> None:
        status = result.command_status
        rows: list[Any] = []
        if result.status == ExecStatus.TUPLES_OK and result.ntuples:
            self._values.set_pgresult(result)
            rows = self._values.load_rows(0, result.ntuples, self._make_row(result))
        tuples = result.command_tuples
        if status is not None and status.startswith(_WRITES):
            self.changes += tuples or 0
        answer.came(-1 if tuples is None else tuples, status, rows)

    def _make_row(self, result: pq.abc.PGresult) -> type[tuple[Any, ...]]:
        if not self._named:
            return tuple
        return row_type(tuple((result.fname(n) or b"").decode() for n in range(result.nfields)))

    def _next(self) -> pq.abc.PGresult:
        while self._libpq.is_busy():
            self._poll.poll()
            self._libpq.consume_input()
        result = self._libpq.get_result()
        if result is None:
            raise psycopg.OperationalError(self._libpq.get_error_message())
        return result

    def _flush(self) -> None:
        """Let go out what waits, and read meanwhile: a server that is not heard does not listen."""
        while self._libpq.flush():
            self._poll.modify(self._libpq.socket, select.POLLIN | select.POLLOUT)
            try:
                self._poll.poll()
            finally:
                self._poll.modify(self._libpq.socket, select.POLLIN)
            self._libpq.consume_input()

    def _give_up(self, error: psycopg.Error | None) -> None:
        """Let nobody wait for what will not come: answers that nobody took would be taken for those of others."""
        self._raw.close()
        while self._expected:
            expected = self._expected.popleft()
            if isinstance(expected, Answer):
                expected.status = b""
                expected.error = error or psycopg.OperationalError("the answer was not read")
