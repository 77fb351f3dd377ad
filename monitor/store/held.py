"""An article's row with its newest wording, as a decision has it: the columns, and what they become. Only reads."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from monitor.model import FoundBy, HeldArticle, HeldRevision, Identity
from monitor.store.rows import (
    Row,
    flaws_from_json,
    from_seconds,
    late_from_json,
    slots_from_json,
    suspect_from_json,
    to_time,
    words_from_json,
)

# What is held of any article.
PLAIN = """
    article.id, article.key, article.name, article.url, article.source, article.title, article.first_seen_at,
    article.published_at, article.is_seeded, article.language, article.changes, article.withdrawn_at,
    article.views, article.viewed_at, article.section, article.found_by, article.absent_at, article.unlisted_at,
    article.edited_at, article.late, article.story
"""
_PLAIN_COLUMNS = 21
# What is held besides of one that a decision is about.
WHOLE = f"""{PLAIN},
    article.volatile, article.suspect, article.flaws,
    (SELECT json_group_array(rule) FROM "match" WHERE "match".article = article.id),
    revision.number, revision.fingerprint, revision.title, revision.body
"""  # noqa: S608 - constants
WHOLE_COLUMNS = _PLAIN_COLUMNS + 8
NEWEST = """
LEFT JOIN revision ON revision.id = (
    SELECT id FROM revision WHERE revision.article = article.id ORDER BY number DESC LIMIT 1
)
"""


def plain(row: Row) -> HeldArticle:
    """Return the article whose `PLAIN` columns these are."""
    return HeldArticle(**_plain(row))


def whole(row: Row, besides: Mapping[str, Any] = MappingProxyType({})) -> HeldArticle:
    """Return the article whose `WHOLE` columns these are, and what is known of it besides."""
    volatile, suspect, flaws, rules, *newest = row[_PLAIN_COLUMNS:WHOLE_COLUMNS]
    return HeldArticle(
        **_plain(row),
        revision=_revision(newest),
        matched=words_from_json(rules),
        volatile=slots_from_json(volatile),
        suspect=suspect_from_json(suspect),
        flaws=flaws_from_json(flaws),
        **besides,
    )


def _plain(row: Row) -> dict[str, Any]:
    (id_, key, name, url, source, title, first_seen_at, published_at, is_seeded, language) = row[
        :10
    ]
    (changes, withdrawn_at, views, viewed_at, section, found_by, absent_at, unlisted_at) = row[
        10:18
    ]
    edited_at, late, story = row[18:_PLAIN_COLUMNS]
    return {
        "id": id_,
        "identity": Identity(key=key, name=name, url=url),
        "source": source,
        "title": title,
        "first_seen_at": to_time(first_seen_at),
        "published_at": to_time(published_at),
        "seeded": bool(is_seeded),
        "language": language,
        "views": views,
        "viewed_at": from_seconds(viewed_at),
        "changes": changes,
        "withdrawn_at": to_time(withdrawn_at),
        "section": section,
        "found_by": FoundBy(found_by),
        "absent_at": to_time(absent_at),
        "late": late_from_json(late),
        "unlisted_at": to_time(unlisted_at),
        "edited_at": to_time(edited_at),
        "story": story,
    }


def _revision(columns: list[Any]) -> HeldRevision | None:
    number, fingerprint, title, body = columns
    if number is None:
        return None
    return HeldRevision(number=number, fingerprint=fingerprint, title=title, body=body)
