"""Stories as people ask for them: who had a text first, who took it, how much later and how much of it."""

from datetime import datetime

from monitor.core.story import appeared_at
from monitor.model.report import MemberReport, StoryReport
from monitor.store.connection import Connection, NamedRow
from monitor.store.rows import to_text, to_time

_MEMBERS = """
SELECT id, name, source, title, url, published_at, first_seen_at, absent_at, withdrawn_at, story_share
FROM article WHERE story = ?
"""
# Stories that took in a copy since then.
_LARGEST = """
SELECT story FROM article
WHERE story IN (SELECT story FROM article WHERE story <> id AND first_seen_at >= :since)
GROUP BY story ORDER BY count(*) DESC, max(first_seen_at) DESC, story LIMIT :limit
"""


def read_story(connection: Connection, article: int) -> StoryReport | None:
    """Return the story that an article belongs to; None if its text was not compared."""
    row = connection.execute("SELECT story FROM article WHERE id = ?", (article,)).fetchone()
    return None if row is None or row["story"] is None else _story(connection, row["story"])


def read_stories(connection: Connection, since: datetime, limit: int) -> list[StoryReport]:
    """Return up to `limit` stories that were copied since then, those with the most articles first."""
    asked = {"since": to_text(since), "limit": limit}
    return [_story(connection, story) for (story,) in connection.execute(_LARGEST, asked)]


def _story(connection: Connection, story: int) -> StoryReport:
    rows = connection.execute(_MEMBERS, (story,)).fetchall()
    appeared = {row["id"]: _appeared(row) for row in rows}
    rows.sort(key=lambda row: (appeared[row["id"]], row["id"]))
    first = min(appeared.values())
    (name,) = (row["name"] for row in rows if row["id"] == story)
    members = tuple(_member(row, appeared[row["id"]], first) for row in rows)
    return StoryReport(id=name, articles=members)


def _appeared(row: NamedRow) -> datetime:
    return appeared_at(
        to_time(row["published_at"]), to_time(row["first_seen_at"]), to_time(row["absent_at"])
    )


def _member(row: NamedRow, appeared: datetime, first: datetime) -> MemberReport:
    return MemberReport(
        article=row["id"],
        name=row["name"],
        source=row["source"],
        title=row["title"],
        url=row["url"],
        published_at=to_time(row["published_at"]),
        first_seen_at=to_time(row["first_seen_at"]),
        appeared_at=appeared,
        withdrawn_at=to_time(row["withdrawn_at"]),
        lag=appeared - first,
        share=row["story_share"],
    )
