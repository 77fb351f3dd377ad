"""How a database of PostgreSQL is opened: looked at, brought up to date, refused if this code cannot work with it."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from monitor.errors import StoreDamaged, StoreInUse, StoreUnavailable
from monitor.store.connection import Connection
from monitor.store.postgres.connection import LASTING_LATER, Connect, PostgresConnection
from monitor.store.postgres.copied import refuse_half_copied
from monitor.store.postgres.faults import explained
from monitor.store.postgres.holders import CLASS, number_of
from monitor.store.postgres.pipeline import Raw
from monitor.store.postgres.schema import ADDITIVE, STEPS, applied, harmless, migrate

# The oldest that is tested.
OLDEST = 15
# "MONI". Who writes holds it until its transaction ends, so that writers go one after the other, as on SQLite: what
# one transaction has looked at stays so until it commits, and no two of them wait for each other's rows.
_MONITOR, _WRITING, _ALONE, _LEADING, _KEEPING = 0x4D4F4E49, 1, 2, 3, 4
BEGIN_WRITING = f"BEGIN; SELECT pg_advisory_xact_lock({_MONITOR}, {_WRITING})"
# So the engine's groups do. The lock is free while they wait for the disk, which all who commit at once do together.
BEGIN_TOGETHER = f"BEGIN; {LASTING_LATER}; SELECT pg_advisory_xact_lock({_MONITOR}, {_WRITING})"
# Who keeps pages is in nobody's way but that of others who do.
BEGIN_KEEPING = f"BEGIN; SELECT pg_advisory_xact_lock({_MONITOR}, {_KEEPING})"
# A server goes on for a moment with who has hung up. Who works in company lets others in, but nobody who wants to be
# alone, and waits out who only asks whether he might be.
_ALONE_AT_LAST = (
    f"BEGIN; SET LOCAL lock_timeout = '2s'; SELECT pg_advisory_lock({_MONITOR}, {_ALONE}); COMMIT"
)
_IN_COMPANY = f"BEGIN; SET LOCAL lock_timeout = '5s'; SELECT pg_advisory_lock_shared({_MONITOR}, {_ALONE}); COMMIT"
_AT_WORK = (
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = ? AND objid = ? AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
# Beside the writers: who is where. After a crash of the server's, what was said of that in its last moment may be
# lost, which whoever was there notices within a second.
BEGIN_BESIDE = "BEGIN; SET LOCAL synchronous_commit = off"
# All that is read is of one moment.
BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_SETTINGS = """
SET timezone = 'UTC';
SET jit = off;
-- A writer that hangs, or whose machine is gone, must not hold up all others for good.
SET tcp_keepalives_idle = 15;
SET tcp_keepalives_interval = 5;
SET tcp_keepalives_count = 3;
SET lock_timeout = '30s';
SET idle_in_transaction_session_timeout = '60s';
-- Nothing that was acknowledged may be lost with the power.
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
"""
# What is made besides our own tables.
Also = Callable[[PostgresConnection], None]
_DEFAULTS = {"connect_timeout": "10", "application_name": "monitor", "client_encoding": "UTF8"}


def no_more(_: PostgresConnection) -> None:
    """Make nothing besides."""


def spoken(url: str) -> str:
    """Return how the database at `url` is named to people: without user and password."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        return "of [monitor] database"
    host = parts.get("host") or "localhost"
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{parts.get('dbname') or parts.get('user') or ''} at {host}{port}"


def open_writer(
    url: str,
    *,
    holder: str = "",
    alone: bool = True,
    is_copied: bool = False,
    also: Also = no_more,
) -> PostgresConnection:
    """Return a connection that may write the database at `url`, which has all its tables from now on.

    `holder` is who will hold leases by it; one that was not copied to the end is refused unless it `is_copied` now.
    What is made `also` is made in one transaction with the tables.
    Raises `StoreUnavailable`; `StoreInUse` if it is to be alone and is not, or the other way round.
    """
    with explained(spoken(url)), ExitStack() as undo:
        connection = _opened(url, partial(_connect_writer, url, holder, alone))
        undo.callback(connection.close)
        connection.execute(BEGIN_WRITING)
        _refuse_newer(connection, url)
        _refuse_company(connection, url)
        migrate(connection)
        if not is_copied:
            refuse_half_copied(connection, spoken(url))
        also(connection)
        connection.execute("COMMIT")
        undo.pop_all()
    return connection


def open_reader(url: str, *, named: bool = False) -> PostgresConnection:
    """Return a connection that reads the database at `url`. Raises `StoreUnavailable`."""
    with explained(spoken(url)), ExitStack() as undo:
        connection = _opened(url, partial(_connect, url), named=named)
        undo.callback(connection.close)
        _refuse_newer(connection, url)
        _refuse_older(connection, url)
        undo.pop_all()
    return connection


def open_beside(url: str, holder: str) -> PostgresConnection:
    """Return a connection that says that `holder` is there, and writes where he is. Raises `StoreUnavailable`."""
    return _opened(url, partial(_connect_holder, url, holder))


def open_unmade(url: str) -> PostgresConnection:
    """Return a connection to a database that need not have our tables yet. Raises `StoreUnavailable`."""
    return _opened(url, partial(_connect, url))


def is_held(connection: Connection) -> bool:
    """Say whether a monitor is at work on the database."""
    return connection.execute(_AT_WORK, (_MONITOR, _ALONE)).fetchone() is not None


def lead(connection: Connection) -> bool:
    """Say whether this connection is the one that leads; it does from now on if none other did."""
    row = connection.execute(
        f"SELECT CASE WHEN EXISTS ({_AT_WORK} AND pid = pg_backend_pid()) THEN true "
        "ELSE pg_try_advisory_lock(CAST(? AS integer), CAST(? AS integer)) END",
        (_MONITOR, _LEADING, _MONITOR, _LEADING),
    ).fetchone()
    return bool(row[0])


def prove(connection: Connection) -> None:
    """Write something. Raises `Refused`."""
    in_one(
        connection,
        lambda: connection.execute("UPDATE monitor_migration SET applied_at = applied_at"),
    )


def in_one(connection: Connection, deed: Callable[[], object]) -> None:
    """Do that in one transaction that writes. Raises `Refused`."""
    connection.execute(BEGIN_WRITING)
    try:
        deed()
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _opened(url: str, connect: Connect, *, named: bool = False) -> PostgresConnection:
    with explained(spoken(url)), ExitStack() as undo:
        connection = PostgresConnection(connect, named=named)
        undo.callback(connection.close)
        _refuse_unfit(connection, url)
        undo.pop_all()
    return connection


def _connect(url: str) -> Raw:
    raw = psycopg.connect(make_conninfo(url, **_unsaid(url)), autocommit=True)
    try:
        raw.execute(_SETTINGS)
    except psycopg.Error:
        raw.close()
        raise
    return raw


def _connect_holder(url: str, holder: str) -> Raw:
    """Connect as who is there. A process may have several such connections."""
    raw = _connect(url)
    raw.execute(f"SELECT pg_advisory_lock_shared({CLASS}, {number_of(holder)})".encode())
    return raw


def _connect_writer(url: str, holder: str, alone: bool) -> Raw:
    """Connect as who holds leases, perhaps the only one. Raises `StoreInUse` if others do not let us."""
    raw = _connect_holder(url, holder) if holder else _connect(url)
    if not (alone or holder):
        return raw
    try:
        raw.execute((_ALONE_AT_LAST if alone else _IN_COMPANY).encode())
    except psycopg.errors.LockNotAvailable:
        raw.close()
        raise StoreInUse(
            f"the database {spoken(url)} is in use by another monitor",
            hint="stop that monitor first, or use another database; `monitor show` reads while one runs",
        ) from None
    return raw


def _unsaid(url: str) -> dict[str, str]:
    """Return what we say of a connection where its URL says nothing of it."""
    said = conninfo_to_dict(url)
    return {name: value for name, value in _DEFAULTS.items() if name not in said}


def _refuse_unfit(connection: PostgresConnection, url: str) -> None:
    version, encoding = connection.execute(
        "SELECT current_setting('server_version_num'), current_setting('server_encoding')"
    ).fetchone()
    if int(version) // 10_000 < OLDEST:
        raise StoreUnavailable(
            f"the server of {spoken(url)} is PostgreSQL {int(version) // 10_000}, and monitor needs {OLDEST}",
            hint="name a newer server",
        )
    if encoding != "UTF8" or not _knows_letters(connection):
        raise StoreUnavailable(
            f"the database {spoken(url)} does not keep text as UTF-8 with its letters (encoding {encoding})",
            hint="create it with `createdb --encoding UTF8 --locale C.UTF-8 --template template0 NAME`",
        )


def _knows_letters(connection: PostgresConnection) -> bool:
    (is_known,) = connection.execute("SELECT lower('Ж') = 'ж'").fetchone()
    return bool(is_known)


def _refuse_newer(connection: PostgresConnection, url: str) -> None:
    if unknown := sorted(applied(connection) - set(STEPS) - harmless(connection)):
        raise StoreDamaged(
            f"the database {spoken(url)} was written by a newer monitor ({', '.join(unknown)})",
            hint="install that version again, or restore the backup from before the upgrade",
        )


def _refuse_company(connection: PostgresConnection, url: str) -> None:
    """Raise `StoreInUse` if what is to be applied changes what others, who know nothing of it, work with."""
    done = applied(connection)
    if not done or not set(STEPS) - done - ADDITIVE:
        return
    row = connection.execute(
        f"{_AT_WORK} AND pid <> pg_backend_pid()", (_MONITOR, _ALONE)
    ).fetchone()
    if row is not None:
        raise StoreInUse(
            f"the database {spoken(url)} must be brought up to date, and others of an older version are at work on it",
            hint="stop every `monitor run` and `monitor worker` of that database, then start them in this version",
        )


def _refuse_older(connection: PostgresConnection, url: str) -> None:
    done = applied(connection)
    if missing := sorted(set(STEPS) - done):
        lacks = (
            f"was written by an older monitor ({', '.join(missing)})"
            if done
            else "has no tables yet"
        )
        raise StoreUnavailable(
            f"the database {spoken(url)} {lacks}",
            hint="start `monitor run` or `monitor crawl` once: it brings the database up to date",
        )
