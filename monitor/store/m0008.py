"""The eighth migration: what pages give of what selectors ask, day by day, and what is broken at a source."""

from sqlite_utils import Database

from monitor.store.script import run_script

# `day` is in days since 1970. `last_url` is a page that did not give the field.
_HEALTH = """
CREATE TABLE harvest (
    source TEXT NOT NULL REFERENCES source (id),
    page TEXT NOT NULL,
    day INTEGER NOT NULL,
    field TEXT NOT NULL,
    basis TEXT NOT NULL,
    gain TEXT NOT NULL,
    selector TEXT NOT NULL,
    count INTEGER NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    last_url TEXT,
    PRIMARY KEY (source, page, field, day, basis, gain, selector)
) STRICT, WITHOUT ROWID;

-- The newest pages of a source, of each kind, as JSON.
CREATE TABLE health (
    source TEXT NOT NULL REFERENCES source (id),
    page TEXT NOT NULL,
    glances TEXT NOT NULL,
    PRIMARY KEY (source, page)
) STRICT, WITHOUT ROWID;

-- The fewest articles that stood on the first page of a listing that was read well.
CREATE TABLE listing_day (
    source TEXT NOT NULL REFERENCES source (id),
    day INTEGER NOT NULL,
    fewest INTEGER NOT NULL,
    PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID;

ALTER TABLE source ADD COLUMN breakage TEXT;
ALTER TABLE source ADD COLUMN mended_at TEXT;
ALTER TABLE article ADD COLUMN gave TEXT;
"""


def m0008_health(db: Database) -> None:
    """Add what pages give by which selector, and what is broken."""
    run_script(db, _HEALTH)
