"""The seventh migration: how a host treats us, over all its targets."""

from sqlite_utils import Database

from monitor.store.script import run_script

# `failures` and `forbidden` count in a row; an open host (`opened_at`) is asked once at `probe_at`.
_HOSTS = """
ALTER TABLE host ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN opened_at TEXT;
ALTER TABLE host ADD COLUMN probe_at TEXT;
ALTER TABLE host ADD COLUMN forbidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN has_served INTEGER NOT NULL DEFAULT 0 CHECK (has_served IN (0, 1));
"""


def m0007_hosts(db: Database) -> None:
    """Add the breaker of every host."""
    run_script(db, _HOSTS)
