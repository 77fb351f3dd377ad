"""The lives of the daemon as people ask for them: when it was at work, and when not."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from monitor.store.rows import to_time

_RUNS = "SELECT * FROM run ORDER BY id DESC LIMIT ?"


@dataclass(frozen=True, kw_only=True, slots=True)
class RunReport:
    """One life of the daemon, with its last sign of life; `ended_at` is None if it was killed, or goes on.

    `down_since` is when the life before it ended, if the time between was worth telling; it was told at `told_at`.
    """

    began_at: datetime
    alive_at: datetime
    ended_at: datetime | None
    down_since: datetime | None
    was_killed: bool
    told_at: datetime | None


def read_runs(connection: sqlite3.Connection, limit: int) -> list[RunReport]:
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
