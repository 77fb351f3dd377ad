"""How a migration runs its statements. Knows no table."""

import sqlite3

from sqlite_utils import Database


def run_script(db: Database, script: str) -> None:
    """Run the statements of `script`, each on lines of its own, within the migration's transaction.

    (`executescript` would end it.)
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        # It knows that a trigger holds statements of its own.
        if sqlite3.complete_statement(statement):
            db.conn.execute(statement)
            statement = ""
    if statement.strip():
        db.conn.execute(statement)
