"""Live readings by weeks, each a partition that goes as a whole (`weeks.py`), where they were one table.

What was there becomes the first partition as it is: no row is copied. Who asks `observation_live` or the view
`observation` is told what was told before.
"""

WEEKS = """
ALTER TABLE observation_live RENAME TO observation_first;
ALTER INDEX observation_live_pkey RENAME TO observation_first_pkey;

CREATE TABLE observation_live (
    article bigint NOT NULL REFERENCES article (id),
    seen_at bigint NOT NULL,
    views bigint,
    PRIMARY KEY (article, seen_at)
) PARTITION BY RANGE (seen_at);

-- What no week was made for: nothing that is read is refused. Made last, so that it is looked through by nobody before.
CREATE TABLE observation_stray (LIKE observation_live INCLUDING ALL);

-- To the end of this week. The first Monday since 1970 was the fifth day.
DO $$
DECLARE
    week CONSTANT bigint := 604800;
    monday CONSTANT bigint := 345600;
    ending CONSTANT bigint := monday + ((extract(epoch FROM now())::bigint - monday) / week + 1) * week;
BEGIN
    WITH strays AS (DELETE FROM observation_first WHERE seen_at >= ending RETURNING article, seen_at, views)
    INSERT INTO observation_stray SELECT article, seen_at, views FROM strays;
    EXECUTE format(
        'ALTER TABLE observation_live ATTACH PARTITION observation_first FOR VALUES FROM (MINVALUE) TO (%s)', ending
    );
END
$$;

ALTER TABLE observation_live ATTACH PARTITION observation_stray DEFAULT;

-- Not dropped and made anew: who was allowed to read them still is.
CREATE OR REPLACE VIEW observation AS
SELECT article, seen_at, views FROM observation_live
UNION ALL
SELECT packed.article, reading.seen_at, reading.views
FROM observation_packed AS packed, unpacked(packed.readings) AS reading;
"""
