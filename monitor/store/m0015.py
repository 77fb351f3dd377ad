"""The fifteenth migration: the frontier by precedence, and a lease that moves nothing in it."""

from sqlite_utils import Database

from monitor.store.script import run_script

_PRECEDENCE = "CASE WHEN kind = 'listing' THEN 0 WHEN checked_at IS NULL THEN 1 ELSE 2 END"
_INDEXES = f"""
-- What is leased stays in them: it is due, and so few that a claim steps over it. To take it out and put it back took
-- as many pages of the log as naming the next time.
DROP INDEX target_due;
CREATE INDEX target_due ON target ({_PRECEDENCE}, due_at, host, source)
    WHERE due_at IS NOT NULL AND is_watched = 1;
DROP INDEX target_host_due;
CREATE INDEX target_host_due ON target (host, {_PRECEDENCE}, due_at, source)
    WHERE due_at IS NOT NULL AND is_watched = 1;
"""


def m0015_precedence(db: Database) -> None:
    """Make the frontier's two indexes anew."""
    run_script(db, _INDEXES)
