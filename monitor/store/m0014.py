"""The fourteenth migration: indexes for what pages ask where very much is held."""

from sqlite_utils import Database

from monitor.store.script import run_script

_INDEXES = """
-- Does all that the index of the sources alone did, and has a source's articles in the order of their lists.
CREATE INDEX article_source_newest ON article (source, coalesce(published_at, first_seen_at));
DROP INDEX article_source;

CREATE INDEX target_failing ON target (checked_at) WHERE reason IS NOT NULL;
CREATE INDEX match_met ON "match" (matched_at);
CREATE INDEX alert_rule ON alert (rule, created_at);
CREATE INDEX alert_source ON alert (source, created_at) WHERE source IS NOT NULL;
"""


def m0014_pages(db: Database) -> None:
    """Add the indexes that keep pages quick."""
    run_script(db, _INDEXES)
