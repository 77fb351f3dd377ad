"""Stories as rows: who belongs to which, what each was told for, and the hashes by which copies find them."""

import json
from collections.abc import Iterable
from datetime import datetime

from monitor.core.story import OPEN_FOR
from monitor.errors import StaleKnown
from monitor.model import (
    Alert,
    AlertKind,
    Beginning,
    HeldArticle,
    Kinship,
    Sketch,
    Story,
    StoryPlace,
    StoryText,
)
from monitor.noun import replace
from monitor.store.connection import Connection
from monitor.store.rows import Row, to_seconds, to_time, words_from_json

# What stands in so many stories of three days is what everybody says, and leads to none.
_COMMON = 16
# Who has a text in common with a story has at least so many hashes in common.
_LEAST_SHARED = 2
# So many stories are looked at, those with the most in common first, and so many articles of each, the oldest first.
_MOST_STORIES = 3
_MOST_TEXTS = 8

_IN_STORIES = (
    "FROM sketch WHERE hash IN (SELECT value FROM json_each(:hashes)) AND began_at >= :since"
)
_COMMON_HASHES = f"SELECT hash {_IN_STORIES} GROUP BY hash HAVING count(*) >= {_COMMON}"
_ALIKE = f"""
SELECT story, count(*) AS shared {_IN_STORIES}
GROUP BY story HAVING count(*) >= :least ORDER BY shared DESC, story LIMIT {_MOST_STORIES}
"""
_BEGINNING = "SELECT id, name, source, title, url, first_seen_at, published_at, absent_at"
_BEGINNINGS = f"""
{_BEGINNING}, (
    SELECT json_group_array(DISTINCT alert.rule) FROM article AS kin JOIN alert ON alert.article = kin.id
    WHERE kin.story = article.id AND alert.kind = :kind
)
FROM article WHERE id IN (SELECT value FROM json_each(:stories))
"""  # noqa: S608 - constants
_TEXTS = """
SELECT source.site, revision.body FROM article
JOIN source ON source.id = article.source
JOIN revision ON revision.id = (
    SELECT id FROM revision WHERE revision.article = article.id ORDER BY number DESC LIMIT 1
)
WHERE article.story = :story ORDER BY article.id <> :story, article.id LIMIT :most
"""
_TOLD = """
SELECT DISTINCT alert.rule FROM article JOIN alert ON alert.article = article.id
WHERE article.story = :story AND article.id <> :besides AND alert.kind = :kind
"""
_PLACE = "UPDATE article SET story = ?, story_share = ? WHERE id = ?"
_SKETCH = "INSERT INTO sketch (hash, story, began_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


def read_stories(connection: Connection, sketch: Sketch) -> tuple[Story, ...]:
    """Return the stories that share most of a sketch, with their texts (`Store.known`)."""
    stories = _alike(connection, sketch, _common(connection, sketch), _LEAST_SHARED)
    if not stories:
        return ()
    asked = {"stories": json.dumps(stories), "kind": AlertKind.MATCHED.value}
    row_by_story = {row[0]: row for row in connection.execute(_BEGINNINGS, asked)}
    return tuple(
        Story(
            beginning=_beginning(row_by_story[story][:-1]),
            texts=_texts(connection, story),
            told=words_from_json(row_by_story[story][-1]),
        )
        for story in stories
    )


def with_story(connection: Connection, held: HeldArticle) -> HeldArticle:
    """Return the article with what its story means for it: whose it is, and for which rules others told it."""
    if held.story is None:
        return held
    (share,) = connection.execute(
        "SELECT story_share FROM article WHERE id = ?", (held.id,)
    ).fetchone()
    return of_story(connection, held, held.story, share)


def of_story(connection: Connection, held: HeldArticle, story: int, share: float) -> HeldArticle:
    """Return the article as one of `story`, of which it has that share."""
    told = _told(connection, story, besides=held.id)
    if story == held.id:
        return replace(held, story_told=told)
    row = connection.execute(f"{_BEGINNING} FROM article WHERE id = ?", (story,)).fetchone()
    kinship = Kinship(beginning=_beginning(row), share=share)
    return replace(held, story_told=told, kinship=kinship)


def place(connection: Connection, place_: StoryPlace) -> None:
    """Write to which story an article belongs, and let copies of it find the story.

    Raises `StaleKnown` if a story that has half of the article's sketch was not considered.
    """
    sketch = place_.sketch
    common = _common(connection, sketch)
    alike = _alike(connection, sketch, common, max(_LEAST_SHARED, len(sketch.hashes) // 2))
    if not set(alike) <= {*place_.considered}:
        raise StaleKnown(f"a story like article {place_.article} began meanwhile")
    connection.execute(_PLACE, (place_.story, place_.share, place_.article))
    # What is common already leads nowhere, and is not kept for one story more.
    began_at = to_seconds(place_.began_at)
    connection.executemany(
        _SKETCH,
        [(hash_, place_.story, began_at) for hash_ in sketch.hashes if hash_ not in common],
    )


def told_already(
    connection: Connection, article: int | None, alerts: Iterable[Alert]
) -> frozenset[str]:
    """Return the ids of those alerts that are wanted once a story and were told of another article of it."""
    once = [alert for alert in alerts if alert.is_once_a_story]
    if not once or article is None:
        return frozenset()
    row = connection.execute("SELECT story FROM article WHERE id = ?", (article,)).fetchone()
    if row is None or row[0] is None:
        return frozenset()
    told = _told(connection, row[0], besides=article)
    return frozenset(alert.id for alert in once if alert.rule in told)


def close_stories(connection: Connection, now: datetime) -> None:
    """Drop the hashes of stories that take in no more copies; the stories stay."""
    connection.execute("DELETE FROM sketch WHERE began_at < ?", (to_seconds(now - OPEN_FOR),))


def _common(connection: Connection, sketch: Sketch) -> frozenset[int]:
    """Return the hashes of the sketch that lead nowhere. They are counted where they lie, as they do so often."""
    asked = {"hashes": json.dumps(sketch.hashes), "since": to_seconds(sketch.since)}
    return frozenset(hash_ for (hash_,) in connection.execute(_COMMON_HASHES, asked))


def _alike(connection: Connection, sketch: Sketch, common: frozenset[int], least: int) -> list[int]:
    """Return the stories that share so many of the other hashes at least, those that share most first."""
    asked = {
        "hashes": json.dumps([hash_ for hash_ in sketch.hashes if hash_ not in common]),
        "since": to_seconds(sketch.since),
        "least": least,
    }
    return [story for story, _ in connection.execute(_ALIKE, asked)]


def _beginning(row: Row) -> Beginning:
    id_, name, source, title, url, first_seen_at, published_at, absent_at = row
    return Beginning(
        article=id_,
        name=name,
        source=source,
        title=title,
        url=url,
        first_seen_at=to_time(first_seen_at),
        published_at=to_time(published_at),
        absent_at=to_time(absent_at),
    )


def _texts(connection: Connection, story: int) -> tuple[StoryText, ...]:
    rows = connection.execute(_TEXTS, {"story": story, "most": _MOST_TEXTS})
    return tuple(StoryText(site=site, body=body) for site, body in rows)


def _told(connection: Connection, story: int, besides: int) -> frozenset[str]:
    asked = {"story": story, "besides": besides, "kind": AlertKind.MATCHED.value}
    return frozenset(rule for (rule,) in connection.execute(_TOLD, asked))
