"""A plan applied whole: the order of its parts in one transaction, and the two checks that may refuse it."""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from monitor.errors import LeaseLost, StaleKnown
from monitor.model import Committed, LateTelling, Match, NextCheck, Plan, SourceUpdate
from monitor.store import articles, outbox
from monitor.store.known import newest_number
from monitor.store.rows import hits_to_json, round_to_json, to_ms, to_text

_NEXT = """
UPDATE target SET
    due_at = :due_at, lease = NULL, leased_until = NULL, pages_wished = :pages_wished, round = :round,
    failures = :failures, checked_at = :checked_at, took_ms = :took_ms, status = :status, reason = :reason,
    detail = :detail, etag = :etag, last_modified = :last_modified
WHERE id = :id
"""
_PROBLEM = """
INSERT INTO problem (source, field, kind, count, first_seen_at, last_seen_at, last_url, last_detail)
VALUES (:source, :field, :kind, 1, :now, :now, :url, :detail)
ON CONFLICT DO UPDATE SET
    count = count + 1, last_seen_at = excluded.last_seen_at, last_url = excluded.last_url,
    last_detail = excluded.last_detail
"""
_RATE = """
INSERT OR REPLACE INTO rate (source, currency, seen_at, value)
SELECT :source, :currency, :now, :value WHERE :value IS NOT (
    SELECT value FROM rate WHERE source = :source AND currency = :currency ORDER BY seen_at DESC LIMIT 1
)
"""


def commit(connection: sqlite3.Connection, plan: Plan) -> Committed:
    """Apply `plan` (`Store.commit`)."""
    wished = _check_lease(connection, plan)
    article = _subject(plan)
    if plan.expects is not None and article is not None:
        _check_revision(connection, article, plan.expects)
    try:
        committed = _apply(connection, plan, article)
    except sqlite3.IntegrityError as error:
        # A row that the plan builds on was merged away, or one that it adds is there already.
        raise StaleKnown(f"what the plan rests on has changed ({error})") from error
    _set_next(connection, plan, wished)
    return committed


def tell_late(
    connection: sqlite3.Connection, late: Iterable[LateTelling], now: datetime
) -> Committed:
    """Store what is told outside of any check (`Store.tell_late`)."""
    told = Committed()
    for telling in late:
        row = connection.execute(
            "SELECT id FROM revision WHERE article = ? AND number = ?",
            (telling.article, telling.revision),
        ).fetchone()
        if row is None:
            continue
        at, subject = to_text(now), {"article": telling.article, "revision": int(row[0])}
        matches = _add_matches(connection, telling.matches, at, **subject)
        alerts, deliveries = outbox.add_alerts(connection, telling.alerts, at, **subject)
        told = replace(
            told,
            matches=told.matches + matches,
            alerts=told.alerts + alerts,
            deliveries=told.deliveries + deliveries,
        )
    return told


def _apply(connection: sqlite3.Connection, plan: Plan, article: int | None) -> Committed:
    now = to_text(plan.next.checked_at)
    found = articles.add_found(connection, plan.target.source, plan.found, now)
    articles.add_sightings(connection, plan.sightings, now)
    if plan.article is not None:
        articles.update_article(connection, plan.article, now)
    if plan.observation is not None:
        articles.observe(connection, plan.observation)
    revision = _revision(connection, plan, article)
    matches = _add_matches(connection, plan.matches, now, article, revision)
    alerts, deliveries = outbox.add_alerts(
        connection, plan.alerts, now, article=article, revision=revision
    )
    _note_source(connection, plan, now)
    if plan.merge is not None:
        articles.merge(connection, plan.merge)
    return Committed(
        articles=found,
        revisions=int(plan.revision is not None),
        matches=matches,
        alerts=alerts,
        deliveries=deliveries,
    )


def _check_lease(connection: sqlite3.Connection, plan: Plan) -> int:
    """Return how many pages are wished of the target by now."""
    row = connection.execute(
        "SELECT pages_wished FROM target WHERE id = ? AND lease = ?",
        (plan.target.id, plan.target.lease),
    ).fetchone()
    if row is None:
        raise LeaseLost(f"the target {plan.target.url} is in other hands by now")
    return int(row[0])


def _check_revision(connection: sqlite3.Connection, article: int, expected: int) -> None:
    held = newest_number(connection, article)
    if held != expected:
        raise StaleKnown(f"article {article} is at revision {held}, not {expected}")


def _subject(plan: Plan) -> int | None:
    """Return the article that the plan is about; None for a listing."""
    for part in (plan.article, plan.revision, plan.observation):
        if part is not None:
            return part.article
    return plan.target.article


def _revision(connection: sqlite3.Connection, plan: Plan, article: int | None) -> int | None:
    """Return the row that matches and alerts point at: the plan's revision, else the newest held."""
    if plan.revision is not None:
        return articles.add_revision(connection, plan.revision)
    if not (plan.matches or plan.alerts):
        return None
    row = connection.execute(
        "SELECT id FROM revision WHERE article = ? ORDER BY number DESC LIMIT 1", (article,)
    ).fetchone()
    return int(row[0]) if row else None


def _add_matches(
    connection: sqlite3.Connection,
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


def _note_source(connection: sqlite3.Connection, plan: Plan, now: str) -> None:
    """Write what the check says of the source and its host, apart from articles."""
    source = plan.target.source
    connection.executemany(
        _RATE,
        [
            {"source": source, "currency": rate.currency, "now": now, "value": rate.value}
            for rate in plan.rates
        ],
    )
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
    if plan.source is not None:
        _update_source(connection, source, plan.source, now)
    if plan.host_quiet_until is not None:
        connection.execute(
            "UPDATE host SET quiet_until = max(coalesce(quiet_until, ''), ?) WHERE name = ?",
            (to_text(plan.host_quiet_until), plan.target.host),
        )


def _update_source(
    connection: sqlite3.Connection, source: str, update: SourceUpdate, now: str
) -> None:
    connection.execute(
        "UPDATE source SET failures = ?, reason = ?, seeded_at = coalesce(?, seeded_at), "
        "polled_at = coalesce(?, polled_at) WHERE id = ?",
        (
            update.failures,
            update.reason.value if update.reason else None,
            to_text(update.seeded_at),
            to_text(update.polled_at),
            source,
        ),
    )
    if (hole := update.hole) is not None:
        connection.execute(
            'INSERT INTO hole (source, noticed_at, pages, "after", "before") VALUES (?, ?, ?, ?, ?)',
            (source, now, hole.pages, to_text(hole.after), to_text(hole.before)),
        )


def _set_next(connection: sqlite3.Connection, plan: Plan, wished: int) -> None:
    """Say when the target is due again and give the lease back."""
    next_ = _heed_wish(plan, wished)
    is_fulfilled = next_.round is not None or (
        next_.reason is None and wished == plan.target.pages_wished
    )
    connection.execute(
        _NEXT,
        {
            "id": plan.target.id,
            "due_at": to_text(next_.due_at),
            "pages_wished": 1 if is_fulfilled else wished,
            "round": round_to_json(next_.round),
            "failures": next_.failures,
            "checked_at": to_text(next_.checked_at),
            "took_ms": to_ms(next_.took),
            "status": next_.status,
            "reason": next_.reason.value if next_.reason else None,
            "detail": next_.detail,
            "etag": next_.validators.etag,
            "last_modified": next_.validators.last_modified,
        },
    )


def _heed_wish(plan: Plan, wished: int) -> NextCheck:
    """Return the plan's next check, changed by a wish for pages that came while the check was under way.

    A round that goes on becomes longer; else the target is due again at once.
    """
    next_ = plan.next
    if next_.round is not None:
        at_least = max(next_.round.at_least, wished)
        return replace(next_, round=replace(next_.round, at_least=at_least))
    if wished != plan.target.pages_wished:
        return replace(next_, due_at=next_.checked_at)
    return next_
