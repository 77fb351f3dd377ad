"""What the targets of a host ask of its budget, summed in the host's row. Adds; never says what a target asks."""

from collections.abc import Mapping

from monitor.model import NO_DEMAND, Demand, Target
from monitor.store.connection import Connection

# The index has every watched target that is ever due, leased or not.
_RECOUNT = """
UPDATE host SET worth = asked.worth, firm = asked.firm FROM (
    SELECT host, sum(worth) AS worth, sum(firm) AS firm FROM target INDEXED BY target_host_due
    WHERE due_at IS NOT NULL AND is_watched = 1 GROUP BY host
) AS asked WHERE asked.host = host.name
"""


def shift(connection: Connection, shift_by_host: Mapping[str, tuple[float, float]]) -> None:
    """Let the hosts' sums follow their targets, which ask for so much more or less."""
    connection.executemany(
        "UPDATE host SET worth = worth + ?, firm = firm + ? WHERE name = ?",
        [(worth, firm, host) for host, (worth, firm) in shift_by_host.items()],
    )


def recount(connection: Connection) -> None:
    """Sum anew what every host is asked: adding up drifts, and a source that is gone asks nothing more."""
    connection.execute("UPDATE host SET worth = 0, firm = 0 WHERE worth <> 0 OR firm <> 0")
    connection.execute(_RECOUNT)


def rest_of(target: Target, worth: float | None, firm: float | None) -> Demand:
    """Return what is asked of a host whose sums are `worth` and `firm`, `target` apart."""
    if worth is None or firm is None:
        return NO_DEMAND
    # Sums of floats may end a hair below what was put in.
    return Demand(worth=max(worth - target.worth, 0.0), firm=max(firm - target.firm, 0.0))
