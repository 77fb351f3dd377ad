"""The third migration: a sink whose receiver says that it is gone for good is left alone."""

from sqlite_utils import Database

from monitor.store.script import run_script

_DISABLED = """
ALTER TABLE sink ADD COLUMN disabled_at TEXT;
-- The alert that met it.
ALTER TABLE sink ADD COLUMN disabled_by TEXT;
"""


def m0003_disabled_sinks(db: Database) -> None:
    """Add when a sink was disabled, and by which alert."""
    run_script(db, _DISABLED)
