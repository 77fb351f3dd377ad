"""`python -m benchmarks.signature`: what it costs a group of commits to write the database's own number.

Groups of 32 rows of an article's size are committed to the store's own schema with `synchronous=FULL`, every other one
signed; by the number a log is told from another database's, so it is kept whatever this says.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.row import Row, print_rows
from monitor.store.opening import open_writer, sign

GROUPS = 400
AT_ONCE = 32
_ADD = """
INSERT INTO article (source, name, key, url, title, first_seen_at)
VALUES ('one', 'site.example#363188', randomblob(16), 'https://site.example/english/363188_A_headline/', ?, '')
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=GROUPS)
    wish = parser.parse_args()
    print_rows(_measured(wish.groups))


def rows(*, is_short: bool) -> list[Row]:
    """Return what a group costs with the number and without it."""
    return _measured(GROUPS // 4 if is_short else GROUPS)


def _measured(groups: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        return list(_costs(Path(folder) / "monitor.db", groups))


def _costs(path: Path, groups: int) -> Iterator[Row]:
    """Yield what a group costs with the number and without it, in the database at `path`, which is made."""
    cpu: dict[bool, list[float]] = defaultdict(list)
    log: dict[bool, list[float]] = defaultdict(list)
    with closing(open_writer(path)) as connection:
        connection.execute("INSERT INTO source (id, site, listing) VALUES ('one', '24.kg', '')")
        for number in range(2 * groups):
            is_signed = bool(number % 2)
            # An empty log, so that all that a group writes can be seen at its end.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            before = time.process_time()
            _commit(connection, is_signed=is_signed)
            cpu[is_signed].append(time.process_time() - before)
            log[is_signed].append(path.with_name(path.name + "-wal").stat().st_size)
    for is_signed, how in ((False, "without the number"), (True, "with the number")):
        each = statistics.median(cpu[is_signed]) * 1e6
        yield Row(label=f"a group {how}", value=each, unit="µs CPU")
        written = statistics.median(log[is_signed]) / 4096
        yield Row(label=f"a group {how}", value=written, unit="pages of log")


def _commit(connection: sqlite3.Connection, *, is_signed: bool) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(_ADD, [("A headline of the usual length",)] * AT_ONCE)
    if is_signed:
        sign(connection)
    connection.execute("COMMIT")


if __name__ == "__main__":
    main()
