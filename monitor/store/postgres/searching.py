"""Wordings made searchable: as they come, and those that were there before stems were."""

from monitor.store.connection import Connection
from monitor.store.lane import Lane

# Longer texts are found by their beginning: PostgreSQL takes a megabyte of words for one row.
_VECTOR = "search_vector(left(revision.title || ' ' || revision.body, 200000), article.language)"
_INDEX = f"""
INSERT INTO revision_search (rowid, search, stemmed)
SELECT revision.id, {_VECTOR}, 1 FROM revision JOIN article ON article.id = revision.article
WHERE revision.id > (SELECT coalesce(max(rowid), 0) FROM revision_search)
"""  # noqa: S608 - constants
# The newest first: they are looked for most.
_STEM = f"""
UPDATE revision_search SET search = {_VECTOR}, stemmed = 1
FROM revision JOIN article ON article.id = revision.article
WHERE revision.id = revision_search.rowid
    AND revision_search.rowid IN (SELECT rowid FROM revision_search WHERE stemmed = 0 ORDER BY rowid DESC LIMIT ?)
"""  # noqa: S608 - constants
# At once: some tens of milliseconds, which is how long a commit may wait.
STEP = 32
# Steps of one time of housekeeping: what is left waits for the next.
_STEPS = 100


def index_wordings(connection: Connection) -> None:
    """Make the wordings searchable that are not yet."""
    connection.execute(_INDEX)


async def stem_older(writer: Lane) -> None:
    """Let wordings be found by stems that were made searchable without: some thousands at a time."""
    for _ in range(_STEPS):
        if await writer.run(_stem_next) < STEP:
            return


def _stem_next(connection: Connection) -> int:
    return connection.execute(_STEM, (STEP,)).rowcount
