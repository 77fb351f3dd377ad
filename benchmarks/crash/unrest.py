"""What is still to be done long after a storm, in sentences, so that who reads them need not repeat it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

_UNTOLD = """
SELECT sink || ' waits with ' || count(*) || ', tried up to ' || max(attempts) || ' times, from ' || min(due_at)
FROM delivery WHERE state = 'pending' GROUP BY sink
"""
_UNREAD = """
SELECT target.url || ' is unread after ' || failures || ' failures (' || ifnull(reason, 'none') || '), due at '
    || ifnull(target.due_at, 'no time')
FROM target LEFT JOIN revision ON revision.article = target.article
WHERE target.kind = 'article' AND revision.id IS NULL
"""
_FAILING = """
SELECT name || ' failed ' || failures || ' times, to be asked again at ' || probe_at
FROM host WHERE probe_at IS NOT NULL
"""


def unrest_of(rows: Callable[[str], Iterable[tuple]]) -> tuple[str, ...]:
    """Return what the database still has to do; a wish that nobody took is not among it."""
    found = (row[0] for query in (_UNTOLD, _UNREAD, _FAILING) for row in rows(query))
    return (f"not at rest at {datetime.now(UTC).isoformat(timespec='seconds')}", *found)
