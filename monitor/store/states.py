"""The state of a source between its polls: seeded or not, its rhythm, its hours, its alarm. Judges none of it."""

from datetime import datetime, timedelta

from monitor.model import (
    HOURS_OF_WEEK,
    NO_RHYTHM,
    Alarm,
    AlarmKind,
    Lesson,
    Rhythm,
    SourceHour,
    SourceId,
    SourceUpdate,
)
from monitor.store.connection import Connection
from monitor.store.rows import Row, from_seconds, to_ms, to_seconds, to_text, to_time

_HOUR_MS = 3_600_000
_TWO_DAYS = 172_800
_UPDATE = """
UPDATE source SET
    failures = :failures, reason = :reason, seeded_at = coalesce(:seeded_at, seeded_at),
    polled_at = coalesce(:polled_at, polled_at), alarm = :alarm, alarm_since = :since, alarm_expected = :expected,
    alarm_found = :found
WHERE id = :source
"""
_CELL = """
INSERT INTO rhythm (source, hour, posts, hours) VALUES (?, ?, ?, ?)
ON CONFLICT (source, hour) DO UPDATE SET posts = excluded.posts, hours = excluded.hours
"""
_HOUR = f"""
INSERT INTO source_hour (source, hour_at, proven_ms, polls, failed, found, longest_wait_ms)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, hour_at) DO UPDATE SET
    proven_ms = min({_HOUR_MS}, source_hour.proven_ms + excluded.proven_ms),
    polls = source_hour.polls + excluded.polls, failed = source_hour.failed + excluded.failed,
    found = source_hour.found + excluded.found,
    longest_wait_ms = max(source_hour.longest_wait_ms, excluded.longest_wait_ms)
"""  # noqa: S608 - constants
_HOURS = """
SELECT hour_at, proven_ms, polls, failed, found, longest_wait_ms FROM source_hour
WHERE source = :source AND hour_at >= :since ORDER BY hour_at
"""
_LAST_HOURS = """
SELECT hour_at, proven_ms, polls, failed, found, longest_wait_ms FROM source_hour
WHERE source = :source AND hour_at <= :last AND hour_at > (
    SELECT max(hour_at) FROM source_hour WHERE source = :source AND hour_at <= :last
) - :span
ORDER BY hour_at
"""
_HOLE = 'INSERT INTO hole (source, noticed_at, pages, "after", "before") VALUES (?, ?, ?, ?, ?)'


def update_source(connection: Connection, source: SourceId, update: SourceUpdate, now: str) -> None:
    """Write what a listing check says of its source."""
    alarm = update.alarm
    connection.execute(
        _UPDATE,
        {
            "source": source,
            "failures": update.failures,
            "reason": update.reason.value if update.reason else None,
            "seeded_at": to_text(update.seeded_at),
            "polled_at": to_text(update.polled_at),
            "alarm": alarm.kind.value if alarm else None,
            "since": to_text(alarm.since) if alarm else None,
            "expected": alarm.expected if alarm else None,
            "found": alarm.found if alarm else None,
        },
    )
    if (hole := update.hole) is not None:
        rim = (to_text(hole.after), to_text(hole.before))
        connection.execute(_HOLE, (source, now, hole.pages, *rim))
    if update.lesson is not None:
        _learn(connection, source, update.lesson)
    connection.executemany(_HOUR, [_hour_row(source, hour) for hour in update.hours])


def read_rhythm(connection: Connection, source: SourceId) -> Rhythm:
    """Return how often the source posts, as far as it is learned."""
    row = connection.execute("SELECT heat, heat_at FROM source WHERE id = ?", (source,)).fetchone()
    return NO_RHYTHM if row is None else rhythm_of(connection, source, *row)


def rhythm_of(connection: Connection, source: SourceId, heat: float, heat_at: str | None) -> Rhythm:
    """Return how often the source posts whose row has this heat."""
    posts, hours = [0.0] * HOURS_OF_WEEK, [0.0] * HOURS_OF_WEEK
    cells = connection.execute("SELECT hour, posts, hours FROM rhythm WHERE source = ?", (source,))
    for hour, posted, watched in cells:
        posts[hour], hours[hour] = posted, watched
    return Rhythm(posts=tuple(posts), hours=tuple(hours), heat=heat, heat_at=to_time(heat_at))


def read_hours(connection: Connection, source: SourceId, since: datetime) -> list[SourceHour]:
    """Return the source's hours that began at `since` or later, oldest first."""
    rows = connection.execute(_HOURS, {"source": source, "since": to_seconds(since)})
    return [_hour(row) for row in rows]


def read_last_hours(
    connection: Connection, source: SourceId, listed_at: int
) -> tuple[SourceHour, ...]:
    """Return the source's hours of the two days up to that of its last check, in seconds since 1970, oldest first.

    Later ones are of a clock that was ahead.
    """
    asked = {"source": source, "span": _TWO_DAYS, "last": listed_at}
    rows = connection.execute(_LAST_HOURS, asked)
    return tuple(_hour(row) for row in rows)


def read_alarm(connection: Connection, source: SourceId) -> Alarm | None:
    """Return the alarm of a source that is in trouble."""
    row = connection.execute(
        "SELECT alarm, alarm_since, alarm_expected, alarm_found FROM source WHERE id = ?", (source,)
    ).fetchone()
    return None if row is None else alarm_of(*row)


def alarm_of(
    kind: str | None, since: str, expected: float | None, found: int | None
) -> Alarm | None:
    """Return the alarm that a source's columns hold."""
    if kind is None:
        return None
    return Alarm(kind=AlarmKind(kind), since=to_time(since), expected=expected, found=found)


def _learn(connection: Connection, source: SourceId, lesson: Lesson) -> None:
    connection.executemany(
        _CELL, [(source, cell.hour, cell.posts, cell.hours) for cell in lesson.cells]
    )
    connection.execute(
        "UPDATE source SET heat = ?, heat_at = ? WHERE id = ?",
        (lesson.heat, to_text(lesson.heat_at), source),
    )


def _hour_row(source: SourceId, hour: SourceHour) -> Row:
    return (
        source,
        to_seconds(hour.hour_at),
        min(to_ms(hour.proven), _HOUR_MS),
        hour.polls,
        hour.failed,
        hour.found,
        to_ms(hour.longest_wait),
    )


def _hour(row: Row) -> SourceHour:
    hour_at, proven_ms, polls, failed, found, longest_wait_ms = row
    return SourceHour(
        hour_at=from_seconds(hour_at),
        proven=timedelta(milliseconds=proven_ms),
        polls=polls,
        failed=failed,
        found=found,
        longest_wait=timedelta(milliseconds=longest_wait_ms),
    )
