"""The eighteenth migration: counts that pages show are kept as their rows are written, not counted when asked for."""

from sqlite_utils import Database

from monitor.store.script import run_script

_SINKS = """
-- How many deliveries to a sink stand so, and when the last of them was settled so.
CREATE TABLE sink_state (
    sink TEXT NOT NULL,
    state TEXT NOT NULL,
    deliveries INTEGER NOT NULL,
    settled_at TEXT,
    PRIMARY KEY (sink, state)
) STRICT, WITHOUT ROWID;

INSERT INTO sink_state (sink, state, deliveries, settled_at)
SELECT sink, state, count(*), max(settled_at) FROM delivery GROUP BY sink, state;

CREATE TRIGGER delivery_made AFTER INSERT ON delivery BEGIN
    INSERT INTO sink_state (sink, state, deliveries, settled_at) VALUES (new.sink, new.state, 1, new.settled_at)
    ON CONFLICT (sink, state) DO UPDATE SET deliveries = deliveries + 1,
        settled_at = nullif(max(coalesce(settled_at, ''), coalesce(excluded.settled_at, '')), '');
END;

CREATE TRIGGER delivery_moved AFTER UPDATE OF state ON delivery WHEN old.state <> new.state BEGIN
    UPDATE sink_state SET deliveries = deliveries - 1 WHERE sink = old.sink AND state = old.state;
    INSERT INTO sink_state (sink, state, deliveries, settled_at) VALUES (new.sink, new.state, 1, new.settled_at)
    ON CONFLICT (sink, state) DO UPDATE SET deliveries = deliveries + 1,
        settled_at = nullif(max(coalesce(settled_at, ''), coalesce(excluded.settled_at, '')), '');
END;

CREATE INDEX delivery_held ON delivery (sink, due_at)
    WHERE held IS NOT NULL AND released_at IS NULL AND state = 'pending';

-- What alerts are looked through for is in the index of their order, so that those that do not fit are not read.
DROP INDEX alert_created;
CREATE INDEX alert_created ON alert (created_at, id, kind, article, source);
"""

_RULES = """
-- How many articles a rule met first on a day (UTC, "2026-11-27").
CREATE TABLE rule_day (
    day TEXT NOT NULL,
    rule TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (day, rule)
) STRICT, WITHOUT ROWID;

INSERT INTO rule_day (day, rule, articles)
SELECT substr(first_at, 1, 10) AS day, rule, count(*) FROM (
    SELECT rule, article, min(matched_at) AS first_at FROM "match" GROUP BY rule, article
) GROUP BY day, rule;

CREATE TRIGGER match_made AFTER INSERT ON "match"
WHEN NOT EXISTS (
    SELECT 1 FROM "match" AS earlier
    WHERE earlier.article = new.article AND earlier.rule = new.rule AND earlier.revision <> new.revision
) BEGIN
    INSERT INTO rule_day (day, rule, articles) VALUES (substr(new.matched_at, 1, 10), new.rule, 1)
    ON CONFLICT (day, rule) DO UPDATE SET articles = articles + 1;
END;

DROP INDEX match_met;
"""


_LINKS = """
-- By the end of a link an article is found that is asked for by a spelling of another time.
CREATE INDEX article_url ON article (substr(url, -12));
CREATE INDEX article_short_url ON article (substr(short_url, -12)) WHERE short_url IS NOT NULL;
"""


def m0018_counts(db: Database) -> None:
    """Add the counts of sinks and of rules, with what they came to so far, and where links end."""
    run_script(db, _SINKS + _RULES + _LINKS)
