"""Pages whose last look brought nothing, and why."""

from monitor.model import Reason, TargetKind
from monitor.model.report import FailingPage
from monitor.store.connection import Connection, NamedRow
from monitor.store.rows import to_time

_PAGE = """
SELECT target.*, coalesce(article.title, '') AS title
FROM target LEFT JOIN article ON article.id = target.article
WHERE target.reason IS NOT NULL
"""
_FAILING = f"""{_PAGE}
    AND (:source IS NULL OR target.source = :source) AND (:reason IS NULL OR target.reason = :reason)
ORDER BY target.checked_at DESC, target.id LIMIT :limit
"""


def read_failing(
    connection: Connection, reason: Reason | None, source: str | None, limit: int
) -> list[FailingPage]:
    """Return up to `limit` pages that failed, or were refused, when they were asked last; the latest first."""
    rows = connection.execute(_FAILING, {"reason": reason, "source": source, "limit": limit})
    return [_page(row) for row in rows]


def failing_page_of(connection: Connection, article: int) -> FailingPage | None:
    """Return the article's page if it failed, or was refused, when it was asked last."""
    row = connection.execute(f"{_PAGE} AND target.article = ?", (article,)).fetchone()
    return _page(row) if row else None


def _page(row: NamedRow) -> FailingPage:
    return FailingPage(
        source=row["source"],
        kind=TargetKind(row["kind"]),
        url=row["url"],
        title=row["title"],
        reason=Reason(row["reason"]),
        detail=row["detail"] or "",
        failures=row["failures"],
        checked_at=to_time(row["checked_at"]),
        next_due_at=to_time(row["due_at"]),
    )
