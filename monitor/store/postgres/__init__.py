"""The store on PostgreSQL: the same operations, the same tables, another database. The one room that knows psycopg.

Loaded only where `[monitor] database` names a PostgreSQL server.
"""

from monitor.store.postgres.archive import PostgresArchives, open_postgres_archive
from monitor.store.postgres.checkup import check_up, try_out
from monitor.store.postgres.migrating import migrate
from monitor.store.postgres.pages import open_beside, open_postgres_pages, shelter
from monitor.store.postgres.store import PostgresStore, open_postgres

__all__ = [
    "PostgresArchives",
    "PostgresStore",
    "check_up",
    "migrate",
    "open_beside",
    "open_postgres",
    "open_postgres_archive",
    "open_postgres_pages",
    "shelter",
    "try_out",
]
