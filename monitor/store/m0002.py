"""The second migration: what a story does after it is published, and what attention it is paid."""

from sqlite_utils import Database

from monitor.store.script import run_script

# What the targets of a host ask of its budget; a target that is never due asks nothing.
_ATTENTION = """
ALTER TABLE target ADD COLUMN worth REAL NOT NULL DEFAULT 0.0;
ALTER TABLE target ADD COLUMN firm REAL NOT NULL DEFAULT 0.0;
ALTER TABLE host ADD COLUMN worth REAL NOT NULL DEFAULT 0.0;
ALTER TABLE host ADD COLUMN firm REAL NOT NULL DEFAULT 0.0;

ALTER TABLE source ADD COLUMN heat REAL NOT NULL DEFAULT 0.0;
ALTER TABLE source ADD COLUMN heat_at TEXT;
ALTER TABLE source ADD COLUMN alarm TEXT;
ALTER TABLE source ADD COLUMN alarm_since TEXT;
ALTER TABLE source ADD COLUMN alarm_expected REAL;
ALTER TABLE source ADD COLUMN alarm_found INTEGER;

CREATE TABLE rhythm (
    source TEXT NOT NULL REFERENCES source (id),
    hour INTEGER NOT NULL,
    posts REAL NOT NULL,
    hours REAL NOT NULL,
    PRIMARY KEY (source, hour)
) STRICT, WITHOUT ROWID;

-- `hour_at` is in seconds since 1970.
CREATE TABLE source_hour (
    source TEXT NOT NULL REFERENCES source (id),
    hour_at INTEGER NOT NULL,
    proven_ms INTEGER NOT NULL,
    polls INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    found INTEGER NOT NULL,
    longest_wait_ms INTEGER NOT NULL,
    PRIMARY KEY (source, hour_at)
) STRICT, WITHOUT ROWID;

-- An alarm of a source is about no article.
ALTER TABLE alert ADD COLUMN source TEXT REFERENCES source (id);
"""

# `views`, `viewed_at` (in seconds since 1970) and `edited_at` repeat what `observation` and `revision` hold: every
# check asks for them.
_ARTICLE = """
ALTER TABLE article ADD COLUMN number INTEGER;
ALTER TABLE article ADD COLUMN found_by TEXT NOT NULL DEFAULT 'listing';
ALTER TABLE article ADD COLUMN absent_at TEXT;
ALTER TABLE article ADD COLUMN unlisted_at TEXT;
ALTER TABLE article ADD COLUMN edited_at TEXT;
ALTER TABLE article ADD COLUMN volatile TEXT;
ALTER TABLE article ADD COLUMN suspect TEXT;
ALTER TABLE article ADD COLUMN flaws TEXT;
ALTER TABLE article ADD COLUMN views INTEGER;
ALTER TABLE article ADD COLUMN viewed_at INTEGER;
ALTER TABLE article ADD COLUMN views_per_hour REAL;

UPDATE article SET
    number = iif(
        name LIKE '_%#_%' AND name NOT LIKE '%/%' AND length(name) - instr(name, '#') <= 18
            AND substr(name, instr(name, '#') + 1) NOT GLOB '*[^0-9]*',
        CAST(substr(name, instr(name, '#') + 1) AS INTEGER), NULL
    ),
    edited_at = (
        SELECT seen_at FROM revision WHERE revision.article = article.id AND number > 1 ORDER BY number DESC LIMIT 1
    ),
    (views, viewed_at) = (
        SELECT observation.views, observation.seen_at FROM observation
        WHERE observation.article = article.id AND observation.views IS NOT NULL
        ORDER BY observation.seen_at DESC LIMIT 1
    );

CREATE INDEX article_number ON article (source, first_seen_at, number) WHERE number IS NOT NULL;
CREATE INDEX article_rising ON article (source, viewed_at, views_per_hour) WHERE views_per_hour > 0;
"""

_AFTER = """
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id),
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    revision INTEGER,
    "before" TEXT,
    "after" TEXT,
    words TEXT NOT NULL
) STRICT;

CREATE INDEX event_article ON event (article, at);
CREATE INDEX event_kind ON event (kind, at);
CREATE INDEX event_at ON event (at);

-- A row is extended as long as the article is seen there. `began_at` and `ended_at` are in seconds since 1970.
CREATE TABLE stay (
    article INTEGER NOT NULL REFERENCES article (id),
    block TEXT NOT NULL,
    source TEXT NOT NULL REFERENCES source (id),
    began_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    best INTEGER NOT NULL,
    last INTEGER NOT NULL,
    sightings INTEGER NOT NULL,
    PRIMARY KEY (article, block, source, began_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX stay_open ON stay (source, block, ended_at);

CREATE TABLE norm (
    source TEXT NOT NULL REFERENCES source (id),
    section TEXT NOT NULL,
    daypart INTEGER NOT NULL,
    age INTEGER NOT NULL,
    articles REAL NOT NULL,
    log_sum REAL NOT NULL,
    log_squares REAL NOT NULL,
    PRIMARY KEY (source, section, daypart, age)
) STRICT, WITHOUT ROWID;

CREATE TABLE pace (
    source TEXT NOT NULL REFERENCES source (id),
    section TEXT NOT NULL,
    daypart INTEGER NOT NULL,
    age INTEGER NOT NULL,
    step INTEGER NOT NULL,
    articles REAL NOT NULL,
    PRIMARY KEY (source, section, daypart, age, step)
) STRICT, WITHOUT ROWID;
"""


def m0002_after_publication(db: Database) -> None:
    """Add what is kept of counters, events, stays, rhythms and proven hours, and fill in what is known of the past."""
    run_script(db, _ATTENTION + _ARTICLE + _AFTER)
