"""Which versions of SQLite can be trusted with a write-ahead log. Owns that knowledge alone."""

import sqlite3

# STRICT tables; RETURNING is older.
OLDEST = (3, 37, 0)
# The WAL-reset bug of 3.7.0 to 3.51.2: two connections of which one checkpoints while the other commits may
# corrupt the database. Fixed in 3.51.3 and, for two older lines, in these.
_FIXED = (3, 51, 3)
_FIXED_IN_LINE = {(3, 50): 7, (3, 44): 6}


def is_sqlite_safe(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Say whether `version` is free of the WAL-reset bug (sqlite.org/wal.html, "The WAL-Reset Bug")."""
    major, minor, patch = version
    fixed_patch = _FIXED_IN_LINE.get((major, minor))
    return version >= _FIXED or (fixed_patch is not None and patch >= fixed_patch)


def sqlite_warning(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str | None:
    """Return what to tell at start-up about SQLite `version`; None if there is nothing to tell."""
    if is_sqlite_safe(version):
        return None
    spelled = ".".join(map(str, version))
    return (
        f"SQLite {spelled} has the WAL-reset bug: let no other program write to the database or checkpoint it "
        "(no Litestream, no `sqlite3` shell in write mode) while monitor runs; 3.51.3 is fixed"
    )
