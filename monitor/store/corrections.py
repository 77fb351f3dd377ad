"""What kept pages correct, outside of any check: how an article stands, and the correction applied."""

import json
from collections.abc import Collection
from datetime import datetime
from functools import partial

from monitor.errors import StaleKnown
from monitor.model import Committed, HeldArticle
from monitor.model.correction import Correction, Subject
from monitor.noun import replace
from monitor.store.articles import add_revision
from monitor.store.commit import tell_late
from monitor.store.connection import Connection
from monitor.store.held import NEWEST, WHOLE, WHOLE_COLUMNS, whole
from monitor.store.lanes import LanePair
from monitor.store.rows import Row, to_json, to_json_object, to_text, to_time
from monitor.store.stories import of_story
from monitor.store.wordings import newest_number

_HELD = f"SELECT {WHOLE}, article.story_share FROM article {NEWEST} WHERE article.id = ?"  # noqa: S608 - constants
_SUBJECT = """
SELECT article.author, article.short_url, article.images, article.modified_at, article.gave,
    newest.page, newest.seen_at,
    NOT EXISTS (SELECT 1 FROM revision WHERE revision.article = article.id AND revision.page IS NOT newest.page),
    (SELECT checked_at FROM target WHERE target.article = article.id AND reason IS NULL)
FROM article LEFT JOIN revision AS newest ON newest.id = (
    SELECT id FROM revision WHERE revision.article = article.id ORDER BY number DESC LIMIT 1
)
WHERE article.id = ?
"""
# A wording that was doubted was held against the one that is corrected.
_CORRECT = """
UPDATE article SET
    title = coalesce(:title, title),
    published_at = coalesce(:published_at, published_at),
    modified_at = coalesce(:modified_at, modified_at),
    language = coalesce(:language, language),
    section = coalesce(:section, section),
    author = coalesce(:author, author),
    short_url = coalesce(:short_url, short_url),
    images = coalesce(:images, images),
    gave = coalesce(:gave, gave),
    suspect = NULL
WHERE id = :article
"""


class CorrectingLanes(LanePair):
    """The part of `ports.Store` by which kept pages correct what is held."""

    async def subjects(self, articles: Collection[int]) -> dict[int, Subject]:
        """See `Store.subjects`."""
        return await self._reader.run(partial(read_subjects, articles=articles))

    async def correct(self, correction: Correction, now: datetime) -> Committed:
        """See `Store.correct`."""
        return await self._writer.run(partial(apply_correction, correction=correction, now=now))


def read_subjects(connection: Connection, articles: Collection[int]) -> dict[int, Subject]:
    """Return how these articles stand, by their rows; those that are gone are left out."""
    rows = (connection.execute(_HELD, (article,)).fetchone() for article in articles)
    held = (_held(connection, row) for row in rows if row is not None)
    return {article.id: _subject(connection, article) for article in held}


def _held(connection: Connection, row: Row) -> HeldArticle:
    held = whole(row)
    if held.story is None:
        return held
    return of_story(connection, held, held.story, row[WHOLE_COLUMNS])


def apply_correction(connection: Connection, correction: Correction, now: datetime) -> Committed:
    """Store a correction with what is told for it. Raises `StaleKnown` if the article has moved meanwhile."""
    if newest_number(connection, correction.article) != correction.expects:
        raise StaleKnown(f"article {correction.article} was read meanwhile")
    update = correction.update
    connection.execute(
        _CORRECT,
        {
            "article": update.article,
            "title": update.title,
            "published_at": to_text(update.published_at),
            "modified_at": to_text(update.modified_at),
            "language": update.language,
            "section": update.section,
            "author": update.author,
            "short_url": update.short_url,
            "images": None if update.images is None else to_json(update.images),
            "gave": to_json_object(update.gave or {}),
        },
    )
    if correction.revision is not None:
        add_revision(connection, correction.revision, correction.page)
    late = [correction.late] if correction.late is not None else []
    return replace(tell_late(connection, late, now), revisions=int(correction.revision is not None))


def _subject(connection: Connection, article: HeldArticle) -> Subject:
    row = connection.execute(_SUBJECT, (article.id,)).fetchone()
    author, short_url, images, modified_at, gave, page, seen_at, is_first, read_at = row
    return Subject(
        article=article,
        author=author,
        short_url=short_url,
        images=tuple(json.loads(images or "[]")),
        modified_at=to_time(modified_at),
        page=page,
        seen_at=to_time(seen_at),
        is_first=bool(is_first),
        read_at=to_time(read_at),
        gave=json.loads(gave) if gave else {},
    )
