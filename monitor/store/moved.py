"""What moves along when the clock is set: what waits for a while, and what the next check goes on from.

A while is as long by the new time as it was by the old. Records of the past (when an article was first seen, an alert
made, a counter read) stay as the clock was: who judges by them bears with times that lie ahead.
"""

from datetime import datetime, timedelta

from monitor.model import Held, Moved
from monitor.ports import Tell
from monitor.store.connection import Connection
from monitor.store.outbox import add_alerts
from monitor.store.rows import to_seconds, to_text, to_time

# Who was alive later than now by more than this lived by another clock.
PLAY = timedelta(seconds=2)
# `rows.to_text` by SQLite. What would leave the calendar is of now.
_MOVED = "coalesce(strftime('%Y-%m-%dT%H:%M:%f+00:00', {0}, :by), :now)"


def _moving(table: str, *columns: str, where: str) -> str:
    moves = (
        f"{column} = iif({column} IS NULL, NULL, {_MOVED.format(column)})" for column in columns
    )
    return f"UPDATE {table} SET {', '.join(moves)} WHERE {where}"  # noqa: S608 - constants


_TIME_OF_DAY = f"held IN ('{Held.DIGEST}', '{Held.QUIET}') AND released_at IS NULL AND attempts = 0"
_LAST_RUN = "id = (SELECT max(id) FROM run)"
_TARGETS = _moving(
    "target",
    "due_at",
    "leased_until",
    "limited_until",
    where="due_at IS NOT NULL OR leased_until IS NOT NULL OR limited_until IS NOT NULL",
)
_DELIVERIES = _moving(
    "delivery", "due_at", where=f"state = 'pending' AND NOT coalesce({_TIME_OF_DAY}, 1 = 0)"
)
# Whether that time of day is still to come, only who judges them knows.
_JUDGED = f"UPDATE delivery SET due_at = :now WHERE state = 'pending' AND {_TIME_OF_DAY}"  # noqa: S608
_LAST = (
    "{0}.ended_at = (SELECT max(ended_at) FROM stay AS other "
    "WHERE other.source = {0}.source AND other.block = {0}.block)"
)
# Of two stays that would have begun at once, the later one is kept.
_IN_THE_WAY = (
    "moved.article = stay.article AND moved.block = stay.block AND moved.source = stay.source "
    "AND moved.began_at <> stay.began_at AND min(moved.began_at, moved.ended_at + :seconds) = stay.began_at"
)
_STEPS = (
    _moving("target", "checked_at", where="kind = 'listing'"),
    # What a round found is told by its time from what was known before.
    _moving(
        "article",
        "first_seen_at",
        where="source IN (SELECT source FROM target WHERE round IS NOT NULL) AND first_seen_at >= ("
        "SELECT json_extract(round, '$.began_at') FROM target WHERE kind = 'listing' AND source = article.source)",
    ),
    "UPDATE target SET round = json_set(round, '$.began_at', "  # noqa: S608 - constants
    f"{_MOVED.format('''json_extract(round, '$.began_at')''')}) WHERE round IS NOT NULL",
    _moving("host", "probe_at", where="probe_at IS NOT NULL"),
    _moving(
        "host",
        "quiet_until",
        "limited_at",
        "limited_until",
        "served_at",
        where="quiet_until IS NOT NULL OR limited_at IS NOT NULL",
    ),
    _moving("source", "polled_at", "heat_at", where="polled_at IS NOT NULL OR heat_at IS NOT NULL"),
    _moving("delivery", "leased_until", where="leased_until IS NOT NULL"),
    _moving("run", "began_at", "alive_at", "ended_at", "down_since", where=_LAST_RUN),
    # Those that stood there at the last poll go on standing there.
    f"DELETE FROM stay WHERE EXISTS (SELECT 1 FROM stay AS moved WHERE {_IN_THE_WAY} AND {_LAST.format('moved')})",  # noqa: S608
    "UPDATE stay SET began_at = min(began_at, ended_at + :seconds), ended_at = ended_at + :seconds "  # noqa: S608
    f"WHERE {_LAST.format('stay')}",
)
_LAST_SIGN = """
SELECT max(at) FROM (
    SELECT max(polled_at) AS at FROM source
    UNION ALL SELECT coalesce(ended_at, alive_at) FROM run WHERE id = (SELECT max(id) FROM run)
) AS sign
"""


def follow(connection: Connection, by: timedelta, now: datetime, tell: Tell) -> None:
    """Move what waits by as much as the clock was set, and store what is to be told of it (`Store.follow`)."""
    asked = {
        "by": f"{by.total_seconds():+.3f} seconds",
        "now": to_text(now),
        "seconds": to_seconds(now) - to_seconds(now - by),
    }
    for step in _STEPS:
        connection.execute(step, asked)
    targets, deliveries, judged = (
        connection.execute(step, asked).rowcount for step in (_TARGETS, _DELIVERIES, _JUDGED)
    )
    alerts = tell(Moved(targets=targets, deliveries=deliveries, judged=judged))
    add_alerts(connection, alerts, to_text(now), article=None, revision=None)


def catch_up(connection: Connection, now: datetime) -> timedelta:
    """Follow a clock that was set back while nobody looked, and return by how much at least: 0 if it was not."""
    (text,) = connection.execute(_LAST_SIGN).fetchone()
    ahead = timedelta() if text is None else to_time(text) - now
    if ahead <= PLAY:
        return timedelta()
    # At least by so much: nobody can say more of it.
    follow(connection, -ahead, now, lambda _: ())
    return -ahead
