"""A backlog: so many targets that are all due, over many hosts. Owns how it is made; leases nothing."""

from contextlib import closing
from datetime import UTC, datetime

import psycopg

from monitor.store.postgres.opening import open_writer
from monitor.store.rows import to_text

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
# A listing and nine articles on each host.
PER_HOST = 10
_HOSTS = """
INSERT INTO source (id, site, listing) SELECT 's' || n, 'site', 'https://h' || n || '.example/'
FROM generate_series(0, %(hosts)s - 1) AS n;
"""
_NAMES = "INSERT INTO host (name) SELECT 'h' || n || '.example' FROM generate_series(0, %(hosts)s - 1) AS n"
# In the order of a shuffle that is always the same, so that neighbours in the queue are of different hosts.
_TARGETS = """
INSERT INTO target (kind, source, url, host, due_at, checked_at, status)
SELECT CASE WHEN n / %(hosts)s = 0 THEN 'listing' ELSE 'article' END, 's' || n %% %(hosts)s,
    'https://h' || n %% %(hosts)s || '.example/english/' || n || '_A_headline_of_the_usual_length/',
    'h' || n %% %(hosts)s || '.example',
    to_char(CAST(%(now)s AS timestamp) - interval '1 millisecond' * (n::bigint * 7919 %% %(rows)s),
        'YYYY-MM-DD"T"HH24:MI:SS.MS') || '+00:00',
    %(checked)s, 200
FROM generate_series(0, %(rows)s - 1) AS n ORDER BY n::bigint * 104729 %% %(rows)s
"""


def fill(url: str, rows: int) -> None:
    """Make the tables in the database at `url`, and `rows` targets that are due."""
    with closing(open_writer(url, alone=False)):
        pass
    asked = {
        "hosts": rows // PER_HOST,
        "rows": rows,
        "now": NOW.replace(tzinfo=None),
        "checked": to_text(NOW),
    }
    with psycopg.connect(url, autocommit=True) as connection:
        # What is made here refers to what is made here: nobody need look.
        connection.execute("SET session_replication_role = replica")
        for statement in (_HOSTS, _NAMES, _TARGETS):
            connection.execute(statement.encode(), asked)
        connection.execute("VACUUM ANALYZE")
