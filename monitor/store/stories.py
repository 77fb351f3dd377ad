"""Stories as rows: who belongs to which, what each was told for, and the hashes by which copies find them."""

import json
from collections import Counter
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
from monitor.noun import dataclass, replace
from monitor.store.connection import Connection
from monitor.store.rows import Row, to_seconds, to_time

# What stands in so many stories of three days is what everybody says, and leads to none.
_COMMON = 16
# Who has a text in common with a story has at least so many hashes in common.
_LEAST_SHARED = 2
# So many stories are looked at, those with the most in common first, and so many articles of each, the oldest first.
_MOST_STORIES = 3
_MOST_TEXTS = 8

_COUNTED = """
SELECT hash, count(*) FROM sketch WHERE hash IN (SELECT value FROM json_each(:hashes)) AND began_at >= :since
GROUP BY hash
"""
_SHARED = """
SELECT story FROM sketch WHERE hash IN (SELECT value FROM json_each(:hashes)) AND began_at >= :since
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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """What stands in stories of a sketch: the hashes that lead nowhere, and how many of the others each story has."""

    common: frozenset[int]
    shared: Counter[int]

    def alike(self, least: int) -> list[int]:
        """Return the stories that share so many uncommon hashes at least, those that share most first."""
        alike = [story for story, count in self.shared.items() if count >= least]
        return sorted(alike, key=lambda story: (-self.shared[story], story))[:_MOST_STORIES]


def read_stories(connection: Connection, sketch: Sketch) -> tuple[Story, ...]:
    """Return the stories that share most of a sketch, with their texts (`Store.known`)."""
    stories = _found(connection, sketch).alike(_LEAST_SHARED)
    if not stories:
        return ()
    asked = {"stories": json.dumps(stories), "kind": AlertKind.MATCHED.value}
    row_by_story = {row[0]: row for row in connection.execute(_BEGINNINGS, asked)}
    return tuple(
        Story(
            beginning=_beginning(row_by_story[story][:-1]),
            texts=_texts(connection, story),
            told=frozenset(json.loads(row_by_story[story][-1])),
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
    found = _found(connection, sketch)
    alike = found.alike(max(_LEAST_SHARED, len(sketch.hashes) // 2))
    if not set(alike) <= {*place_.considered}:
        raise StaleKnown(f"a story like article {place_.article} began meanwhile")
    connection.execute(_PLACE, (place_.story, place_.share, place_.article))
    # What is common already leads nowhere, and is not kept for one story more.
    began_at = to_seconds(place_.began_at)
    connection.executemany(
        _SKETCH,
        [(hash_, place_.story, began_at) for hash_ in sketch.hashes if hash_ not in found.common],
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


def _found(connection: Connection, sketch: Sketch) -> _Found:
    """Return what of the sketch stands in stories. What is common does so often, and is counted where it lies."""
    since = to_seconds(sketch.since)
    asked = {"hashes": json.dumps(sketch.hashes), "since": since}
    counted = connection.execute(_COUNTED, asked).fetchall()
    common = frozenset(hash_ for hash_, count in counted if count >= _COMMON)
    uncommon = [hash_ for hash_, _ in counted if hash_ not in common]
    if not uncommon:
        return _Found(common=common, shared=Counter())
    rows = connection.execute(_SHARED, {**asked, "hashes": json.dumps(uncommon)})
    return _Found(common=common, shared=Counter(story for (story,) in rows))


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
