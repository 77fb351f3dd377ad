"""The tables in PostgreSQL, as numbered migrations of their own. Append only: a shipped migration is never edited.

Tables and columns are those of SQLite, times are the same text, numbers have 64 bits: rows can be copied as they are.
Text is compared by its code points whatever the database's own order is, so that times sort.
"""

import re
from collections.abc import Mapping

from monitor.store.postgres.connection import PostgresConnection
from monitor.store.postgres.functions import FUNCTIONS
from monitor.store.postgres.p0001_held import HELD
from monitor.store.postgres.p0001_noted import NOTED
from monitor.store.postgres.p0001_told import TOLD
from monitor.store.postgres.p0002_counted import COUNTS, FRONTIER, PAGES, TRIGGERS
from monitor.store.postgres.p0003_stints import STINTS
from monitor.store.postgres.p0004_stems import STEMS
from monitor.store.postgres.p0004_weeks import WEEKS
from monitor.store.postgres.p0005_pages import PAGES as KEPT
from monitor.store.postgres.p0005_pages import WEIGHTS

_TEXT = re.compile(r"\btext\b")


def _tables(script: str) -> str:
    return _TEXT.sub('text COLLATE "C"', script)


# Oldest first. The name of each is written into the database that it was applied to.
STEPS: Mapping[str, str] = {
    "p0001_first": FUNCTIONS + _tables(HELD + TOLD + NOTED),
    "p0002_counted": FRONTIER + _tables(PAGES + COUNTS) + TRIGGERS,
    "p0003_stints": _tables(STINTS),
    "p0004_weeks_and_stems": WEEKS + STEMS,
    "p0005_pages": _tables(KEPT) + WEIGHTS,
}
# Those that leave all as it was for who knows nothing of them, so that old and new may work side by side.
ADDITIVE = frozenset({"p0003_stints", "p0004_weeks_and_stems", "p0005_pages"})
_APPLIED = """
CREATE TABLE IF NOT EXISTS monitor_migration (
    name text PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


def applied(connection: PostgresConnection) -> set[str]:
    """Return the names of the migrations that were applied; none if the database never was one of ours."""
    (table,) = connection.execute("SELECT to_regclass('monitor_migration')").fetchone()
    if table is None:
        return set()
    return {name for (name,) in connection.execute("SELECT name FROM monitor_migration")}


def harmless(connection: PostgresConnection) -> set[str]:
    """Return those of the applied migrations that do not concern a program which does not know them."""
    if not applied(connection):
        return set()
    # Asked as JSON: before the third migration there was no such column.
    rows = connection.execute(
        "SELECT name FROM monitor_migration AS held WHERE to_jsonb(held) ->> 'is_additive' = 'true'"
    )
    return {name for (name,) in rows}


def migrate(connection: PostgresConnection) -> None:
    """Apply what is missing. Part of one transaction, in which nobody else does."""
    done = applied(connection)
    for name, script in STEPS.items():
        if name not in done:
            connection.run(_APPLIED)
            connection.run(script)
            connection.execute("INSERT INTO monitor_migration (name) VALUES (?)", (name,))
            if name in ADDITIVE:
                connection.execute(
                    "UPDATE monitor_migration SET is_additive = true WHERE name = ?", (name,)
                )
