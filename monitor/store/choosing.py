"""Which database a name leads to: a path is a file of SQLite's, a URL a server of PostgreSQL's.

What PostgreSQL needs is an extra, and is loaded only where it is named.
"""

import importlib
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from monitor.errors import MonitorError, StoreUnavailable
from monitor.model import Finding, Health, Part
from monitor.noun import dataclass
from monitor.ports import Store
from monitor.store.sqlite import open_sqlite

if TYPE_CHECKING:
    from monitor.ports.fleet import FleetStore, Queue

# A file, or the URL of a database on a server.
Database = Path | str


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """A table that is whole on a server: how many rows it has."""

    table: str
    rows: int


async def open_store(database: Database, now: datetime) -> Store:
    """Return the store in `database`, which has its tables from now on.

    Raises `StoreUnavailable` if it cannot be used as it is.
    """
    if not is_url(database):
        return await open_sqlite(database, now)
    store: Store = await postgres().open_postgres(database, now)
    return store


async def open_fleet(database: Database, now: datetime) -> "tuple[FleetStore, Queue]":
    """Return the store in `database` for one of several workers, and the queue beside it.

    Raises `StoreUnavailable` if it cannot be used as it is, and `MonitorError` about a file.
    """
    if not is_url(database):
        raise MonitorError(
            "several workers share a database on a server of PostgreSQL, and this one is a file of SQLite",
            hint="start `monitor run`, which does all by itself; docs/postgresql.md says how to move to a server",
        )
    _must_be_there()
    room = importlib.import_module("monitor.store.postgres.fleet")
    opened: tuple[FleetStore, Queue] = await room.open_fleet(database, now)
    return opened


def check_up(database: Database, now: datetime, *, deep: bool) -> Iterator[Finding]:
    """Yield what there is to say of `database`; `deep` reads every row of a file."""
    if not is_url(database):
        # Who only crawls does not load it.
        from monitor.store import checkup  # noqa: PLC0415

        yield from checkup.check_up(Path(database), now, deep=deep)
        return
    try:
        yield from postgres().check_up(database, now)
    except StoreUnavailable as error:
        yield Finding(
            part=Part.DATABASE, what="server", health=Health.BAD, detail=str(error), hint=error.hint
        )


def try_out(database: Database) -> None:
    """Raise `StoreUnavailable` if `database` is on a server that cannot be used. A file is tried by who opens it."""
    if is_url(database):
        postgres().try_out(database)
        _must_be_there()


def migrate(file: Path, url: str) -> Iterator[Copied]:
    """Copy what `file` holds into the database at `url`, and yield each table once it is proved (`Copied`).

    Raises `StoreUnavailable` about either, `MonitorError` if they cannot be brought together.
    """
    if not file.exists():
        raise StoreUnavailable(
            f"there is no database {file} to move",
            hint="name the file in [monitor] database; a new database on a server needs no move",
        )
    yield from postgres().migrate(file, url)


def file_of(database: Database, deed: str) -> Path:
    """Return the file that `database` is. Raises `MonitorError` for one on a server, of which `deed` is not ours."""
    if is_url(database):
        raise MonitorError(
            f"`monitor {deed}` works on files of SQLite, and this database is on a server of PostgreSQL",
            hint="use the server's own means: pg_dump and pg_restore, or its continuous archiving",
        )
    return Path(database)


def is_url(database: Database) -> TypeGuard[str]:
    """Say whether `database` is on a server."""
    return isinstance(database, str) and database.startswith(("postgresql://", "postgres://"))


def _must_be_there() -> None:
    """Raise `StoreUnavailable` unless all libraries are there by which workers share a database."""
    postgres()
    for library in ("procrastinate", "psycopg_pool"):
        if find_spec(library) is None:
            raise StoreUnavailable(
                f"the library {library} is not there, by which workers share their work",
                hint="install it with monitor: pip install 'monitor[postgres]'",
            )


def postgres() -> Any:  # noqa: ANN401 - a module
    """Return the room of PostgreSQL. Raises `StoreUnavailable` if its library is not there."""
    if find_spec("psycopg") is None:
        raise StoreUnavailable(
            "the library psycopg is not there, which speaks to PostgreSQL",
            hint="install it with monitor: pip install 'monitor[postgres]'",
        )
    return importlib.import_module("monitor.store.postgres")
