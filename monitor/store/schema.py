"""The tables, as numbered migrations. Append only: a shipped migration is never edited.

Times are ISO 8601 text in UTC, durations `*_ms`, lists JSON. Every table can be browsed with Datasette and the
sqlite-utils command line.
"""

import sqlite3
from collections.abc import Callable, Sequence

from sqlite_utils import Database, Migrations

from monitor.store.m0002 import m0002_after_publication
from monitor.store.m0003 import m0003_disabled_sinks
from monitor.store.m0004 import m0004_dispatch
from monitor.store.m0005 import m0005_stories
from monitor.store.m0006 import m0006_uptime
from monitor.store.m0007 import m0007_hosts
from monitor.store.m0008 import m0008_health
from monitor.store.m0009 import m0009_limits
from monitor.store.m0010 import m0010_copies
from monitor.store.m0012 import m0012_packed
from monitor.store.m0014 import m0014_pages
from monitor.store.m0015 import m0015_precedence
from monitor.store.m0017 import m0017_evidence
from monitor.store.m0018 import m0018_counts
from monitor.store.script import run_script

Step = Callable[[Database], None]

# Of `source`, `target` and `host`: what is watched, and when it is due.
_WATCHED = """
CREATE TABLE source (
    id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    listing TEXT NOT NULL,
    language TEXT,
    is_configured INTEGER NOT NULL DEFAULT 1,
    seeded_at TEXT,
    polled_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    reason TEXT
) STRICT;

CREATE TABLE host (
    name TEXT PRIMARY KEY,
    quiet_until TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE target (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('listing', 'article')),
    source TEXT NOT NULL REFERENCES source (id),
    article INTEGER UNIQUE REFERENCES article (id),
    url TEXT NOT NULL,
    host TEXT NOT NULL REFERENCES host (name),
    is_watched INTEGER NOT NULL DEFAULT 1,
    due_at TEXT,
    lease TEXT,
    leased_until TEXT,
    pages_wished INTEGER NOT NULL DEFAULT 1,
    round TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    checked_at TEXT,
    took_ms INTEGER,
    status INTEGER,
    reason TEXT,
    detail TEXT,
    etag TEXT,
    last_modified TEXT
) STRICT;

CREATE UNIQUE INDEX target_listing ON target (source) WHERE kind = 'listing';
CREATE INDEX target_due ON target (kind, due_at, host, source)
    WHERE due_at IS NOT NULL AND leased_until IS NULL AND is_watched = 1;
CREATE INDEX target_host_due ON target (host, kind, due_at, source)
    WHERE due_at IS NOT NULL AND leased_until IS NULL AND is_watched = 1;
CREATE INDEX target_leased ON target (leased_until, host) WHERE leased_until IS NOT NULL;
"""

# What is held: an article, what makes it the same, when it was seen, and how it was worded.
_HELD = """
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES source (id),
    name TEXT NOT NULL,
    key BLOB NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    language TEXT,
    section TEXT,
    author TEXT,
    published_at TEXT,
    modified_at TEXT,
    first_seen_at TEXT NOT NULL,
    withdrawn_at TEXT,
    is_seeded INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    short_url TEXT,
    images TEXT,
    related TEXT
) STRICT;

CREATE INDEX article_newest ON article (coalesce(published_at, first_seen_at));
CREATE INDEX article_source ON article (source);

CREATE TABLE identity (
    key BLOB PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id),
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_article ON identity (article);

CREATE TABLE alias (
    url TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id),
    first_seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX alias_article ON alias (article);

-- The one table that grows with every check: 17 bytes a row. `seen_at` is in seconds since 1970.
CREATE TABLE observation (
    article INTEGER NOT NULL REFERENCES article (id),
    seen_at INTEGER NOT NULL,
    views INTEGER,
    PRIMARY KEY (article, seen_at)
) STRICT, WITHOUT ROWID;

CREATE VIEW observation_readable AS
SELECT
    article.name AS article,
    article.title AS title,
    strftime('%Y-%m-%dT%H:%M:%S+00:00', observation.seen_at, 'unixepoch') AS seen_at,
    observation.views AS views
FROM observation JOIN article ON article.id = observation.article;

CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id),
    number INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    UNIQUE (article, number)
) STRICT;

-- Filled once a transaction by `index_revisions`: triggers would cost two thirds more.
CREATE VIRTUAL TABLE revision_search USING fts5 (
    title, body, content='revision', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
"""

# What is told, to whom, and what came of it.
_TOLD = """
CREATE TABLE "match" (
    article INTEGER NOT NULL REFERENCES article (id),
    revision INTEGER NOT NULL REFERENCES revision (id),
    rule TEXT NOT NULL,
    matched_at TEXT NOT NULL,
    hits TEXT NOT NULL,
    PRIMARY KEY (article, revision, rule)
) STRICT, WITHOUT ROWID;

CREATE INDEX match_rule ON "match" (rule, article);

CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    article INTEGER REFERENCES article (id),
    revision INTEGER REFERENCES revision (id),
    rule TEXT NOT NULL,
    created_at TEXT NOT NULL,
    payload TEXT NOT NULL
) STRICT;

CREATE INDEX alert_article ON alert (article);
CREATE INDEX alert_created ON alert (created_at);

CREATE TABLE sink (
    id TEXT PRIMARY KEY,
    is_configured INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    alert TEXT NOT NULL REFERENCES alert (id),
    sink TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'dead')),
    due_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    lease TEXT,
    leased_until TEXT,
    settled_at TEXT,
    UNIQUE (alert, sink)
) STRICT;

CREATE INDEX delivery_due ON delivery (sink, due_at)
    WHERE state = 'pending' AND leased_until IS NULL;
CREATE INDEX delivery_leased ON delivery (leased_until, sink) WHERE leased_until IS NOT NULL;

CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    delivery INTEGER NOT NULL REFERENCES delivery (id),
    started_at TEXT NOT NULL,
    took_ms INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    reason TEXT,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX attempt_delivery ON attempt (delivery);
"""

# What the pages lacked, and what they gave by the way.
_NOTED = """
CREATE TABLE hole (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES source (id),
    noticed_at TEXT NOT NULL,
    pages INTEGER NOT NULL,
    "after" TEXT,
    "before" TEXT
) STRICT;

CREATE INDEX hole_source ON hole (source);

CREATE TABLE problem (
    source TEXT NOT NULL REFERENCES source (id),
    field TEXT NOT NULL,
    kind TEXT NOT NULL,
    count INTEGER NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    last_url TEXT NOT NULL,
    last_detail TEXT NOT NULL,
    PRIMARY KEY (source, field, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE rate (
    source TEXT NOT NULL REFERENCES source (id),
    currency TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (source, currency, seen_at)
) STRICT, WITHOUT ROWID;
"""


def m0001_first(db: Database) -> None:
    """Create every table of the first release."""
    run_script(db, _WATCHED + _HELD + _TOLD + _NOTED)


# Oldest first. The name of each is written into the database that it was applied to.
STEPS: tuple[Step, ...] = (
    m0001_first,
    m0002_after_publication,
    m0003_disabled_sinks,
    m0004_dispatch,
    m0005_stories,
    m0006_uptime,
    m0007_hosts,
    m0008_health,
    m0009_limits,
    m0010_copies,
    m0012_packed,
    m0014_pages,
    m0015_precedence,
    m0017_evidence,
    m0018_counts,
)


def bring_up_to_date(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Apply those of `steps` that the database does not have yet. Raises `sqlite3.Error`."""
    numbered = Migrations("monitor")
    for step in steps:
        numbered()(step)
    # Its users' plugins have no business with our connection.
    numbered.apply(Database(connection, execute_plugins=False))
