"""Whether what the database names is among the kept pages: held against each other, beside whoever writes them."""

from contextlib import closing
from pathlib import Path

from monitor.model.evidence import Keeping
from monitor.store.evidence.opening import open_pages_reader, pages_path
from monitor.store.evidence.reading import read_keeping
from monitor.store.faults import explained
from monitor.store.opening import open_reader
from monitor.store.rows import to_time

_NAMED = "SELECT page, seen_at FROM revision WHERE page IS NOT NULL ORDER BY id DESC LIMIT ?"
# The newest: older ones were looked at when they were the newest.
_MOST = 1_000


def check_pages(database: Path) -> tuple[Keeping, int]:
    """Return what is kept, and how many of the newest wordings name a page that is not there and was not dropped.

    Raises `StoreUnavailable`.
    """
    path = pages_path(database)
    # First the names: what they name was there before them. What was dropped is asked last.
    with explained(database), closing(open_reader(database)) as connection:
        named = connection.execute(_NAMED, (_MOST,)).fetchall()
    with explained(path), closing(open_pages_reader(path)) as connection:
        missing = [
            to_time(seen_at)
            for page, seen_at in named
            if connection.execute("SELECT 1 FROM page WHERE id = ?", (page,)).fetchone() is None
        ]
        keeping = read_keeping(connection)
    until = keeping.dropped_until
    return keeping, sum(until is None or seen_at > until for seen_at in missing)
