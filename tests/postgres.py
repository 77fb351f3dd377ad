"""A PostgreSQL server of the tests' own: one a run, on a socket in a folder of its own, gone with the run.

`tests/store/setup.sh` gets the server's programs. Where they are not there, what needs them is skipped; in CI it fails.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from monitor.store.postgres.opening import open_writer

# Nothing that is lost with the power is of worth here.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
}
_EMPTY = """
-- The queue's own triggers look for its tables there.
SET search_path TO public, monitor_queue;
DO $$ BEGIN EXECUTE (
    SELECT 'SET CONSTRAINTS ALL DEFERRED;' || string_agg(format('DELETE FROM %s;', oid::regclass), '' ORDER BY oid DESC)
    FROM pg_class WHERE relkind = 'r' AND relname NOT IN ('monitor_migration', 'keeping') AND relnamespace IN (
        SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'monitor_queue')
    )
); END $$;
UPDATE keeping SET began_at = NULL, dropped_until = NULL, bytes = 0;
SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""


@dataclass(kw_only=True)
class Server:
    """A running server, and the database that tests have one after the other."""

    folder: Path
    # How it is started, and as whom.
    _words: Sequence[str]
    _who: Mapping[str, Any]
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _connection: psycopg.Connection[Any] | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        """Return the number of the process that is parent to all of the server's."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it. Only from a thread that outlasts it: it goes with who started it."""
        with (self.folder / "log").open("a") as out:
            self._process = subprocess.Popen(
                self._words, stdout=out, stderr=out, cwd="/", **self._who
            )

    def await_start(self) -> None:
        """Return once it lets people in."""
        assert self._process is not None
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.02)
            else:
                return

    def stop(self, number: int = signal.SIGQUIT) -> None:
        """Stop it: SIGQUIT at once, without a word; SIGINT once all are sent away; SIGTERM once all have gone."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait()

    def url(self, name: str = "monitor") -> str:
        return f"postgresql://monitor@/{name}?host={self.folder}"

    def empty(self) -> str:
        """Return the URL of a database that has all tables and no rows. Making one anew takes ten times as long."""
        if self._connection is None:
            self.create("monitor")
            open_writer(self.url(), alone=False).close()
            self._connection = psycopg.connect(self.url(), autocommit=True)
        self._connection.execute(_EMPTY)
        return self.url()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def create(self, name: str, how: str = "") -> str:
        """Return the URL of a new database without tables."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {how}".encode())
        return self.url(name)


def programs() -> Path | None:
    """Return where the newest server's programs are, None if there are none."""
    if found := shutil.which("postgres"):
        return Path(found).parent
    servers = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(servers, key=lambda server: int(server.parts[-3]), default=None)
    return newest.parent if newest else None


@contextmanager
def serving(**settings: str) -> Iterator[Server]:
    """Yield a server that runs as long as the block does, and no longer than this process.

    `settings` of the server's go before those of the tests.
    """
    where = programs()
    if where is None:
        lacking = pytest.fail if os.environ.get("CI") else pytest.skip
        lacking("there is no PostgreSQL server: tests/store/setup.sh")
    # Not where pytest has its folders: the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
    data = str(folder / "data")
    said = [word for pair in (_SETTINGS | settings).items() for word in ("-c", "=".join(pair))]
    before, who = _as_other(folder)
    made = [*before, f"{where}/initdb", "-D", data, "-U", "monitor", "-A", "trust", "-N", *_LOCALE]
    runs = [*before, *_WITH_US, f"{where}/postgres", "-D", data, "-k", str(folder), *said]
    server = Server(folder=folder, _words=runs, _who=who)
    try:
        done = subprocess.run(made, capture_output=True, text=True, cwd="/", check=False, **who)
        assert done.returncode == 0, done.stdout + done.stderr
        server.start()
        try:
            server.await_start()
            yield server
        finally:
            server.close()
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8")
# It goes when we go, however that comes about.
_WITH_US = ("setpriv", "--pdeathsig", "QUIT") if shutil.which("setpriv") else ()
# In a namespace of its own a program takes us for another user, though it has our rights.
_MASKED = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


def _as_other(folder: Path) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Return how a program is started that refuses to run as root: what comes before its name, and as whom."""
    if os.geteuid():
        return (), {}
    if subprocess.run((*_MASKED, "true"), capture_output=True, check=False).returncode == 0:
        return _MASKED, {}
    shutil.chown(folder, "nobody", "nogroup")
    return (), {"user": "nobody", "group": "nogroup", "extra_groups": []}
