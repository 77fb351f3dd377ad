"""A plan applied whole: the order of its parts in one transaction, and the two checks that may refuse it."""

import json
from collections.abc import Iterable
from datetime import datetime

from monitor.errors import LeaseLost, StaleKnown
from monitor.model import (
    Block,
    Committed,
    Demand,
    Front,
    LateTelling,
    Match,
    Plan,
)
from monitor.noun import dataclass, replace
from monitor.store import articles, outbox
from monitor.store.connection import CONTRADICTIONS, Connection
from monitor.store.days import count
from monitor.store.events import add_events
from monitor.store.group import Group
from monitor.store.health import set_breakage
from monitor.store.hosts import STATE as HOST
from monitor.store.hosts import update_host
from monitor.store.leasing import Claims, Stored, lease_of
from monitor.store.next_check import set_next
from monitor.store.noted import note_problems
from monitor.store.observations import observe
from monitor.store.rows import Row, hits_to_json, to_text
from monitor.store.states import update_source
from monitor.store.stays import stand
from monitor.store.stories import place, told_already

_STANDING = f"""
SELECT pages_wished, is_watched, target.worth, target.firm,
    (SELECT coalesce(max(number), 0) FROM revision WHERE revision.article = :article),
    {HOST}
FROM target JOIN host ON host.name = target.host WHERE target.id = :id AND target.lease = :lease
"""  # noqa: S608 - constants
# A target that is due already keeps its place.
_HASTEN = """
UPDATE target SET due_at = max(min(coalesce(due_at, :now), :now), coalesce(limited_until, '')), failures = 0
WHERE article IN (SELECT value FROM json_each(:articles))
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Standing:
    """How a target, its article and its host stand when its check is committed."""

    pages_wished: int
    is_watched: bool
    demand: Demand
    # The newest wording of the article that the plan is about, 0 if there is none.
    number: int
    host: Row


def commit(
    connection: Connection, plan: Plan, group: Group, claims: Claims | None = None
) -> Stored:
    """Apply `plan` (`Store.commit`), with what is written once for its whole group, and lease of it by `claims`."""
    article = _subject(plan)
    standing = _check_lease(connection, plan, article)
    if plan.expects not in (None, standing.number) and article is not None:
        raise StaleKnown(f"article {article} is at revision {standing.number}, not {plan.expects}")
    try:
        committed = _apply(connection, plan, article, standing.host)
    except CONTRADICTIONS as error:
        # A row that the plan builds on was merged away, or one that it adds is there already.
        raise StaleKnown(f"what the plan rests on has changed ({error})") from error
    asked = set_next(connection, plan, standing.pages_wished)
    if claims is not None:
        committed = lease_of(connection, plan, committed, claims)
    # Last: what is noted is not undone with the rest.
    group.note(plan)
    if standing.is_watched:
        group.shift(plan.target.host, standing.demand, asked)
    stored = Stored(committed=committed)
    if claims is not None and claims.leases.next is not None and committed.target is None:
        group.follow(stored, claims)
    return stored


def tell_late(connection: Connection, late: Iterable[LateTelling], now: datetime) -> Committed:
    """Store what is told outside of any check (`Store.tell_late`)."""
    told = Committed()
    for telling in late:
        row = connection.execute(
            "SELECT id, page FROM revision WHERE article = ? AND number = ?",
            (telling.article, telling.revision),
        ).fetchone()
        if row is None:
            continue
        at, article, revision = to_text(now), telling.article, int(row[0])
        matches = _add_matches(connection, telling.matches, at, article, revision)
        told_before = told_already(connection, article, telling.alerts)
        news = [alert for alert in telling.alerts if alert.id not in told_before]
        alerts, deliveries = outbox.add_alerts(
            connection, news, at, article=article, revision=revision, page=row[1]
        )
        told = replace(
            told,
            matches=told.matches + matches,
            alerts=told.alerts + alerts,
            deliveries=told.deliveries + deliveries,
        )
    return told


def _apply(connection: Connection, plan: Plan, article: int | None, host: Row) -> Committed:
    now = to_text(plan.next.checked_at)
    source = plan.target.source
    found, positions = articles.add_found(connection, source, plan.found, now)
    articles.add_sightings(connection, plan.sightings, now)
    _note_article(connection, plan, now)
    for reading in plan.counted:
        articles.read_counter(connection, reading)
        observe(connection, reading)
    revision = _revision(connection, plan, article)
    if plan.story is not None:
        place(connection, plan.story)
    if told_already(connection, article, plan.alerts):
        raise StaleKnown("the story was told of another article meanwhile")
    matches = _add_matches(connection, plan.matches, now, article, revision)
    alerts, deliveries = outbox.add_alerts(
        connection,
        plan.alerts,
        now,
        article=article,
        revision=revision,
        source=source,
        page=plan.page,
    )
    troubles, told = _add_troubles(connection, plan, now)
    add_events(connection, plan.events, plan.page)
    for front in _fronts(plan, positions):
        stand(connection, source, front)
    _note_source(connection, plan, now, host)
    if plan.merge is not None:
        articles.merge(connection, plan.merge)
    return Committed(
        articles=found,
        revisions=int(plan.revision is not None),
        matches=matches,
        alerts=alerts + troubles,
        deliveries=deliveries + told,
    )


def _add_troubles(connection: Connection, plan: Plan, now: str) -> tuple[int, int]:
    """Store what is told of the source, whichever article's page showed it; return how many alerts and deliveries."""
    if plan.health is None or not plan.health.alerts:
        return 0, 0
    return outbox.add_alerts(
        connection,
        plan.health.alerts,
        now,
        article=None,
        revision=None,
        source=plan.target.source,
        page=plan.page,
    )


def _check_lease(connection: Connection, plan: Plan, article: int | None) -> _Standing:
    """Return how all stands by now. Raises `LeaseLost`."""
    asked = {"id": plan.target.id, "lease": plan.target.lease, "article": article}
    row = connection.execute(_STANDING, asked).fetchone()
    if row is None:
        raise LeaseLost(f"the target {plan.target.url} is in other hands by now")
    pages_wished, is_watched, worth, firm, number, *host = row
    return _Standing(
        pages_wished=pages_wished,
        is_watched=bool(is_watched),
        demand=Demand(worth=worth, firm=firm),
        number=number,
        host=tuple(host),
    )


def _subject(plan: Plan) -> int | None:
    """Return the article that the plan is about; None for a listing."""
    for part in (plan.article, plan.revision, plan.observation):
        if part is not None:
            return part.article
    return plan.target.article


def _revision(connection: Connection, plan: Plan, article: int | None) -> int | None:
    """Return the row that matches and alerts point at: the plan's revision, else the newest held."""
    if plan.revision is not None:
        return articles.add_revision(connection, plan.revision, plan.page)
    if not (plan.matches or plan.alerts):
        return None
    row = connection.execute(
        "SELECT id FROM revision WHERE article = ? ORDER BY number DESC LIMIT 1", (article,)
    ).fetchone()
    return int(row[0]) if row else None


def _add_matches(
    connection: Connection,
    matches: tuple[Match, ...],
    now: str,
    article: int | None,
    revision: int | None,
) -> int:
    if not matches:
        return 0
    return connection.executemany(
        'INSERT INTO "match" (article, revision, rule, matched_at, hits) VALUES (?, ?, ?, ?, ?) '
        "ON CONFLICT DO NOTHING",
        [(article, revision, match.rule, now, hits_to_json(match.hits)) for match in matches],
    ).rowcount


def _note_article(connection: Connection, plan: Plan, now: str) -> None:
    """Write what the check says of its article, wordings apart."""
    seen = plan.observation
    reading = None if seen is None or seen.views is None else seen
    if plan.article is not None:
        articles.update_article(connection, plan.article, reading, now)
    elif reading is not None:
        articles.read_counter(connection, reading)
    if seen is not None:
        observe(connection, seen)


def _fronts(plan: Plan, found: articles.Positions) -> Iterable[Front]:
    """Return the plan's fronts, with the articles that are stored only by this plan in their places."""
    if not found:
        return plan.fronts
    at = plan.next.checked_at
    new = Front(block=Block.LISTING, at=at, continues_from=at, positions=found)
    return (*plan.fronts, new)


def _note_source(connection: Connection, plan: Plan, now: str, host: Row) -> None:
    """Write what the check says of the source and its host, apart from articles."""
    source = plan.target.source
    note_problems(connection, plan, now)
    if plan.source is not None:
        update_source(connection, source, plan.source, now)
    if plan.health is not None:
        set_breakage(connection, source, plan.health)
    if plan.hasten:
        connection.execute(_HASTEN, {"now": now, "articles": json.dumps(plan.hasten)})
    update_host(connection, plan, host)
    count(connection, plan)
