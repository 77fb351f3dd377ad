"""The lives of the daemon as people ask for them: when it was at work, and when not."""

from monitor.model.report import RunReport
from monitor.store.connection import Connection
from monitor.store.rows import to_time

_RUNS = "SELECT * FROM run ORDER BY id DESC LIMIT ?"


def read_runs(connection: Connection, limit: int) -> list[RunReport]:
    """Return up to `limit` runs, newest first."""
    return [
        RunReport(
            began_at=to_time(row["began_at"]),
            alive_at=to_time(row["alive_at"]),
            ended_at=to_time(row["ended_at"]),
            down_since=to_time(row["down_since"]),
            was_killed=bool(row["was_killed"]),
            told_at=to_time(row["told_at"]),
        )
        for row in connection.execute(_RUNS, (limit,))
    ]
