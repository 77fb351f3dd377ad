"""What lies in a database, whichever it is, past the port."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg

from tests.store.desk import Database

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    """Return the rows of a query that all databases understand."""
    if isinstance(database, Path):
        with closing(sqlite3.connect(database)) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(database) as connection:
        return connection.execute(query.encode()).fetchall()


def put(database: Database, table: str, columns: str, values: Sequence[tuple[object, ...]]) -> None:
    """Put rows into a table."""
    marks = ["?" if isinstance(database, Path) else "%s"] * len(values[0])
    statement = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(marks)})"
    if isinstance(database, Path):
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.executemany(statement, values)
        return
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        cursor.executemany(statement.encode(), values)


def everything(database: Database) -> list[object]:
    """Return every row of every table."""
    if isinstance(database, Path):
        with closing(sqlite3.connect(database)) as connection:
            return [*connection.iterdump()]
    names = [name for (name,) in rows(database, _TABLES)]
    return [(name, sorted(map(str, rows(database, f'SELECT * FROM "{name}"')))) for name in names]
