"""The weeks that live readings lie in: each a partition, made ahead, dropped as a whole once all of it is packed.

A reading that no week was made for lies in `observation_stray`, and moves when its week is made. Readings are packed
by the same rule as in a file; what that leaves of a week that is long over is packed whatever it is worth.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import cast

import psycopg

from monitor.noun import dataclass
from monitor.store.connection import Connection, Refused
from monitor.store.lane import Lane
from monitor.store.observations import CLOSED_AFTER, STEP, observe_all, pack_article
from monitor.store.postgres.connection import PostgresConnection
from monitor.store.postgres.faults import explained
from monitor.store.postgres.opening import in_one
from monitor.store.rows import to_seconds

_WEEK = 7 * 86_400
# The first Monday since 1970.
_MONDAY = 4 * 86_400
# So many are there before their readings are: housekeeping that failed for a week does no harm.
_AHEAD = 2
# A week that has been closed for so long is emptied to the last reading, so that no statement asks many of them.
_LEFT_FOR = 2 * _WEEK
# Steps of emptying in one time of housekeeping: what is left waits for the next.
_STEPS = 200
# Who reads is not held up by who waits for them: a change of weeks that finds no gap is put off.
_PATIENCE = "SET LOCAL lock_timeout = '500ms'"
_WEEKS = """
SELECT week.relname, pg_get_expr(week.relpartbound, week.oid)
FROM pg_inherits JOIN pg_class AS week ON week.oid = inhrelid
WHERE inhparent = CAST('observation_live' AS regclass)
"""
_BOUNDS = re.compile(r"FROM \((?:MINVALUE|'?(-?\d+)'?)\) TO \('?(-?\d+)'?\)")
_MAKE = """
CREATE TABLE {name} (LIKE observation_live INCLUDING ALL);
WITH strays AS (
    DELETE FROM observation_stray WHERE seen_at >= {begins} AND seen_at < {ends} RETURNING article, seen_at, views
)
INSERT INTO {name} SELECT article, seen_at, views FROM strays;
ALTER TABLE observation_live ATTACH PARTITION {name} FOR VALUES FROM ({begins}) TO ({ends})
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """A partition: its name, and the seconds since 1970 from which and before which its readings are."""

    name: str
    begins: int | None
    ends: int

    def has(self, second: int) -> bool:
        """Say whether a reading of that second lies in it."""
        return (self.begins is None or self.begins <= second) and second < self.ends


def read_weeks(connection: Connection) -> list[Week]:
    """Return the weeks that are there, oldest first."""
    found = (
        Week(name=name, begins=int(begins) if begins else None, ends=int(ends))
        for name, bounds in connection.execute(_WEEKS)
        for begins, ends in _BOUNDS.findall(bounds)
    )
    return sorted(found, key=lambda week: week.ends)


def make_weeks(connection: Connection, now: datetime) -> None:
    """Make this week and those to come, where they are not there. What finds no gap between readers is left."""
    if any(_missing(read_weeks(connection), now)):
        _in_a_gap(connection, partial(_make, now=now))


async def tend_weeks(writer: Lane, database: str, now: datetime) -> None:
    """Make the weeks to come, empty those that are long over, and drop what is empty.

    Each step is a transaction of its own. What is too much for one time waits for the next.
    """
    apart = explained(database)
    await writer.run_outside(apart(partial(make_weeks, now=now)))
    closed = to_seconds(now - CLOSED_AFTER)
    for week in await writer.run(read_weeks):
        if week.ends > closed:
            return
        is_long_over = week.ends <= closed - _LEFT_FOR
        if is_long_over and not await _empty(writer, week):
            return
        drop = partial(_drop, week=week, whole=is_long_over)
        await writer.run_outside(apart(partial(_in_a_gap, deed=drop)))


def _missing(weeks: list[Week], now: datetime) -> Iterator[int]:
    """Yield when the weeks begin that are not there."""
    this = (to_seconds(now) - _MONDAY) // _WEEK * _WEEK + _MONDAY
    for begins in range(this, this + (_AHEAD + 1) * _WEEK, _WEEK):
        if not any(week.has(begins) for week in weeks):
            yield begins


def _make(connection: PostgresConnection, now: datetime) -> None:
    # Looked at anew: another process may have made them.
    for begins in [*_missing(read_weeks(connection), now)]:
        name = f"observation_{datetime.fromtimestamp(begins, UTC):%Y%m%d}"
        connection.run(_MAKE.format(name=name, begins=begins, ends=begins + _WEEK))


async def _empty(writer: Lane, week: Week) -> bool:
    """Pack what is left of a week; return whether that came to its end. What cannot be packed stays."""
    after = 0
    for _ in range(_STEPS):
        after = await writer.run(partial(_pack_next, week=week, after=after))
        if not after:
            return True
    return False


def _pack_next(connection: Connection, week: Week, after: int) -> int:
    """Pack the week's next articles after that one; return the last of them, 0 if there were no more."""
    if not _is_there(connection, week):
        return 0
    rows = connection.execute(
        f"SELECT DISTINCT article FROM {week.name} WHERE article > ? ORDER BY article LIMIT ?",  # noqa: S608
        (after, STEP),
    )
    articles = [int(article) for (article,) in rows]
    for article in articles:
        pack_article(connection, article, week.ends)
    return articles[-1] if len(articles) == STEP else 0


def _drop(connection: PostgresConnection, week: Week, whole: bool) -> None:
    """Drop a week if it is empty; or the `whole` of it, whose readings cannot be packed and go to the strays."""
    if not _is_there(connection, week):
        return
    asked = f"SELECT article, seen_at, views FROM {week.name}"  # noqa: S608 - a name of ours
    if not whole and connection.execute(f"{asked} LIMIT 1").fetchone():
        return
    rest = connection.execute(asked).fetchall()
    connection.run(f"DROP TABLE {week.name}")
    observe_all(connection, rest)


def _is_there(connection: Connection, week: Week) -> bool:
    """Say whether nobody dropped it meanwhile."""
    (table,) = connection.execute("SELECT to_regclass(?)", (week.name,)).fetchone()
    return table is not None


def _in_a_gap(connection: Connection, deed: Callable[[PostgresConnection], None]) -> None:
    """Do that in one transaction, unless who reads is in the way for long: then it is for the next time."""

    def hurried() -> None:
        ours.run(_PATIENCE)
        deed(ours)

    ours = cast(PostgresConnection, connection)
    try:
        in_one(ours, hurried)
    except Refused as error:
        if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
            raise
