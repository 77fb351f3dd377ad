"""How the database is: the file, its lock and log, what lies in it. Looks only, beside whoever writes it.

A fault is a finding, never an exception, so that one does not hide the next.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from monitor.errors import StoreDamaged, StoreUnavailable
from monitor.model import LITTLE_ROOM, LONG_LOG, Finding, Health, Part
from monitor.store.connection import Connection
from monitor.store.consistency import contradictions
from monitor.store.examining import applied, damage, recognise, refuse_newer
from monitor.store.faults import RESTORE, explained
from monitor.store.lock import holder_of
from monitor.store.opening import connect_reader
from monitor.store.rows import to_text, to_time
from monitor.store.step_names import STEP_NAMES
from monitor.store.version import sqlite_warning

_MEGABYTE = 1024 * 1024
# A disk that is full in fewer days at the present growth is called nearly full, too.
_FEW_DAYS = 14
_WEEK = timedelta(days=7)
# How long the database is examined where nobody waits for a start, in seconds.
_PATIENCE, _LONG_PATIENCE = 30.0, 86_400.0
# The daemon gives a sign every ten seconds.
_SILENT = timedelta(minutes=1)
# Clocks that are kept differ by less.
_AHEAD = timedelta(minutes=2)


def check_up(path: Path, now: datetime, *, deep: bool) -> Iterator[Finding]:
    """Yield what there is to say of the database at `path`; `deep` reads every row of it."""
    yield _library()
    yield _lock(path)
    try:
        yield from _disk(path)
        yield from _file(path, now, deep)
    except StoreUnavailable as error:
        part = Part.CONTENT if isinstance(error, StoreDamaged) else Part.DATABASE
        yield Finding(part=part, what="file", health=Health.BAD, detail=str(error), hint=error.hint)


def _library() -> Finding:
    warning = sqlite_warning()
    return Finding(
        part=Part.MACHINE,
        what="SQLite",
        health=Health.NOTE if warning else Health.GOOD,
        detail=warning or sqlite3.sqlite_version,
        hint="use a Python that is built with 3.51.3, 3.50.7 or 3.44.6" if warning else "",
    )


def _lock(path: Path) -> Finding:
    holder = holder_of(path)
    detail = f"held by {holder}" if holder else "free: no monitor writes"
    return Finding(part=Part.DATABASE, what="lock", health=Health.GOOD, detail=detail)


def _disk(path: Path) -> Iterator[Finding]:
    if not path.exists():
        return
    log = _size(path.with_name(path.name + "-wal"))
    is_long = log > LONG_LOG
    yield Finding(
        part=Part.DISK,
        what="write-ahead log",
        health=Health.DOUBTFUL if is_long else Health.GOOD,
        detail=_megabytes(log),
        hint="end the program that has the database open and reads on (`fuser`, `lsof`)"
        if is_long
        else "",
    )
    yield from _rights(path)


def _rights(path: Path) -> Iterator[Finding]:
    """Say who may write the file and who owns it."""
    status = path.stat()
    may_write = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    if status.st_mode & 0o022:
        health, hint = Health.BAD, f"chmod go-w {path}"
    elif not may_write:
        health, hint = Health.DOUBTFUL, "look as the user that runs monitor; else give it the right"
    else:
        health, hint = Health.GOOD, ""
    detail = f"{status.st_mode & 0o777:04o}, owner {status.st_uid}" + (
        "" if may_write else "; we may not write it or its folder"
    )
    yield Finding(part=Part.DATABASE, what="rights", health=health, detail=detail, hint=hint)


def _file(path: Path, now: datetime, deep: bool) -> Iterator[Finding]:
    if not path.exists():
        raise StoreUnavailable(
            f"there is no database at {path}",
            hint="`monitor run` or `monitor crawl` makes one; a lost one: `monitor restore BACKUP`",
        )
    with explained(path), closing(connect_reader(path)) as connection:
        connection.row_factory = sqlite3.Row
        recognise(connection, path)
        refuse_newer(connection, path, STEP_NAMES)
        yield _version(connection)
        yield _journal(connection)
        yield _wholeness(connection, path, deep)
        if set(STEP_NAMES) <= applied(connection):
            yield _room(connection, path, now)
            yield from times(connection, now, is_held=holder_of(path) is not None)
            if deep:
                yield from contradictions(connection, now)


def _version(connection: sqlite3.Connection) -> Finding:
    done = applied(connection)
    waiting = [step for step in STEP_NAMES if step not in done]
    return Finding(
        part=Part.DATABASE,
        what="version",
        health=Health.DOUBTFUL if waiting else Health.GOOD,
        detail=f"waits for {', '.join(waiting)}" if waiting else STEP_NAMES[-1],
        hint="make a backup, then start `monitor run` or `monitor crawl` once" if waiting else "",
    )


def _journal(connection: sqlite3.Connection) -> Finding:
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    is_ours = mode == "wal"
    return Finding(
        part=Part.DATABASE,
        what="journal mode",
        health=Health.GOOD if is_ours else Health.DOUBTFUL,
        detail=mode,
        hint="" if is_ours else "another program changed it; the next start changes it back",
    )


def _wholeness(connection: sqlite3.Connection, path: Path, deep: bool) -> Finding:
    patience = _LONG_PATIENCE if deep else _PATIENCE
    finding = damage(connection, patience=patience, thorough=deep)
    if finding:
        raise StoreDamaged(f"the database {path} is damaged ({finding})", hint=RESTORE)
    check = "integrity_check" if deep else "quick_check"
    is_known = finding is not None
    return Finding(
        part=Part.CONTENT,
        what=check,
        health=Health.GOOD if is_known else Health.NOTE,
        detail="ok" if is_known else f"no damage in the first {patience:.0f} s of reading",
        hint="" if is_known else "`monitor doctor --deep` reads on to the end",
    )


def _room(connection: sqlite3.Connection, path: Path, now: datetime) -> Finding:
    """Say how much room is left, and for how many days at last week's pace."""
    disk = os.statvfs(path.parent)
    free = disk.f_bavail * disk.f_frsize
    total, recent, first = connection.execute(
        "SELECT count(*), coalesce(sum(first_seen_at >= ?), 0), min(first_seen_at) FROM article",
        (to_text(now - _WEEK),),
    ).fetchone()
    span = min(max(now - to_time(first), timedelta(days=1)), _WEEK) if first else _WEEK
    daily = path.stat().st_size * recent / max(total, 1) / (span / timedelta(days=1))
    days = free / daily if daily else float("inf")
    is_little = free < LITTLE_ROOM or days < _FEW_DAYS
    lasts = f", room for {days:.0f} days" if daily and days < 10_000 else ""
    return Finding(
        part=Part.DISK,
        what="room",
        health=Health.DOUBTFUL if is_little else Health.GOOD,
        detail=f"{_megabytes(free)} free; the database has {_megabytes(path.stat().st_size)} "
        f"and grows by {_megabytes(daily)} a day{lasts}",
        hint="free some space: a full disk stops the work until there is room" if is_little else "",
    )


def times(connection: Connection, now: datetime, *, is_held: bool) -> Iterator[Finding]:
    """Yield what the newest rows say of clock and daemon."""
    newest, alive_at, ended_at = connection.execute(
        "SELECT (SELECT max(first_seen_at) FROM article), alive_at, ended_at "
        "FROM (SELECT 1) AS one LEFT JOIN "
        "(SELECT alive_at, ended_at FROM run ORDER BY id DESC LIMIT 1) AS last ON 1 = 1"
    ).fetchone()
    last = max(filter(None, (newest, alive_at)), default=None)
    is_ahead = last is not None and to_time(last) > now + _AHEAD
    yield Finding(
        part=Part.MACHINE,
        what="clock",
        health=Health.DOUBTFUL if is_ahead else Health.GOOD,
        detail=f"{now:%Y-%m-%d %H:%M:%S} UTC; the newest row is of {last or 'never'}",
        hint="the clock is, or was, wrong: set it, and keep it by NTP" if is_ahead else "",
    )
    yield _life(to_time(alive_at), to_time(ended_at), now, is_held)


def _life(
    alive_at: datetime | None, ended_at: datetime | None, now: datetime, is_held: bool
) -> Finding:
    health, hint = Health.GOOD, ""
    if alive_at is None:
        health, detail = Health.NOTE, "never ran here"
    elif ended_at is not None:
        health, detail = Health.NOTE, f"stopped at {ended_at:%Y-%m-%d %H:%M:%S} UTC"
    elif now - alive_at < _SILENT:
        detail = "at work"
    else:
        health, detail = Health.BAD, f"gave its last sign at {alive_at:%Y-%m-%d %H:%M:%S} UTC"
        hint = (
            "it runs and cannot write: see its log"
            if is_held
            else "it was killed: start it again (`systemctl start monitor`)"
        )
    return Finding(part=Part.WORK, what="daemon", health=health, detail=detail, hint=hint)


def _megabytes(size: float) -> str:
    return f"{size / _MEGABYTE:,.1f} MB"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
