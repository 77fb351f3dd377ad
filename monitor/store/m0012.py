"""The twelfth migration: readings of closed days are packed, and everybody reads one view of all of them."""

from sqlite_utils import Database

from monitor.store.script import run_script

# Bytes as they are counted: the place of one in this is its number.
_BYTES = f"x'{bytes(range(256)).hex()}'"
_BYTE = f"(instr({_BYTES}, substr(packed.readings, {{}}, 1)) - 1)"
_NEXT = _BYTE.format("place + 1")
# What `monitor/store/packing.py` writes, read byte by byte: `number` is the number as far as it is read at `place`, the
# rest is what was known before it. `turn` says what the number is: 0 a time, 1 a counter, 2 by how much it fell.
_UNPACKED = f"""
WITH RECURSIVE step (place, number, is_whole, turn, seen_at, gap, before, views) AS (
    SELECT 1, {_BYTE.format(1)} & 127, {_BYTE.format(1)} < 128, 0, 1577836800, 0, 0, 0
    UNION ALL
    SELECT place + 1,
        iif(is_whole, 0, number) * 128 + ({_NEXT} & 127),
        {_NEXT} < 128,
        CASE WHEN NOT is_whole THEN turn WHEN turn = 0 THEN 1 WHEN turn = 1 AND number = 1 THEN 2 ELSE 0 END,
        iif(is_whole AND turn = 0, seen_at + {{gap}}, seen_at),
        iif(is_whole AND turn = 0, iif(seen_at = 1577836800, 0, {{gap}}), gap),
        iif(is_whole AND turn = 0, gap, before),
        CASE WHEN NOT is_whole OR turn = 0 THEN views WHEN turn = 2 THEN views - number
            WHEN number > 1 THEN views + number - 2 ELSE views END
    FROM step WHERE place < length(packed.readings)
)
SELECT json_group_object(seen_at, CASE WHEN turn = 2 THEN views - number WHEN number > 1 THEN views + number - 2 END)
FROM step WHERE is_whole AND (turn = 2 OR turn = 1 AND number <> 1)
"""  # noqa: S608 - constants
_GAP = (
    "(CASE WHEN before = 0 THEN gap ELSE min(8 * gap, gap * gap / before) END "
    "+ iif(number & 1, -(number >> 1) - 1, number >> 1))"
)

_OBSERVATIONS = f"""
DROP VIEW observation_readable;
ALTER TABLE observation RENAME TO observation_live;

-- An article's readings of closed days, about three bytes each; how they are written is in docs/state.md.
CREATE TABLE observation_packed (
    article INTEGER PRIMARY KEY REFERENCES article (id),
    count INTEGER NOT NULL,
    readings BLOB NOT NULL
) STRICT;

-- Every observation, wherever it lies. `seen_at` is in seconds since 1970.
CREATE VIEW observation AS
SELECT article, seen_at, views FROM observation_live
UNION ALL
SELECT packed.article, CAST(reading.key AS INTEGER), reading.value
FROM observation_packed AS packed, json_each(({_UNPACKED.format(gap=_GAP)})) AS reading;

CREATE VIEW observation_readable AS
SELECT
    article.name AS article,
    article.title AS title,
    strftime('%Y-%m-%dT%H:%M:%S+00:00', observation.seen_at, 'unixepoch') AS seen_at,
    observation.views AS views
FROM observation JOIN article ON article.id = observation.article;
"""  # noqa: S608 - constants


def m0012_packed(db: Database) -> None:
    """Add what readings of closed days are packed into, and let `observation` be all of them."""
    run_script(db, _OBSERVATIONS)
