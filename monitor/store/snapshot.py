"""What the checks of one group ask alike: read once from the snapshot that they share. Only reads; lives in one thread.

Of checks that are at work at once most are of one source and one host, and look into the same cells of what is usual.
"""

from collections.abc import Collection, Mapping
from dataclasses import field

from monitor.model import NO_HEALTH, Norm, NormKey, PageHealth, SourceId, SourceState, Target
from monitor.noun import dataclass
from monitor.store.connection import Connection
from monitor.store.health import breakage_from_json
from monitor.store.norms import ask_norms, norms_of
from monitor.store.rows import Row, to_seconds, to_time

_STATE = """
SELECT source.seeded_at, source.polled_at, source.failures, host.worth, host.firm, source.breakage, source.mended_at,
    source.heat, source.heat_at, source.alarm, source.alarm_since, source.alarm_expected, source.alarm_found,
    (SELECT checked_at FROM target WHERE kind = 'listing' AND target.source = source.id)
FROM source LEFT JOIN host ON host.name = :host WHERE source.id = :source
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a source stands, beside one of its hosts."""

    source: SourceState = field(default_factory=SourceState)
    health: PageHealth = NO_HEALTH
    # What is asked of the host; None if it has no row.
    worth: float | None = None
    firm: float | None = None
    # Of its rhythm and its alarm, as columns; empty for a source that is not held.
    heat: Row = ()
    alarm: Row = ()
    # When the listing was checked last, in seconds since 1970; 0 if it never was.
    listed_at: int = 0


class Snapshot:
    """What was read of the snapshot that a group reads. `begin` forgets it: the next group has another."""

    def __init__(self) -> None:
        self._standings: dict[tuple[SourceId, str], Standing] = {}
        # None is a cell that is empty.
        self._norms: dict[tuple[SourceId, NormKey], Norm | None] = {}

    def begin(self) -> None:
        """Begin anew."""
        self._standings.clear()
        self._norms.clear()

    def of(
        self, connection: Connection, target: Target, norms: Collection[NormKey]
    ) -> tuple[Standing, Mapping[NormKey, Norm]]:
        """Return how the target's source stands beside its host, and those cells of `norms` that are filled."""
        source, key = target.source, (target.source, target.host)
        missing = [norm for norm in norms if (source, norm) not in self._norms]
        state = None
        if key not in self._standings:
            state = connection.execute(_STATE, {"source": source, "host": target.host})
        # Read later: a server is asked for both at once.
        cells = ask_norms(connection, source, missing)
        if state is not None:
            self._standings[key] = _standing(state.fetchone())
        found = norms_of(cells)
        self._norms.update({(source, norm): found.get(norm) for norm in missing})
        held = ((norm, self._norms[source, norm]) for norm in norms)
        return self._standings[key], {norm: cell for norm, cell in held if cell is not None}


def _standing(row: Row | None) -> Standing:
    if row is None:
        return Standing()
    seeded_at, polled_at, failures, worth, firm, breakage, mended_at = row[:7]
    listed_at = row[-1]
    return Standing(
        source=SourceState(
            seeded_at=to_time(seeded_at), polled_at=to_time(polled_at), failures=failures
        ),
        health=PageHealth(breakage=breakage_from_json(breakage), mended_at=to_time(mended_at)),
        worth=worth,
        firm=firm,
        heat=row[7:9],
        alarm=row[9:13],
        listed_at=to_seconds(to_time(listed_at)) if listed_at else 0,
    )
