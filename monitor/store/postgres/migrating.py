"""Everything that a file of SQLite holds, copied into a database on a server: in steps, and proved at the end.

Rows go over as they are, table by table, each in the order of its key. So whoever is cut off goes on behind the last
row that arrived. Changes nothing in the file.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from hashlib import blake2b
from pathlib import Path

from monitor.errors import MonitorError, StoreUnavailable
from monitor.store.choosing import Copied
from monitor.store.connection import Connection
from monitor.store.evidence.opening import open_pages_reader, pages_path
from monitor.store.faults import explained as explained_file
from monitor.store.lock import take_lock
from monitor.store.opening import open_reader
from monitor.store.postgres.connection import PostgresConnection
from monitor.store.postgres.copied import begin_copy, end_copy
from monitor.store.postgres.faults import explained
from monitor.store.postgres.opening import in_one, open_writer, spoken
from monitor.store.postgres.searching import index_wordings
from monitor.store.postgres.values import without_nul

# Rows of one step, each a transaction.
BATCH = 5_000
# By table, in an order in which what is pointed at comes first: what orders its rows.
_KEYS = {
    "source": ("id",),
    "host": ("name",),
    "article": ("id",),
    "revision": ("id",),
    "target": ("id",),
    "identity": ("key",),
    "alias": ("article", "url"),
    "observation_live": ("article", "seen_at"),
    "observation_packed": ("article",),
    "event": ("id",),
    "stay": ("article", "block", "source", "began_at"),
    "sketch": ("hash", "story"),
    "match": ("article", "revision", "rule"),
    "alert": ("rowid",),
    "sink": ("id",),
    "silence": ("id",),
    "delivery": ("id",),
    "attempt": ("id",),
    "sink_state": ("sink", "state"),
    "rule_day": ("day", "rule"),
    "acknowledgement": ("alert",),
    "hole": ("id",),
    "problem": ("source", "field", "kind"),
    "rate": ("source", "currency", "seen_at"),
    "rhythm": ("source", "hour"),
    "source_hour": ("source", "hour_at"),
    "norm": ("source", "section", "daypart", "age"),
    "pace": ("source", "section", "daypart", "age", "step"),
    "run": ("id",),
    "harvest": ("source", "page", "field", "day", "basis", "gain", "selector"),
    "health": ("source", "page"),
    "listing_day": ("source", "day"),
}
TABLES = tuple(_KEYS)
# In a file of their own.
_PAGE_KEYS = {"dictionary": ("id",), "content": ("id",), "page": ("number",)}
PAGE_TABLES = tuple(_PAGE_KEYS)
_ALL_KEYS = {**_KEYS, **_PAGE_KEYS}
Row = tuple[object, ...]


def migrate(file: Path, url: str) -> Iterator[Copied]:
    """Copy what `file` holds into the database at `url`, and yield each table once its rows are proved to be the same.

    Raises `StoreInUse` while a monitor has one of them open, `StoreUnavailable` about either, and `MonitorError` if the
    database holds something else already, or if what arrived is not what was sent.
    """
    with ExitStack() as undo:
        undo.callback(take_lock(file).release)
        source = undo.enter_context(closing(open_reader(file)))
        target = undo.enter_context(closing(open_writer(url, is_copied=True)))
        undo.enter_context(explained_file(file))
        undo.enter_context(explained(spoken(url)))
        (number,) = source.execute("PRAGMA user_version").fetchone()
        in_one(target, lambda: begin_copy(target, number, spoken(url)))
        for table in TABLES:
            _copy(source, target, table)
        in_one(target, lambda: index_wordings(target))
        for table in TABLES:
            yield _proved(source, target, table)
        yield from _copy_pages(file, target)
        in_one(target, lambda: end_copy(target))


def _copy_pages(file: Path, target: PostgresConnection) -> Iterator[Copied]:
    """Copy the pages that are kept beside the file, if any are, and prove them."""
    path = pages_path(file)
    if not path.exists():
        return
    with closing(open_pages_reader(path)) as source, explained_file(path):
        for table in PAGE_TABLES:
            _copy(source, target, table)
            yield _proved(source, target, table)
        keeping = source.execute("SELECT began_at, dropped_until FROM keeping").fetchone()
        kept = "UPDATE keeping SET began_at = ?, dropped_until = ?"
        in_one(target, lambda: target.execute(kept, keeping))


def _copy(source: Connection, target: PostgresConnection, table: str) -> None:
    """Copy the rows that are not there yet."""
    columns = _columns(source, table)
    last = _last(target, table)
    while rows := _batch(source, table, columns, last):
        in_one(target, partial(target.copy_in, table, columns, rows))
        last = _key(table, columns, rows[-1])


def _proved(source: Connection, target: PostgresConnection, table: str) -> Copied:
    columns = _columns(source, table)
    sent, arrived = (_hash(each, table, columns) for each in (source, target))
    if sent != arrived:
        raise MonitorError(
            f"the table {table} did not arrive as it was sent: {sent[0]:,} rows here, {arrived[0]:,} there",
            hint="drop the database on the server, create it anew and repeat; please report it if it comes back",
        )
    return Copied(table=table, rows=sent[0])


def _hash(connection: Connection, table: str, columns: tuple[str, ...]) -> tuple[int, bytes]:
    """Return how many rows a table has, and a hash of them all."""
    count, digest, last = 0, blake2b(), None
    while rows := _batch(connection, table, columns, last):
        for row in rows:
            digest.update(repr(row).encode())
        count += len(rows)
        last = _key(table, columns, rows[-1])
    return count, digest.digest()


def _batch(
    connection: Connection, table: str, columns: tuple[str, ...], last: Row | None
) -> list[Row]:
    """Return the next rows behind the key `last`, with their columns as they are kept on a server."""
    keys = ", ".join(_ALL_KEYS[table])
    behind = f"WHERE ({keys}) > ({', '.join('?' * len(_ALL_KEYS[table]))})" if last else ""
    names = ", ".join(f'"{column}"' for column in columns)
    rows = connection.execute(
        f'SELECT {names} FROM "{table}" {behind} ORDER BY {keys} LIMIT {BATCH}',  # noqa: S608 - constants
        last or (),
    )
    return [tuple(map(_kept, row)) for row in rows]


def _kept(value: object) -> object:
    return without_nul(value) if isinstance(value, str) else value


def _key(table: str, columns: tuple[str, ...], row: Row) -> Row:
    return tuple(row[columns.index(column)] for column in _ALL_KEYS[table])


def _last(target: Connection, table: str) -> Row | None:
    """Return the key of the last row that arrived."""
    keys = ", ".join(_ALL_KEYS[table])
    descending = ", ".join(f"{column} DESC" for column in _ALL_KEYS[table])
    row = target.execute(
        f'SELECT {keys} FROM "{table}" ORDER BY {descending} LIMIT 1'  # noqa: S608 - constants
    ).fetchone()
    return None if row is None else tuple(row)


def _columns(source: Connection, table: str) -> tuple[str, ...]:
    names = [name for _, name, *_ in source.execute(f'PRAGMA table_info("{table}")')]
    if not names:
        raise StoreUnavailable(f"the file has no table {table}")
    return tuple(names) if "rowid" not in _ALL_KEYS[table] else ("rowid", *names)
