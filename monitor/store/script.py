"""How a migration runs its statements. Knows no table."""

from sqlite_utils import Database


def run_script(db: Database, script: str) -> None:
    """Run the statements of `script` within the migration's transaction (`executescript` would end it)."""
    for statement in script.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
