"""Articles that their listing tells: their leases and their newest wordings. What is due is the frontier's."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from monitor.model import SourceId, Target
from monitor.noun import dataclass
from monitor.store.connection import Connection
from monitor.store.frontier import lease_rows, release
from monitor.store.lanes import LanePair

_FREE = """
SELECT identity.key, target.id FROM identity JOIN target ON target.article = identity.article
WHERE target.leased_until IS NULL AND target.source = ? AND identity.key IN
"""
_FREE_ROWS = (
    "SELECT article, id FROM target WHERE leased_until IS NULL AND source = ? AND article IN"
)
_WORDINGS = """
SELECT identity.key, revision.fingerprint FROM identity JOIN revision ON revision.article = identity.article
WHERE revision.number = (SELECT max(number) FROM revision AS held WHERE held.article = identity.article)
    AND identity.key IN
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldClaim:
    """What `Store.claim_told` was asked for, with the token and the end of the new leases."""

    source: SourceId
    keys: Sequence[bytes | int]
    lease: str
    until: datetime


def claim_told(connection: Connection, claim: ToldClaim) -> list[tuple[bytes | int, Target]]:
    """Lease the pages of articles (`Store.claim_told`)."""
    key_by_id: dict[int, bytes | int] = {}
    for query, kind in ((_FREE, bytes), (_FREE_ROWS, int)):
        keys = [key for key in claim.keys if isinstance(key, kind)]
        if keys:
            marks = ", ".join("?" * len(keys))
            free = connection.execute(f"{query} ({marks})", (claim.source, *keys))
            key_by_id |= {id_: kind(key) for key, id_ in free}
    rows = lease_rows(connection, claim.lease, claim.until, list(key_by_id))
    leased = {key_by_id[target.id]: target for target in rows}
    return [(key, leased[key]) for key in claim.keys if key in leased]


def read_told(connection: Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the fingerprints of newest wordings by key (`Store.told`)."""
    rows = connection.execute(f"{_WORDINGS} ({', '.join('?' * len(keys))})", list(keys))
    return {bytes(key): bytes(fingerprint) for key, fingerprint in rows}


def _release(connection: Connection, claimed: list[tuple[bytes | int, Target]]) -> None:
    release(connection, [target for _, target in claimed])


class ToldLanes(LanePair):
    """What `ports.Store` says of articles that their listing tells."""

    async def claim_told(
        self, source: SourceId, keys: Sequence[bytes | int], now: datetime, *, lease: timedelta
    ) -> list[tuple[bytes | int, Target]]:
        """See `Store.claim_told`."""
        claim = ToldClaim(source=source, keys=keys, lease=self._token(), until=now + lease)
        return await self._claim(lambda connection: claim_told(connection, claim), _release)

    async def told(self, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """See `Store.told`."""
        return await self._reader.run(partial(read_told, keys=keys))
