"""Copies of the database: made beside who writes it, proved before they get their name, put back. Destroys nothing."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from datetime import datetime
from pathlib import Path

from monitor.errors import MonitorError, StoreDamaged, StoreUnavailable
from monitor.store.evidence.opening import open_pages_reader, pages_path
from monitor.store.examining import damage, examine
from monitor.store.faults import explained
from monitor.store.lock import take_lock
from monitor.store.opening import connect_reader, keep_log, make_folder, restoring, sync_folder
from monitor.store.step_names import STEP_NAMES

# Everything that SQLite may find beside a database and take for a part of it.
_PARTS = ("", "-wal", "-shm", "-journal")
_FOREVER = float("inf")


def back_up(database: Path, target: Path, *, force: bool) -> int:
    """Copy the database to `target`, readable by its owner alone, and return its size in bytes.

    `target` appears whole, proved and on the disk, or not at all. It may be done while another process writes.
    Raises `MonitorError` if `target` is in the way or cannot be written, `StoreUnavailable` about the database.
    """
    return _back_up(database, target, _must_be_whole, force=force)


def back_up_pages(database: Path, target: Path, *, force: bool) -> int:
    """Copy the kept pages of `database` to where those of `target` lie, as `back_up` copies the database.

    To be done after it: a page is there before what names it. Returns the size in bytes, 0 if there are no pages.
    """
    pages = pages_path(database)
    if not pages.exists():
        return 0
    return _back_up(pages, pages_path(target), _must_be_sound, force=force)


def _back_up(
    database: Path, target: Path, must_be_whole: Callable[[Path, Path], None], *, force: bool
) -> int:
    _refuse_to_overwrite(database, target, force)
    draft = target.with_name(target.name + ".part")
    try:
        _make_private(draft)
        _copy(database, draft)
        must_be_whole(draft, draft)
        _sync(draft)
        draft.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise MonitorError(
            f"the backup {target} cannot be written ({error.strerror})",
            hint="name a place that exists, that you may write, and that has room",
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return target.stat().st_size


def put_back(
    backup: Path, database: Path, now: datetime, *, with_pages: bool = False
) -> list[Path]:
    """Put a copy of `backup` in the database's place, and return where what was there is kept.

    The kept pages beside `backup` come back where there are none, and with `with_pages` in the place of those that
    are there.
    Raises `StoreInUse` while a daemon runs, `StoreDamaged` if the backup is not whole, ours and known to this code,
    `MonitorError` if a file cannot be written, or is not there. Whatever it raises, all is as it was.
    """
    if not backup.is_file():
        raise MonitorError(f"there is no backup at {backup}")
    if with_pages and not pages_path(backup).is_file():
        raise MonitorError(
            f"there are no pages at {pages_path(backup)}",
            hint="`monitor backup --pages` copies them; without --pages the database alone comes back",
        )
    make_folder(database.parent)
    lock = take_lock(database)
    try:
        return _put_back(backup, database, f".before-{now:%Y%m%dT%H%M%S}", with_pages=with_pages)
    except OSError as error:
        raise MonitorError(
            f"the backup cannot be put in the place of {database} ({error.strerror})",
            hint="free some space, or give your user the right to write the database's folder",
        ) from error
    finally:
        lock.release()


def _put_back(backup: Path, database: Path, mark: str, *, with_pages: bool) -> list[Path]:
    pages, copied = pages_path(database), pages_path(backup)
    brings_pages = with_pages or (copied.is_file() and not pages.exists())
    kept: list[Path] = []
    with ExitStack() as undo:
        # While its name is there, nothing opens the database: a crash between two steps is not taken for a beginning.
        _draft(backup, database, undo, _must_be_ours)
        if brings_pages:
            _draft(copied, pages, undo, _must_be_pages)
            # First, as ever: a page is there before what names it.
            kept += _swap(pages, mark, undo)
        kept += _swap(database, mark, undo)
        undo.pop_all()
    sync_folder(database.parent)
    return kept


def _draft(
    backup: Path, place: Path, undo: ExitStack, must_be_good: Callable[[Path, Path], None]
) -> None:
    """Make a proved copy beside the place it is for, under another name."""
    draft = restoring(place)
    undo.callback(draft.unlink, missing_ok=True)
    _make_private(draft)
    _copy(backup, draft)
    must_be_good(draft, backup)
    _sync(draft)


def _swap(place: Path, mark: str, undo: ExitStack) -> list[Path]:
    """Give the copy its name, and return where what was there is kept. `undo` brings that back."""
    kept = []
    for part in _PARTS:
        path = place.with_name(place.name + part)
        if path.exists():
            kept.append(_set_aside(path, place.with_name(place.name + mark + part)))
            undo.callback(kept[-1].rename, path)
    restoring(place).replace(place)
    undo.callback(place.unlink)
    return kept


def _refuse_to_overwrite(database: Path, target: Path, force: bool) -> None:
    if target.is_dir():
        raise MonitorError(f"{target} is a folder", hint="name a file in it")
    if target.exists() and target.samefile(database):
        raise MonitorError(f"{target} is the database itself", hint="name another file")
    if target.exists() and not force:
        raise MonitorError(
            f"{target} is there already", hint="name another file, or overwrite it with --force"
        )


def _make_private(draft: Path) -> None:
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _copy(source: Path, draft: Path) -> None:
    """Copy what a reader sees at one moment, the log included, into one file without a log."""
    if not source.exists():
        raise StoreUnavailable(f"there is no database at {source}")
    with explained(source), closing(connect_reader(source)) as connection:
        try:
            # One snapshot from beginning to end; SQLite's step-wise copy would begin anew with every commit.
            connection.execute("VACUUM INTO ?", (str(draft),))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
                raise OSError(error.sqlite_errorcode, str(error)) from error
            raise


def _must_be_whole(copy: Path, named: Path) -> None:
    with explained(named), closing(connect_reader(copy)) as connection:
        examine(connection, copy, STEP_NAMES)
    _must_be_sound(copy, named)


def _must_be_ours(copy: Path, named: Path) -> None:
    _must_be_whole(copy, named)
    with explained(copy):
        keep_log(copy)


def _must_be_pages(copy: Path, named: Path) -> None:
    with explained(named):
        open_pages_reader(copy).close()
    _must_be_sound(copy, named)


def _must_be_sound(copy: Path, named: Path) -> None:
    with explained(named), closing(connect_reader(copy)) as connection:
        if finding := damage(connection, patience=_FOREVER):
            raise StoreDamaged(f"{named} is damaged ({finding})", hint="take another backup")


def _set_aside(path: Path, aside: Path) -> Path:
    if aside.exists():
        raise FileExistsError(errno.EEXIST, f"{aside.name} is in the way")
    path.rename(aside)
    return aside


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
