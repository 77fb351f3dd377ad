"""The frontier: which targets are due, and who holds them. Decides who comes next, never when."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
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
from monitor.store.connection import Connection
from monitor.store.days import read_allowances
from monitor.store.rows import Row, round_from_json, to_text, to_time

# A free, watched target that is ever due: the condition of the two indexes of the frontier.
FREE = "due_at IS NOT NULL AND leased_until IS NULL AND is_watched = 1"
WANTED = (
    "kind = :kind AND due_at <= :due_by "
    "AND (:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))"
)
_IN_ORDER = (
    f"SELECT id, host, due_at, checked_at IS NULL FROM target INDEXED BY target_due WHERE {FREE} AND {WANTED} "  # noqa: S608 - constants
    "ORDER BY due_at LIMIT :limit"
)
BY_HOST = (
    "SELECT target.id, target.host, target.due_at, target.checked_at IS NULL FROM json_each(:hosts) AS turn "  # noqa: S608 - constants
    "CROSS JOIN target ON target.id IN ("
    f"SELECT id FROM target INDEXED BY target_host_due WHERE {FREE} AND {WANTED} "
    "AND host = turn.value AND (:only_news = 0 OR checked_at IS NULL) "
    "AND id NOT IN (SELECT value FROM json_each(:taken)) "
    "ORDER BY due_at LIMIT :limit)"
)
_LEASE = """
UPDATE target SET lease = :lease, leased_until = :until
WHERE id IN (SELECT value FROM json_each(:ids))
RETURNING id, kind, source, article, url, host, due_at, lease, failures, etag, last_modified, round, pages_wished,
    worth, firm, reason, made_at
"""

# What identifies a due target: its row, its host, since when it is due, and whether it was never checked.
_Due = tuple[int, str, str, int]


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


@dataclass(kw_only=True, slots=True)
class _Rooms:
    """How many more leases each host may get."""

    politeness: PolitenessRules
    quiet: frozenset[str]
    # Those whose breaker is open and that may be probed.
    probed: frozenset[str]
    # Who may still ask those whose budget of the day is nearly used up.
    allowances: dict[str, Allowance]
    leased: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def left(self, host: str) -> int:
        """Return how many more leases `host` may get now."""
        if host in self.quiet:
            return 0
        most = 1 if host in self.probed else self.politeness.of(host).concurrency
        return most - self.leased.get(host, 0)

    def may_ask(self, host: str, kind: TargetKind, *, is_new: bool) -> bool:
        """Say whether the host's budget of the day has something left for such a target."""
        needed = Allowance.LISTINGS
        if kind is TargetKind.ARTICLE:
            needed = Allowance.NEWS if is_new else Allowance.ALL
        return self.allowances.get(host, Allowance.ALL) >= needed

    def take(self, due: Iterable[_Due], kind: TargetKind, limit: int) -> list[_Due]:
        """Return the first `limit` of `due` whose hosts have room, and count them."""
        taken: list[_Due] = []
        for row in due:
            if len(taken) == limit:
                break
            if self.left(row[1]) > 0 and self.may_ask(row[1], kind, is_new=bool(row[3])):
                self.leased[row[1]] += 1
                taken.append(row)
        return taken


def claim_due(connection: Connection, claim: DueClaim) -> list[Target]:
    """Lease targets (`Store.claim_due`)."""
    if claim.limit <= 0:
        return []
    return _lease(connection, claim, next_due(connection, claim))


def next_due(connection: Connection, claim: DueClaim) -> list[int]:
    """Return the targets that `claim` gets. Leases nothing, but ends the leases that ran out."""
    rooms = _rooms(connection, claim)
    picked: list[int] = []
    for kind in (TargetKind.LISTING, TargetKind.ARTICLE):
        missing = claim.limit - len(picked)
        if missing > 0:
            picked += [row[0] for row in _pick(connection, claim, kind, rooms, missing)]
    return picked


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
    (due_at,) = connection.execute(
        f"""
        SELECT min(due_at) FROM (
            SELECT min(due_at) AS due_at FROM target INDEXED BY target_due
            WHERE {FREE} AND kind = 'listing' AND due_at > :after
            UNION ALL
            SELECT min(due_at) FROM target INDEXED BY target_due
            WHERE {FREE} AND kind = 'article' AND due_at > :after
        ) AS first
        """,  # noqa: S608 - constants
        {"after": after},
    ).fetchone()
    text: str | None = due_at
    return text


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
        politeness=claim.politeness,
        allowances=read_allowances(connection, claim.politeness, claim.now),
        quiet=frozenset(
            name
            for (name,) in connection.execute(
                "SELECT name FROM host WHERE quiet_until > :now OR probe_at > :now", {"now": now}
            )
        ),
        probed=frozenset(
            name
            for (name,) in connection.execute("SELECT name FROM host WHERE probe_at <= ?", (now,))
        ),
    )
    for (host,) in connection.execute("SELECT host FROM target WHERE leased_until IS NOT NULL"):
        rooms.leased[host] += 1
    return rooms


def _pick(
    connection: Connection, claim: DueClaim, kind: TargetKind, rooms: _Rooms, limit: int
) -> list[_Due]:
    """Return up to `limit` targets of `kind`, longest due first, of hosts with room.

    A look at the head of the queue is mostly enough. Where busy hosts crowd it, each host with room is asked
    for its own first targets, so that no host waits behind another's backlog.
    """
    asked = {
        "kind": kind.value,
        "due_by": to_text(claim.due_by),
        "sources": None if claim.sources is None else json.dumps(sorted(claim.sources)),
    }
    ahead = 4 * limit + 64
    head: list[_Due] = connection.execute(_IN_ORDER, {**asked, "limit": ahead}).fetchall()
    taken = rooms.take(head, kind, limit)
    if len(taken) == limit or len(head) < ahead:
        return taken
    asked["taken"] = json.dumps([row[0] for row in taken])
    rest = _heads_by_host(connection, asked, kind, rooms)
    return taken + rooms.take(rest, kind, limit - len(taken))


def _heads_by_host(
    connection: Connection,
    asked: dict[str, str | None],
    kind: TargetKind,
    rooms: _Rooms,
) -> list[_Due]:
    """Return the first targets of every host with room, as many as it has room for, longest due first."""
    # By their room, and by whether only what was never checked may ask them.
    hosts_by_room: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for (host,) in connection.execute("SELECT name FROM host"):
        if (room := rooms.left(host)) > 0 and rooms.may_ask(host, kind, is_new=True):
            only_news = not rooms.may_ask(host, kind, is_new=False)
            hosts_by_room[room, only_news].append(host)
    due: list[_Due] = []
    for (room, only_news), hosts in hosts_by_room.items():
        turn = {"hosts": json.dumps(hosts), "limit": room, "only_news": only_news}
        due += connection.execute(BY_HOST, {**asked, **turn})
    return sorted(due, key=lambda row: (row[2], row[0]))


def _lease(connection: Connection, claim: DueClaim, ids: list[int]) -> list[Target]:
    if not ids:
        return []
    rows = connection.execute(
        _LEASE, {"lease": claim.lease, "until": to_text(claim.until), "ids": json.dumps(ids)}
    )
    target_by_id = {row[0]: _target(row) for row in rows}
    return [target_by_id[id_] for id_ in ids]


def _target(row: Row) -> Target:
    (
        id_,
        kind,
        source,
        article,
        url,
        host,
        due_at,
        lease,
        failures,
        etag,
        modified,
        round_,
        wished,
        worth,
        firm,
        reason,
        made_at,
    ) = row
    return Target(
        id=id_,
        kind=TargetKind(kind),
        source=SourceId(source),
        article=article,
        url=url,
        host=host,
        due_at=to_time(due_at),
        lease=lease,
        failures=failures,
        reason=Reason(reason) if reason else None,
        made_at=to_time(made_at),
        # Who wishes for pages wants to see them: "not modified" would be no answer.
        validators=NO_VALIDATORS if wished > 1 else Validators(etag=etag, last_modified=modified),
        round=round_from_json(round_),
        pages_wished=wished,
        # RETURNING hands out a REAL without a fraction as an integer.
        worth=float(worth),
        firm=float(firm),
    )
