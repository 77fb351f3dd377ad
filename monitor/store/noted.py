"""What pages lacked, and what they gave by the way: problems and exchange rates. Judges neither."""

from collections.abc import Iterable

from monitor.model import Plan, SourceId
from monitor.store.connection import Connection

# (when, as text; the value)
SeenRate = tuple[str, float]

_PROBLEM = """
INSERT INTO problem (source, field, kind, count, first_seen_at, last_seen_at, last_url, last_detail)
VALUES (:source, :field, :kind, 1, :now, :now, :url, :detail)
ON CONFLICT (source, field, kind) DO UPDATE SET
    count = problem.count + 1, last_seen_at = excluded.last_seen_at, last_url = excluded.last_url,
    last_detail = excluded.last_detail
"""
_RATE = """
INSERT INTO rate (source, currency, seen_at, value)
SELECT :source, :currency, :now, :value WHERE :value IS NOT (
    SELECT value FROM rate WHERE source = :source AND currency = :currency ORDER BY seen_at DESC LIMIT 1
)
ON CONFLICT (source, currency, seen_at) DO UPDATE SET value = excluded.value
"""


def add_rates(
    connection: Connection, source: SourceId, currency: str, seen: Iterable[SeenRate]
) -> None:
    """Write what a currency stood at, in that order, where it is news."""
    connection.executemany(
        _RATE,
        [{"source": source, "currency": currency, "now": at, "value": rate} for at, rate in seen],
    )


def note_problems(connection: Connection, plan: Plan, now: str) -> None:
    """Write the problems of a check's page."""
    if not plan.problems:
        return
    source = plan.target.source
    connection.executemany(
        _PROBLEM,
        [
            {
                "source": source,
                "field": problem.field,
                "kind": problem.kind.value,
                "now": now,
                "url": plan.target.round.url if plan.target.round else plan.target.url,
                "detail": problem.detail,
            }
            for problem in plan.problems
        ],
    )
