"""The fourth migration: deliveries that are held, gathered into a digest, or muted, and in which order they go."""

from sqlite_utils import Database

from monitor.store.script import run_script

# SQLite cannot widen a CHECK, so both tables are written anew; `attempt` points at `delivery`, which takes the
# reference along when it gets its name.
_DELIVERIES = """
CREATE TABLE new_delivery (
    id INTEGER PRIMARY KEY,
    alert TEXT NOT NULL REFERENCES alert (id),
    sink TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'dead', 'gathered', 'muted')),
    due_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    lease TEXT,
    leased_at TEXT,
    leased_until TEXT,
    settled_at TEXT,
    -- Whether an earlier one about the same article to the same sink was on its way when this was made.
    follows INTEGER NOT NULL DEFAULT 0 CHECK (follows IN (0, 1)),
    -- Why it waits, with whom, and since when it need not any more.
    held TEXT,
    "group" TEXT,
    released_at TEXT,
    -- The digest that tells it, or the silence that does not.
    told_in TEXT REFERENCES alert (id),
    muted_by TEXT REFERENCES silence (id),
    replays INTEGER NOT NULL DEFAULT 0,
    replayed_at TEXT,
    UNIQUE (alert, sink)
) STRICT;

CREATE TABLE new_attempt (
    id INTEGER PRIMARY KEY,
    delivery INTEGER NOT NULL REFERENCES new_delivery (id),
    started_at TEXT NOT NULL,
    took_ms INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    reason TEXT,
    detail TEXT NOT NULL
) STRICT;

INSERT INTO new_delivery (id, alert, sink, state, due_at, attempts, lease, leased_until, settled_at)
SELECT id, alert, sink, state, due_at, attempts, lease, leased_until, settled_at FROM delivery;

INSERT INTO new_attempt (id, delivery, started_at, took_ms, outcome, status, reason, detail)
SELECT id, delivery, started_at, took_ms, outcome, status, reason, detail FROM attempt;

DROP TABLE attempt;
DROP TABLE delivery;
ALTER TABLE new_delivery RENAME TO delivery;
ALTER TABLE new_attempt RENAME TO attempt;

CREATE INDEX delivery_due ON delivery (sink, due_at)
    WHERE state = 'pending' AND leased_until IS NULL;
CREATE INDEX delivery_leased ON delivery (leased_until, sink) WHERE leased_until IS NOT NULL;
CREATE INDEX delivery_group ON delivery (sink, "group", released_at) WHERE "group" IS NOT NULL;
CREATE INDEX delivery_released ON delivery (sink, released_at) WHERE released_at IS NOT NULL;
CREATE INDEX delivery_told_in ON delivery (told_in) WHERE told_in IS NOT NULL;
CREATE INDEX delivery_muted_by ON delivery (muted_by) WHERE muted_by IS NOT NULL;
CREATE INDEX attempt_delivery ON attempt (delivery);
"""

# `matchers` are as they were written, in a JSON array.
_SILENCES = """
CREATE TABLE silence (
    id TEXT PRIMARY KEY,
    matchers TEXT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at TEXT NOT NULL,
    begins_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT;

CREATE INDEX silence_ends ON silence (ends_at);
"""

_ACKNOWLEDGEMENTS = """
CREATE TABLE acknowledgement (
    alert TEXT PRIMARY KEY REFERENCES alert (id),
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


def m0004_dispatch(db: Database) -> None:
    """Add why a delivery waits and what became of it, silences, and who took note of an alert."""
    run_script(db, _SILENCES + _DELIVERIES + _ACKNOWLEDGEMENTS)
