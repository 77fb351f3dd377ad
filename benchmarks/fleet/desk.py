"""A connection by which a harness reads the workers' database, also while the server goes away and comes back."""

from typing import Any

import psycopg


class ReadingDesk:
    """Reads one database by a connection that is made anew where it was cut off. Raises `psycopg.OperationalError`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection[Any] | None = None

    def rows(self, query: str, asked: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Return what the database answers."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True)
        return self._connection.execute(query.encode(), asked).fetchall()

    def number(self, query: str) -> int:
        """Return the one number that the database answers."""
        return int(self.rows(query)[0][0])

    def close(self) -> None:
        """Let go of the server."""
        if self._connection is not None:
            self._connection.close()
