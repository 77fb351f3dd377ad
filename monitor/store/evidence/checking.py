"""Whether what the database names is among the kept pages: held against each other, beside whoever writes them."""

from monitor.model.evidence import Keeping
from monitor.store.beside import open_beside
from monitor.store.choosing import Database
from monitor.store.evidence.reading import open_pages
from monitor.store.rows import to_time

_NAMED = "SELECT page, seen_at FROM revision WHERE page IS NOT NULL ORDER BY id DESC LIMIT ?"
# The newest: older ones were looked at when they were the newest.
_MOST = 1_000


def check_pages(database: Database) -> tuple[Keeping, int]:
    """Return what is kept, and how many of the newest wordings name a page that is not there and was not dropped.

    Raises `StoreUnavailable`.
    """
    # First the names: what they name was there before them. What was dropped is asked last.
    with open_beside(database) as (connection, explained), explained():
        named = connection.execute(_NAMED, (_MOST,)).fetchall()
    with open_pages(database) as pages:
        missing = [to_time(seen_at) for page, seen_at in named if not pages.has(page)]
        keeping = pages.keeping()
    until = keeping.dropped_until
    return keeping, sum(until is None or seen_at > until for seen_at in missing)
