"""The ninth migration: how far a host's limits reach, as far as they taught it, and what it was asked today."""

from sqlite_utils import Database

from monitor.store.script import run_script

# Of a host: `limit_url` met the last limit; `served_at` is when another URL was served first after it.
_LIMITS = """
ALTER TABLE host ADD COLUMN limit_scope TEXT CHECK (limit_scope IN ('url', 'host', 'domain'));
ALTER TABLE host ADD COLUMN limit_url TEXT;
ALTER TABLE host ADD COLUMN limited_at TEXT;
ALTER TABLE host ADD COLUMN limited_until TEXT;
ALTER TABLE host ADD COLUMN limit_proofs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN limit_doubts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN served_at TEXT;

-- What it was asked on `day`, in days since 1970.
ALTER TABLE host ADD COLUMN day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;

-- Not even a wish asks for the page before.
ALTER TABLE target ADD COLUMN limited_until TEXT;
"""


def m0009_limits(db: Database) -> None:
    """Add what is learned of a host's limits, and its day."""
    run_script(db, _LIMITS)
