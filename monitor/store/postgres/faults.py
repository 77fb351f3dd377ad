"""What the errors of PostgreSQL mean to people. Names the database without its password."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from monitor.errors import StoreDamaged, StoreDefect, StoreUnavailable
from monitor.store.connection import Refused

# By the first letters of the SQLSTATE (PostgreSQL, Appendix A), the longest that fits: what is the case, the remedy,
# and whether it may pass by itself.
_MEANINGS = {
    "28": ("lets us not in", "check user, password and `pg_hba.conf`", False),
    "3D": (
        "is not there",
        "create it: `createdb --encoding UTF8 --template template0 NAME`",
        False,
    ),
    "42501": (
        "may not be used",
        "give the user of the URL the right to make and use tables there",
        False,
    ),
    "25006": ("is read-only", "name the primary server, not a standby of it", True),
    "53100": ("cannot grow: the server's disk is full", "free some space; nothing is lost", True),
    "53": ("has no room for us", "raise `max_connections` or the memory of the server", True),
    "55P03": ("is locked by another program", "end what holds the lock (`pg_locks`)", True),
    "57": ("was shut down or cancelled the statement", "start the server again", True),
    "58": ("cannot be read or written by its server", "look at the server's log and disk", True),
    "40": ("undid the transaction", "nothing: it is tried again", True),
    # libpq gives no number to what a server says before it lets us in, so this is all of that.
    "08": (
        "cannot be reached",
        "check that the server runs, that the URL and the password are right, and that the database is there "
        "(`createdb --encoding UTF8 --template template0 NAME`)",
        True,
    ),
    "XX001": ("is damaged", "restore a backup of the server", False),
    "XX002": ("is damaged", "rebuild the index that its log names (REINDEX)", False),
}
_DAMAGE = {"XX001", "XX002"}


def unavailable(error: Exception, database: str) -> StoreUnavailable:
    """Return what `error` means for `database`, as a sentence and a remedy."""
    cause = error.__cause__
    # What fails before a server answers, or as it goes, has no number.
    code = getattr(cause, "sqlstate", None) or (
        "08" if isinstance(cause, psycopg.OperationalError) else ""
    )
    for length in (5, 2):
        if code[:length] in _MEANINGS:
            meaning, hint, passes = _MEANINGS[code[:length]]
            sentence = f"the database {database} {meaning} ({_first_line(error)})"
            if code in _DAMAGE:
                return StoreDamaged(sentence, hint=hint)
            return StoreUnavailable(sentence, hint=hint, passes=passes)
    return StoreDefect(
        f"the database {database} refused a statement ({_first_line(error)})",
        hint="this is a defect of monitor: please report it with this message",
    )


@contextmanager
def explained(database: str) -> Iterator[None]:
    """Turn every `Refused` of the block into `StoreUnavailable` about `database`."""
    try:
        yield
    except Refused as error:
        raise unavailable(error, database) from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
