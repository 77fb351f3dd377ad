"""What hosts were asked today: counted with each check, and read for who may still ask. Judges only by `core.daily`."""

from collections.abc import Sequence
from datetime import datetime

from monitor.core.daily import Allowance, allowance, day_of
from monitor.model import Plan, PolitenessRules, Traffic
from monitor.store.connection import Connection

_COUNT = """
UPDATE host SET requests = iif(day = :day, requests, 0) + :requests, bytes = iif(day = :day, bytes, 0) + :bytes,
    day = :day
WHERE name = :host
"""


def count(connection: Connection, plan: Plan) -> None:
    """Add what a check asked to the days of the hosts."""
    add_traffic(connection, plan.traffic, plan.next.checked_at)


def add_traffic(connection: Connection, traffic: Sequence[Traffic], at: datetime) -> None:
    """Add what was asked at a time to the days of the hosts that have targets; others may be named by any redirect."""
    day = day_of(at)
    for each in traffic:
        counted = {"host": each.host, "requests": each.requests, "bytes": each.bytes}
        connection.execute(_COUNT, {**counted, "day": day})


def read_day(connection: Connection, now: datetime) -> list[Traffic]:
    """Return what every host was asked today that was asked anything."""
    rows = connection.execute(
        "SELECT name, requests, bytes FROM host WHERE day = ?", (day_of(now),)
    )
    return [Traffic(host=host, requests=asked, bytes=came) for host, asked, came in rows]


def read_allowances(
    connection: Connection, politeness: PolitenessRules, now: datetime
) -> dict[str, Allowance]:
    """Return who may still ask which host; hosts that are not named may be asked by all."""
    if not politeness.has_daily_budgets:
        return {}
    may_ask = {
        day.host: allowance(politeness.of(day.host), day.requests, day.bytes)
        for day in read_day(connection, now)
    }
    return {host: each for host, each in may_ask.items() if each is not Allowance.ALL}
