"""The frontier: which targets are due, and who holds them. Decides who comes next, never when."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import field
from datetime import datetime

from monitor.core.daily import Allowance
from monitor.model import (
    NO_VALIDATORS,
    PolitenessRules,
    Reason,
    SourceId,
    Target,
    TargetKind,
    Validators,
)
from monitor.noun import dataclass
from monitor.store.connection import Connection
from monitor.store.days import read_allowances
from monitor.store.precedence import PRECEDENCE, Precedence
from monitor.store.rows import Row, round_from_json, to_text, to_time

# A watched target that is ever due, which is the condition of the two indexes of the frontier, and free.
FREE = "due_at IS NOT NULL AND is_watched = 1 AND leased_until IS NULL"
WANTED = (
    f"{PRECEDENCE} = :precedence AND due_at <= :due_by "  # noqa: S608 - constants
    "AND (:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))"
)
_IN_ORDER = (
    f"SELECT id, host, due_at FROM target INDEXED BY target_due WHERE {FREE} AND {WANTED} "  # noqa: S608 - constants
    "ORDER BY due_at LIMIT :limit OFFSET :behind"
)
BY_HOST = (
    "SELECT target.id, target.host, target.due_at FROM json_each(:hosts) AS asked "  # noqa: S608 - constants
    "CROSS JOIN target ON target.id IN ("
    f"SELECT id FROM target INDEXED BY target_host_due WHERE {FREE} AND {WANTED} AND host = asked.value "
    "AND id NOT IN (SELECT value FROM json_each(:taken)) "
    "ORDER BY due_at LIMIT :limit)"
)
_FIRST = (
    f"SELECT min(due_at) FROM target INDEXED BY target_due WHERE {FREE} AND {PRECEDENCE} = ? "  # noqa: S608 - constants
    "AND due_at > ?"
)
_STANDING = """
SELECT name, quiet_until, probe_at FROM host
WHERE name IN (SELECT value FROM json_each(:names)) AND (quiet_until IS NOT NULL OR probe_at IS NOT NULL)
"""
_LEASE = """
UPDATE target SET lease = :lease, leased_until = :until
WHERE id IN (SELECT value FROM json_each(:ids))
RETURNING id, kind, source, article, url, host, due_at, lease, failures, etag, last_modified, round, pages_wished,
    worth, firm, reason, made_at
"""

# What identifies a due target: its row, its host, and since when it is due.
_Due = tuple[int, str, str]
_KINDS = {kind.value: kind for kind in TargetKind}
# What a host's budget of the day must have left.
_NEEDED = {
    Precedence.LISTING: Allowance.LISTINGS,
    Precedence.UNREAD: Allowance.NEWS,
    Precedence.READ: Allowance.ALL,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class DueClaim:
    """What `Store.claim_due` was asked for, with the token and the end of the new leases."""

    now: datetime
    due_by: datetime
    limit: int
    lease: str
    until: datetime
    politeness: PolitenessRules
    sources: Collection[SourceId] | None
    # Only of these hosts; None: of all.
    hosts: Collection[str] | None = None


@dataclass(kw_only=True, slots=True)
class _Rooms:
    """How many more leases each host may get, of those that were met."""

    now: str
    politeness: PolitenessRules
    # Who may still ask those whose budget of the day is nearly used up.
    allowances: dict[str, Allowance]
    leased: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    met: set[str] = field(default_factory=set)
    quiet: set[str] = field(default_factory=set)
    # Those whose breaker is open and that may be probed.
    probed: set[str] = field(default_factory=set)

    def meet(self, connection: Connection, hosts: Iterable[str]) -> None:
        """Learn how these hosts stand, before their room is asked for. Of all hosts, there may be very many."""
        strange = set(hosts) - self.met
        if not strange:
            return
        self.met |= strange
        rows = connection.execute(_STANDING, {"names": json.dumps(sorted(strange))})
        for name, quiet_until, probe_at in rows:
            if max(quiet_until or "", probe_at or "") > self.now:
                self.quiet.add(name)
            elif probe_at is not None:
                self.probed.add(name)

    def left(self, host: str) -> int:
        """Return how many more leases `host` may get now."""
        if host in self.quiet:
            return 0
        most = 1 if host in self.probed else self.politeness.of(host).concurrency
        return most - self.leased.get(host, 0)

    def may_ask(self, host: str, precedence: Precedence) -> bool:
        """Say whether the host's budget of the day has something left for such a target."""
        return self.allowances.get(host, Allowance.ALL) >= _NEEDED[precedence]

    def take(self, due: Iterable[_Due], precedence: Precedence, limit: int) -> list[_Due]:
        """Return the first `limit` of `due` whose hosts have room, and count them."""
        taken: list[_Due] = []
        for row in due:
            if len(taken) == limit:
                break
            if self.left(row[1]) > 0 and self.may_ask(row[1], precedence):
                self.leased[row[1]] += 1
                taken.append(row)
        return taken


def claim_due(connection: Connection, claim: DueClaim) -> list[Target]:
    """Lease targets (`Store.claim_due`)."""
    if claim.limit <= 0:
        return []
    return lease_rows(connection, claim.lease, claim.until, next_due(connection, claim))


def next_due(connection: Connection, claim: DueClaim) -> list[int]:
    """Return the targets that `claim` gets. Leases nothing, but ends the leases that ran out."""
    rooms = _rooms(connection, claim)
    picked: list[int] = []
    for precedence in Precedence:
        missing = claim.limit - len(picked)
        if missing > 0:
            picked += [row[0] for row in _pick(connection, claim, precedence, rooms, missing)]
    return picked


def claim_news(connection: Connection, claim: DueClaim, id_: int, host: str) -> Target | None:
    """Lease the target `id_` of an article that was never read, if its host has room; before all others of the host."""
    rooms = _rooms(connection, claim)
    rooms.meet(connection, [host])
    if rooms.left(host) <= 0 or not rooms.may_ask(host, Precedence.UNREAD):
        return None
    return lease_rows(connection, claim.lease, claim.until, [id_])[0]


def release(connection: Connection, targets: Iterable[Target]) -> None:
    """Hand targets back (`Store.release`)."""
    connection.executemany(
        "UPDATE target SET lease = NULL, leased_until = NULL WHERE id = ? AND lease = ?",
        [(target.id, target.lease) for target in targets],
    )


def free_targets(connection: Connection) -> None:
    """End every lease. Right only while the database is being opened: its lock proves the holders dead."""
    connection.execute(
        "UPDATE target SET lease = NULL, leased_until = NULL WHERE leased_until IS NOT NULL"
    )


def first_due(connection: Connection, after: str) -> str | None:
    """Return when the first free target is due later than `after`, as text; None if none ever is."""
    firsts = [
        connection.execute(_FIRST, (precedence, after)).fetchone()[0] for precedence in Precedence
    ]
    return min((text for text in firsts if text is not None), default=None)


def _rooms(connection: Connection, claim: DueClaim) -> _Rooms:
    """Count the live leases by host, after those that ran out.

    A lease that ran out keeps its token until somebody else takes the target: who was merely slow may still
    commit, and only a real successor makes that a lost lease.
    """
    now = to_text(claim.now)
    connection.execute(
        "UPDATE target SET leased_until = NULL WHERE leased_until IS NOT NULL AND leased_until <= ?",
        (now,),
    )
    rooms = _Rooms(
        now=now,
        politeness=claim.politeness,
        allowances=read_allowances(connection, claim.politeness, claim.now),
    )
    for (host,) in connection.execute("SELECT host FROM target WHERE leased_until IS NOT NULL"):
        rooms.leased[host] += 1
    return rooms


def _pick(
    connection: Connection,
    claim: DueClaim,
    precedence: Precedence,
    rooms: _Rooms,
    limit: int,
) -> list[_Due]:
    """Return up to `limit` targets of that precedence, longest due first, of hosts with room.

    As many from the head of the queue are mostly enough, and a further look behind them else. Where busy hosts crowd
    that, too, each host with room is asked for its own first targets, so that no host waits behind another's backlog.
    """
    asked = {
        "precedence": precedence.value,
        "due_by": to_text(claim.due_by),
        "sources": None if claim.sources is None else json.dumps(sorted(claim.sources)),
    }
    if claim.hosts is not None:
        asked["taken"] = "[]"
        heads = _heads_by_host(connection, asked, precedence, rooms, claim.hosts)
        return rooms.take(heads, precedence, limit)
    taken: list[_Due] = []
    behind = 0
    for ahead in (limit, 3 * limit + 64):
        look = {**asked, "limit": ahead, "behind": behind}
        head: list[_Due] = connection.execute(_IN_ORDER, look).fetchall()
        rooms.meet(connection, (host for _, host, _ in head))
        taken += rooms.take(head, precedence, limit - len(taken))
        if len(taken) == limit or len(head) < ahead:
            return taken
        behind = ahead
    asked["taken"] = json.dumps([row[0] for row in taken])
    hosts = [host for (host,) in connection.execute("SELECT name FROM host")]
    rest = _heads_by_host(connection, asked, precedence, rooms, hosts)
    return taken + rooms.take(rest, precedence, limit - len(taken))


def _heads_by_host(
    connection: Connection,
    asked: dict[str, str | int | None],
    precedence: Precedence,
    rooms: _Rooms,
    hosts: Collection[str],
) -> list[_Due]:
    """Return the first targets of each of `hosts` with room, as many as it has room for, longest due first."""
    rooms.meet(connection, hosts)
    hosts_by_room: dict[int, list[str]] = defaultdict(list)
    for host in hosts:
        if (room := rooms.left(host)) > 0 and rooms.may_ask(host, precedence):
            hosts_by_room[room].append(host)
    due: list[_Due] = []
    for room, alike in hosts_by_room.items():
        due += connection.execute(BY_HOST, {**asked, "hosts": json.dumps(alike), "limit": room})
    return sorted(due, key=lambda row: (row[2], row[0]))


def lease_rows(connection: Connection, lease: str, until: datetime, ids: list[int]) -> list[Target]:
    """Lease these targets under the token `lease`, and return them in this order."""
    if not ids:
        return []
    rows = connection.execute(
        _LEASE, {"lease": lease, "until": to_text(until), "ids": json.dumps(ids)}
    )
    target_by_id = {row[0]: _target(row) for row in rows}
    return [target_by_id[id_] for id_ in ids]


def _target(row: Row) -> Target:
    id_, kind, source, article, url, host, due_at, lease, failures, etag, modified = row[:11]
    round_, wished, worth, firm, reason, made_at = row[11:]
    # Who wishes for pages wants to see them: "not modified" would be no answer.
    is_bare = wished > 1 or (etag is None and modified is None)
    return Target(
        id=id_,
        kind=_KINDS[kind],
        source=SourceId(source),
        article=article,
        url=url,
        host=host,
        due_at=to_time(due_at),
        lease=lease,
        failures=failures,
        reason=Reason(reason) if reason else None,
        made_at=to_time(made_at),
        validators=NO_VALIDATORS if is_bare else Validators(etag=etag, last_modified=modified),
        round=round_from_json(round_),
        pages_wished=wished,
        # RETURNING hands out a REAL without a fraction as an integer.
        worth=float(worth),
        firm=float(firm),
    )
