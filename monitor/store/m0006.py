"""The sixth migration: when the program was at work, and why an article came late."""

from sqlite_utils import Database

from monitor.store.script import run_script

# `down_since` is the last sign of life before, where the time until `began_at` is worth telling; `told_at` when it was.
_UPTIME = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    began_at TEXT NOT NULL,
    alive_at TEXT NOT NULL,
    ended_at TEXT,
    down_since TEXT,
    was_killed INTEGER NOT NULL DEFAULT 0 CHECK (was_killed IN (0, 1)),
    told_at TEXT
) STRICT;

CREATE INDEX run_began ON run (began_at);
ALTER TABLE article ADD COLUMN late TEXT;
CREATE INDEX article_late ON article (source, first_seen_at) WHERE late IS NOT NULL;
"""


def m0006_uptime(db: Database) -> None:
    """Add the lives of the daemon, and the lateness of articles."""
    run_script(db, _UPTIME)
