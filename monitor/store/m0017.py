"""The seventeenth migration: what is told of an article points at the page that it was read from."""

from sqlite_utils import Database

from monitor.store.script import run_script

# The ids of kept pages, which lie in a file of their own; NULL where none was kept.
_PAGES = """
ALTER TABLE revision ADD COLUMN page TEXT;
ALTER TABLE alert ADD COLUMN page TEXT;
ALTER TABLE event ADD COLUMN page TEXT;

-- Why a wording was stored other than that the site had it: its page was read again by other selectors.
ALTER TABLE revision ADD COLUMN cause TEXT CHECK (cause IN ('reread'));
"""


def m0017_evidence(db: Database) -> None:
    """Add the pages that revisions, alerts and events were made of, and why a wording is a correction."""
    run_script(db, _PAGES)
