"""How the database on a server is: whether it can be used, by which server, how large it is. Looks only."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

from monitor.model import Finding, Health, Part
from monitor.store.checkup import times
from monitor.store.postgres.opening import is_held, open_reader, open_unmade
from monitor.store.postgres.schema import STEPS

_MEGABYTE = 1024 * 1024


def check_up(url: str, now: datetime) -> Iterator[Finding]:
    """Yield what there is to say of the database at `url`. Raises `StoreUnavailable`."""
    with closing(open_reader(url, named=True)) as connection:
        version, size = connection.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database())"
        ).fetchone()
        is_at_work = is_held(connection)
        yield _good("server", f"PostgreSQL {version}")
        yield _good("version", [*STEPS][-1])
        yield _good("size", f"{size / _MEGABYTE:,.1f} MB")
        yield _good("lock", "held by another monitor" if is_at_work else "free: no monitor writes")
        yield from times(connection, now, is_held=is_at_work)


def try_out(url: str) -> None:
    """Raise `StoreUnavailable` if the server cannot be reached, is too old, or keeps no letters."""
    open_unmade(url).close()


def _good(what: str, detail: str) -> Finding:
    return Finding(part=Part.DATABASE, what=what, health=Health.GOOD, detail=detail)
