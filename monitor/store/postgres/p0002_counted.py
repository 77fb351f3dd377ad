"""What SQLite's fifteenth to eighteenth migrations brought: the frontier by precedence, pages, counts that are kept."""

FRONTIER = """
DROP INDEX target_due;
CREATE INDEX target_due ON target (
    (CASE WHEN kind = 'listing' THEN 0 WHEN checked_at IS NULL THEN 1 ELSE 2 END), due_at, host, source
) WHERE due_at IS NOT NULL AND is_watched = 1;
DROP INDEX target_host_due;
CREATE INDEX target_host_due ON target (
    host, (CASE WHEN kind = 'listing' THEN 0 WHEN checked_at IS NULL THEN 1 ELSE 2 END), due_at, source
) WHERE due_at IS NOT NULL AND is_watched = 1;
"""

# Pages that are kept lie beside a file. What a file holds is copied with the ids of those that it had.
PAGES = """
ALTER TABLE revision ADD COLUMN page text;
ALTER TABLE alert ADD COLUMN page text;
ALTER TABLE event ADD COLUMN page text;
ALTER TABLE revision ADD COLUMN cause text CHECK (cause IN ('reread'));
"""

COUNTS = """
CREATE TABLE sink_state (
    sink text NOT NULL,
    state text NOT NULL,
    deliveries bigint NOT NULL,
    settled_at text,
    PRIMARY KEY (sink, state)
);

-- How many articles a rule met first on a day (UTC, "2026-11-27").
CREATE TABLE rule_day (
    day text NOT NULL,
    rule text NOT NULL,
    articles bigint NOT NULL,
    PRIMARY KEY (day, rule)
);

CREATE INDEX delivery_held ON delivery (sink, due_at)
    WHERE held IS NOT NULL AND released_at IS NULL AND state = 'pending';
DROP INDEX alert_created;
CREATE INDEX alert_created ON alert (created_at, id, kind, article, source);
DROP INDEX match_met;
CREATE INDEX article_url ON article (right(url, 12));
CREATE INDEX article_short_url ON article (right(short_url, 12)) WHERE short_url IS NOT NULL;

INSERT INTO sink_state (sink, state, deliveries, settled_at)
SELECT sink, state, count(*), max(settled_at) FROM delivery GROUP BY sink, state;
INSERT INTO rule_day (day, rule, articles)
SELECT substr(first_at, 1, 10), rule, count(*) FROM (
    SELECT rule, article, min(matched_at) AS first_at FROM "match" GROUP BY rule, article
) AS met GROUP BY substr(first_at, 1, 10), rule;
"""

TRIGGERS = """
CREATE FUNCTION count_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        UPDATE sink_state SET deliveries = deliveries - 1 WHERE sink = OLD.sink AND state = OLD.state;
    END IF;
    INSERT INTO sink_state AS held (sink, state, deliveries, settled_at)
    VALUES (NEW.sink, NEW.state, 1, NEW.settled_at)
    ON CONFLICT (sink, state) DO UPDATE SET deliveries = held.deliveries + 1,
        -- The one that is NULL is left out.
        settled_at = greatest(held.settled_at, excluded.settled_at);
    RETURN NULL;
END
$$;

CREATE TRIGGER delivery_made AFTER INSERT ON delivery
FOR EACH ROW EXECUTE FUNCTION count_delivery();
CREATE TRIGGER delivery_moved AFTER UPDATE OF state ON delivery
FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION count_delivery();

CREATE FUNCTION count_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM "match" AS earlier
        WHERE earlier.article = NEW.article AND earlier.rule = NEW.rule AND earlier.revision <> NEW.revision
    ) THEN
        INSERT INTO rule_day AS held (day, rule, articles) VALUES (substr(NEW.matched_at, 1, 10), NEW.rule, 1)
        ON CONFLICT (day, rule) DO UPDATE SET articles = held.articles + 1;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER match_made AFTER INSERT ON "match"
FOR EACH ROW EXECUTE FUNCTION count_match();
"""
