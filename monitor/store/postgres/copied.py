"""Whether a database was filled from a file, and whether that came to its end: until then nobody works on it."""

from monitor.errors import MonitorError, StoreUnavailable
from monitor.store.postgres.connection import PostgresConnection

_TABLE = """
CREATE TABLE IF NOT EXISTS monitor_copy (
    -- The file's own number (`PRAGMA user_version`).
    source bigint PRIMARY KEY,
    began_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
)
"""
# What gave numbers to rows goes on behind the last that came.
_NUMBERS = """
DO $$ DECLARE numbered record; BEGIN
    FOR numbered IN
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND is_identity = 'YES'
    LOOP
        EXECUTE format(
            'SELECT setval(pg_get_serial_sequence(%L, %L), greatest(max(%I), 1), max(%I) IS NOT NULL) FROM %I',
            quote_ident(numbered.table_name), numbered.column_name, numbered.column_name, numbered.column_name,
            numbered.table_name
        );
    END LOOP;
END $$
"""
# What is counted as rows are written comes with the copy.
_COUNTED = """
ALTER TABLE delivery {0} TRIGGER USER;
ALTER TABLE "match" {0} TRIGGER USER
"""


def begin_copy(connection: PostgresConnection, source: int, database: str) -> None:
    """Note that the file with this number is copied into this database. Raises `MonitorError` if another may not be."""
    connection.run(_TABLE)
    known = connection.execute("SELECT source, ended_at IS NOT NULL FROM monitor_copy").fetchall()
    if known == [(source, False)]:
        return
    (is_used,) = connection.execute("SELECT EXISTS (SELECT 1 FROM source)").fetchone()
    if known or is_used:
        raise MonitorError(
            f"the database {database} holds something already",
            hint="name an empty one: what a file holds is copied whole, and into nothing else",
        )
    connection.run(_COUNTED.format("DISABLE"))
    connection.execute("INSERT INTO monitor_copy (source) VALUES (?)", (source,))


def end_copy(connection: PostgresConnection) -> None:
    """Note that all is there."""
    connection.run(_NUMBERS)
    connection.run(_COUNTED.format("ENABLE"))
    connection.run("UPDATE monitor_copy SET ended_at = now(); ANALYZE")


def refuse_half_copied(connection: PostgresConnection, database: str) -> None:
    """Raise `StoreUnavailable` if the database was not filled to the end."""
    (table,) = connection.execute("SELECT to_regclass('monitor_copy')").fetchone()
    if table is None:
        return
    rows = connection.execute("SELECT 1 FROM monitor_copy WHERE ended_at IS NULL").fetchall()
    if rows:
        raise StoreUnavailable(
            f"a copy into the database {database} was cut off",
            hint="repeat `monitor migrate`: it goes on where it ended",
        )
