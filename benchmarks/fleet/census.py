"""The database of a made-up world: its sources put into it, and what became of them counted."""

from datetime import UTC, datetime, timedelta

import psycopg

from benchmarks.fleet.world import World, number_of

# A check ends a little after its page came.
_TOOK = timedelta(seconds=5)
# Every source is polled once within the first half hour, which is as long as any is left alone.
_SPREAD = timedelta(minutes=30)
_SOURCES = """
INSERT INTO source (id, site, listing, language)
SELECT 's' || n, 'h' || n || '.example', 'https://h' || n || '.example/english/', 'en'
FROM generate_series(0, %(last)s) AS n
"""
_HOSTS = (
    "INSERT INTO host (name) SELECT 'h' || n || '.example' FROM generate_series(0, %(last)s) AS n"
)
_LISTINGS = """
INSERT INTO target (kind, source, url, host, due_at)
SELECT 'listing', id, listing, site, to_char(
    CAST(%(start)s AS timestamp) + interval '1 millisecond' * (CAST(substr(id, 2) AS bigint) * 104729 %% %(spread)s),
    'YYYY-MM-DD"T"HH24:MI:SS.MS'
) || '+00:00'
FROM source
"""


def populate(url: str, sources: int, begins: datetime) -> None:
    """Make the sources, the first poll of each within the time in which all are polled once."""
    asked = {
        "last": sources - 1,
        "start": begins.astimezone(UTC).replace(tzinfo=None),
        "spread": _SPREAD // timedelta(milliseconds=1),
    }
    with psycopg.connect(url, autocommit=True) as connection:
        # What is made here refers to what is made here: nobody need look.
        connection.execute("SET session_replication_role = replica")
        for statement in (_SOURCES, _HOSTS, _LISTINGS):
            connection.execute(statement.encode(), asked)
        connection.execute("INSERT INTO sink (id) VALUES ('log')")
        connection.execute("VACUUM ANALYZE")


def bytes_of(url: str) -> int:
    """Return how many bytes the database has on the disk."""
    with psycopg.connect(url, autocommit=True) as connection:
        (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return size


def rows_of(url: str) -> int:
    """Return how many rows all tables have."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")
        (rows,) = connection.execute(
            "SELECT sum(reltuples)::bigint FROM pg_class WHERE relkind = 'r' AND reltuples > 0 "
            "AND relnamespace = 'public'::regnamespace"
        ).fetchone()
    return int(rows)


def stored(url: str, world: World) -> tuple[int, int]:
    """Return how many articles are stored, and how many had been posted when their source was polled and are not."""
    with psycopg.connect(url) as connection:
        held = dict(connection.execute("SELECT source, count(*) FROM article GROUP BY source"))
        polled = connection.execute(
            "SELECT source, checked_at FROM target WHERE kind = 'listing' AND checked_at IS NOT NULL"
        ).fetchall()
    missing = 0
    for source, checked_at in polled:
        posts = world.posts(number_of(source), datetime.fromisoformat(checked_at) - _TOOK)
        missing += max(len(posts) - held.get(source, 0), 0)
    return sum(held.values()), missing
