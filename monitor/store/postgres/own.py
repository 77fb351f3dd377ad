"""Statements that PostgreSQL has to be asked in another way, by what SQLite is asked. Both give the same rows."""

from monitor.store.articles import NEW_ARTICLE, NEW_REVISION
from monitor.store.evidence.keeping import NEW_DICTIONARY
from monitor.store.frontier import BY_HOST, FREE, WANTED
from monitor.store.norms import READ
from monitor.store.stays import EXTEND
from monitor.store.uptime import BEGIN

_WANTED = WANTED.replace(
    "(:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))",
    "(CAST(:sources@ AS text[]) IS NULL OR source = ANY(:sources@))",
)
OWN = {
    # The number of a new row is asked for with it. (SQLite knows it anyhow, and if asked so looks through every table
    # that points at such rows.)
    **{
        insert: f"{insert} RETURNING id"
        for insert in (NEW_ARTICLE, NEW_REVISION, BEGIN, NEW_DICTIONARY)
    },
    # For each host its own short walk of the index.
    BY_HOST: f"""
SELECT head.id, head.host, head.due_at
FROM unnest(CAST(:hosts@ AS text[])) AS asked (value) CROSS JOIN LATERAL (
    SELECT id, host, due_at FROM target
    WHERE {FREE} AND {_WANTED} AND host = asked.value AND id <> ALL(:taken@)
    ORDER BY due_at LIMIT :limit
) AS head
""",  # noqa: S608 - constants
    EXTEND: """
UPDATE stay SET
    began_at = least(began_at, :at), ended_at = greatest(ended_at, :at), best = least(best, seen.position),
    last = CASE WHEN :at >= ended_at THEN seen.position ELSE last END, sightings = sightings + 1
FROM (
    SELECT CAST(value ->> 0 AS bigint) AS article, CAST(value ->> 1 AS bigint) AS position
    FROM jsonb_array_elements(CAST(:positions AS jsonb)) AS given (value)
) AS seen
WHERE stay.article = seen.article AND block = :block AND source = :source AND ended_at >= :since AND began_at <= :until
RETURNING stay.article
""",
    READ: """
SELECT norm.section, norm.daypart, norm.age, norm.articles, norm.log_sum, norm.log_squares, (
    SELECT coalesce(json_agg(json_build_array(step, articles)), '[]')::text FROM pace
    WHERE pace.source = norm.source AND pace.section = norm.section AND pace.daypart = norm.daypart
        AND pace.age = norm.age
)
FROM jsonb_array_elements(CAST(:keys AS jsonb)) AS picked (value) JOIN norm ON norm.source = :source
    AND norm.section = picked.value ->> 0 AND norm.daypart = CAST(picked.value ->> 1 AS bigint)
    AND norm.age = CAST(picked.value ->> 2 AS bigint)
""",
}
