"""The tenth migration: when the newest copy of a page was made, so that an older one is known for what it is."""

from sqlite_utils import Database

from monitor.store.script import run_script


def m0010_copies(db: Database) -> None:
    """Add when the copy of a page was made that was believed last."""
    run_script(db, "ALTER TABLE target ADD COLUMN made_at TEXT;")
