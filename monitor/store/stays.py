"""Who stood where and how long. A sighting without a break makes a stay longer, any other begins one.

Times are whole seconds since 1970. Decides nothing of who vanished or came back.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.model import Block, Front, SourceId
from monitor.store.connection import Connection
from monitor.store.rows import from_seconds, to_seconds, to_text

# Pages that were fetched at once may be committed in any order: a stay may have to begin earlier, too. All places of a
# block in one statement, as every page of an article shows some dozens. `+` keeps it from an index that would look at
# all that stands at the source.
EXTEND = """
UPDATE stay SET
    began_at = min(began_at, :at), ended_at = max(ended_at, :at), best = min(best, seen.position),
    last = iif(:at >= ended_at, seen.position, last), sightings = sightings + 1
FROM (
    SELECT json_extract(value, '$[0]') AS article, json_extract(value, '$[1]') AS position
    FROM json_each(:positions)
) AS seen
WHERE stay.article = seen.article AND block = :block AND +source = :source AND ended_at >= :since AND began_at <= :until
RETURNING stay.article
"""
_BEGIN = """
INSERT INTO stay (article, block, source, began_at, ended_at, best, last, sightings)
VALUES (:article, :block, :source, :at, :at, :position, :position, 1)
"""
# Those of the last poll that saw the block, no later than now: the clock may have been ahead. A round that was broken
# off has shown its first page all the same.
_OPEN = """
source = :source AND block = :block AND ended_at = (
    SELECT max(ended_at) FROM stay WHERE source = :source AND block = :block AND ended_at <= :at
)
"""
_EXTEND_ALL = f"""
UPDATE stay SET ended_at = :at, sightings = sightings + 1
WHERE {_OPEN} AND ended_at BETWEEN :since AND :at
"""  # noqa: S608 - constants
_STANDING = f"SELECT article, began_at FROM stay WHERE {_OPEN} ORDER BY last, article"  # noqa: S608 - constants
# Where the row of `article` that it stands beside is on the first page; NULL if it is not there.
POSITION = f"SELECT last FROM stay WHERE {_OPEN} AND stay.article = article.id"  # noqa: S608 - constants
_HAND_OVER = """
UPDATE stay SET article = :article WHERE article = :duplicate AND NOT EXISTS (
    SELECT 1 FROM stay AS own
    WHERE own.article = :article AND own.block = stay.block AND own.source = stay.source
        AND own.began_at = stay.began_at
)
"""
_LEAVE = "UPDATE article SET unlisted_at = ? WHERE id IN (SELECT value FROM json_each(?))"


def stand(connection: Connection, source: SourceId, front: Front) -> None:
    """Store who stood where in a block of the source's pages, who left it and who is back."""
    at = to_seconds(front.at)
    since = at if front.continues_from is None else min(at, to_seconds(front.continues_from))
    place = {
        "block": front.block.value,
        "source": source,
        "at": at,
        "since": since,
        "until": at + (at - since),
    }
    if front.is_unchanged:
        connection.execute(_EXTEND_ALL, place)
    _extend(connection, place, front.positions)
    _mark(connection, front.left, to_text(front.at))
    _mark(connection, front.back, None)


def _extend(
    connection: Connection,
    place: dict[str, str | int],
    positions: Sequence[tuple[int, int]],
) -> None:
    """Make the stays of these (article, position) longer, and begin those that are none."""
    if not positions:
        return
    seen = {**place, "positions": json.dumps(positions)}
    extended = {article for (article,) in connection.execute(EXTEND, seen)}
    connection.executemany(
        _BEGIN,
        [
            {**place, "article": article, "position": position}
            for article, position in positions
            if article not in extended
        ],
    )


def standing(connection: Connection, source: SourceId, listed_at: int) -> dict[int, datetime]:
    """Return the articles on the first page of the source's listing as it was seen last, in order, and since when.

    It was checked last at `listed_at`, in seconds since 1970; 0 if it never was.
    """
    listed = {"source": source, "block": Block.LISTING.value, "at": listed_at}
    rows = connection.execute(_STANDING, listed)
    return {article: from_seconds(began_at) for article, began_at in rows}


def hand_over_stays(connection: Connection, rows: dict[str, int]) -> None:
    """Let `article` have the stays of `duplicate`; where both began at once, its own is kept."""
    connection.execute(_HAND_OVER, rows)
    connection.execute("DELETE FROM stay WHERE article = :duplicate", rows)


def _mark(connection: Connection, articles: Iterable[int], at: str | None) -> None:
    if articles:
        connection.execute(_LEAVE, (at, json.dumps(list(articles))))
