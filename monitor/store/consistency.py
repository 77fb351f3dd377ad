"""What the rows say against one another, beyond what SQLite itself can check. Reads every one; mends none."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta

from monitor.core.fingerprint import VERSION, fingerprint
from monitor.model import Finding, Health, Part
from monitor.store.packing import unpack
from monitor.store.rows import to_text

# Longer than any lease.
_LEASE = timedelta(hours=1)

# What must never be, and the count of it.
_NEVER = {
    "matches of no article": (
        'SELECT count(*) FROM "match" WHERE article NOT IN (SELECT id FROM article)'
    ),
    "articles without a target": (
        "SELECT count(*) FROM article WHERE NOT EXISTS "
        "(SELECT 1 FROM target WHERE target.article = article.id)"
    ),
    "articles without an identity": (
        "SELECT count(*) FROM article WHERE NOT EXISTS "
        "(SELECT 1 FROM identity WHERE identity.article = article.id)"
    ),
    "deliveries of no alert": (
        "SELECT count(*) FROM delivery WHERE alert NOT IN (SELECT id FROM alert)"
    ),
    "deliveries that are sent without an attempt": (
        "SELECT count(*) FROM delivery WHERE state = 'sent' AND NOT EXISTS "
        "(SELECT 1 FROM attempt WHERE attempt.delivery = delivery.id)"
    ),
    "deliveries that wait for no time": (
        "SELECT count(*) FROM delivery WHERE state = 'pending' AND due_at IS NULL"
    ),
    "attempts of no delivery": (
        "SELECT count(*) FROM attempt WHERE delivery NOT IN (SELECT id FROM delivery)"
    ),
    "alerts of no wording": (
        "SELECT count(*) FROM alert WHERE revision IS NOT NULL "
        "AND revision NOT IN (SELECT id FROM revision)"
    ),
    "wordings that cannot be searched": (
        "SELECT count(*) FROM revision WHERE id NOT IN (SELECT id FROM revision_search_docsize)"
    ),
    "counts of deliveries that are not theirs": (
        "WITH counted AS (SELECT sink, state, count(*) AS deliveries FROM delivery GROUP BY sink, state), "
        "kept AS (SELECT sink, state, deliveries FROM sink_state WHERE deliveries <> 0) "
        "SELECT (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept)) "
        "+ (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted))"
    ),
    "counts of matches that are not theirs": (
        'WITH counted AS (SELECT rule, count(DISTINCT article) AS articles FROM "match" GROUP BY rule), '
        "kept AS (SELECT rule, sum(articles) AS articles FROM rule_day GROUP BY rule) "
        "SELECT (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept)) "
        "+ (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted))"
    ),
    "leases that ended long ago": (
        "SELECT (SELECT count(*) FROM target WHERE leased_until < :stale) "
        "+ (SELECT count(*) FROM delivery WHERE leased_until < :stale)"
    ),
}


def contradictions(connection: sqlite3.Connection, now: datetime) -> Iterator[Finding]:
    """Yield what the rows come to: references, counts of what must never be, wordings against their fingerprints.

    Raises `sqlite3.Error`.
    """
    yield _finding("references", len(connection.execute("PRAGMA foreign_key_check").fetchall()))
    for what, query in _NEVER.items():
        (count,) = connection.execute(query, {"stale": to_text(now - _LEASE)}).fetchone()
        if count:
            yield _finding(what, count)
    yield _finding("wordings that are not as they were stored", _changed(connection))
    yield _finding("packed readings that are not all there", _cut_short(connection))


def _changed(connection: sqlite3.Connection) -> int:
    """Return how many wordings do not have their fingerprint: a flipped bit in a text is seen by nothing else."""
    rows = connection.execute(
        "SELECT title, body, fingerprint FROM revision WHERE substr(fingerprint, 1, 1) = ?",
        (bytes([VERSION]),),
    )
    return sum(fingerprint(title, body) != stored for title, body, stored in rows)


def _cut_short(connection: sqlite3.Connection) -> int:
    """Return how many packs do not have as many readings as were packed."""
    rows = connection.execute("SELECT count, readings FROM observation_packed")
    return sum(len(unpack(readings)) != count for count, readings in rows)


def _finding(what: str, count: int) -> Finding:
    return Finding(
        part=Part.CONTENT,
        what=what,
        health=Health.BAD if count else Health.GOOD,
        detail=f"{count:,} wrong" if count else "none wrong",
        hint="restore a backup, or report it with this line" if count else "",
    )
