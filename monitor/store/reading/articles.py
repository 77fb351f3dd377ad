"""Articles as people ask for them: a list by what they are or say, and all that is held of one."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from monitor.core.canary import SOURCE
from monitor.core.identity import key_of
from monitor.model import Block, FoundBy
from monitor.model.plan import Cause
from monitor.model.report import (
    AliasReport,
    ArticleFilter,
    ArticleLine,
    ArticleReport,
    CheckReport,
    MatchReport,
    ObservationReport,
    RevisionReport,
    StandingLine,
)
from monitor.store.connection import Connection, NamedRow
from monitor.store.reading.deliveries import alerts_of
from monitor.store.reading.events import events_of, stays_of
from monitor.store.reading.failing import failing_page_of
from monitor.store.reading.stories import read_story
from monitor.store.reading.words import query_of
from monitor.store.rows import flaws_from_json, hits_from_json, to_seconds, to_text, to_time

COLUMNS = """
SELECT article.*,
    (SELECT count(*) FROM observation_live WHERE observation_live.article = article.id)
        + coalesce((SELECT count FROM observation_packed WHERE observation_packed.article = article.id), 0)
        AS observations,
    (SELECT count(*) FROM revision WHERE revision.article = article.id) AS revisions,
    (SELECT json_group_array(DISTINCT rule) FROM "match" WHERE "match".article = article.id) AS rules
"""
LINE = f"{COLUMNS}FROM article\n"
_NEWEST_FIRST = (
    "ORDER BY coalesce(article.published_at, article.first_seen_at) DESC, article.id LIMIT :limit"
)
# Each is asked only if its parameter is given.
CONDITIONS = {
    "source": "article.source = :source",
    "canary": "article.source <> :canary",
    "language": "article.language = :language",
    "since": "coalesce(article.published_at, article.first_seen_at) >= :since",
    "until": "coalesce(article.published_at, article.first_seen_at) < :until",
    "views": "article.views >= :views",
    "rule": 'article.id IN (SELECT article FROM "match" WHERE rule = :rule)',
    "text": (
        "article.id IN (SELECT revision.article FROM revision_search "
        "JOIN revision ON revision.id = revision_search.rowid WHERE revision_search MATCH :text)"
    ),
}
# Where a listing is not read well, nobody's stay goes on, and that of who is new begins all the same.
_STANDING = f"""{LINE}JOIN stay ON stay.article = article.id
WHERE stay.source = :source AND stay.block = :block AND stay.began_at < :before AND stay.ended_at = (
    SELECT max(ended_at) FROM stay WHERE source = :source AND block = :block AND began_at < :before
)
ORDER BY stay.last, article.id
"""  # noqa: S608 - constants
_NAMES = "SELECT name FROM identity WHERE article = ? ORDER BY name"
_OF_KEY = "SELECT article FROM identity WHERE key = ?"
# Ways to name an article by a link, the cheap and sure one first.
_WAYS = (
    "SELECT article FROM alias WHERE url = :name",
    # Their ends are in indexes (`m0018.py`): whole links would be a tenth of the file. (Without the plus the planner
    # puts the whole link into the first condition, and finds no index.)
    "SELECT id FROM article WHERE substr(url, -12) = substr(:name, -12) AND +url = :name",
    "SELECT id FROM article WHERE substr(short_url, -12) = substr(:name, -12) AND +short_url = :name",
)


def read_articles(connection: Connection, which: ArticleFilter, limit: int) -> list[ArticleLine]:
    """Return up to `limit` articles, newest first."""
    conditions, given = conditions_of(which)
    rows = connection.execute(
        f"{LINE} WHERE {conditions} {_NEWEST_FIRST}", {**given, "limit": limit}
    )
    return [line(row) for row in rows]


def conditions_of(which: ArticleFilter) -> tuple[str, dict[str, str | int]]:
    """Return what `LINE` is asked for, and the parameters of that."""
    given = asked_of(which)
    return " AND ".join(CONDITIONS[name] for name in given) or "1 = 1", given


def asked_of(which: ArticleFilter) -> dict[str, str | int]:
    """Return the parameters of those `CONDITIONS` that are asked."""
    asked = {
        "source": which.source,
        "language": which.language,
        "rule": which.rule,
        "text": _search(which.text),
        "since": to_text(which.since),
        "until": to_text(which.until),
        "views": which.views,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    # The canary is nobody's article, unless it is asked for.
    if which.source is None:
        given["canary"] = SOURCE
    return given


def read_article(
    connection: Connection, name: str, keys: Collection[bytes]
) -> ArticleReport | None:
    """Return all that is held of one article; None if nobody knows it.

    `name` is its row ("17"), its identity's name ("24.kg#363188") or any spelling of its link that was seen;
    `keys` are identity keys that the caller derived from a spelling that may never have been seen.
    """
    id_ = find_article(connection, name, keys)
    if id_ is None:
        return None
    row = connection.execute(f"{LINE} WHERE article.id = ?", (id_,)).fetchone()
    return _report(connection, row) if row else None


def lines_by_key(connection: Connection, keys: Iterable[bytes]) -> Mapping[bytes, ArticleLine]:
    """Return the articles that have one of the identity keys, by that key."""
    found = {}
    for key in keys:
        row = connection.execute(f"{LINE} WHERE article.id = ({_OF_KEY})", (key,)).fetchone()
        if row is not None:
            found[key] = line(row)
    return found


def read_standing(connection: Connection, source: str, before: datetime) -> list[StandingLine]:
    """Return who stood on the first page of a source's listing before a time, and at its last good poll still."""
    asked = {"source": source, "block": Block.LISTING.value, "before": to_seconds(before)}
    rows = connection.execute(_STANDING, asked).fetchall()
    return [
        StandingLine(
            line=line(row),
            names=tuple(name for (name,) in connection.execute(_NAMES, (row["id"],))),
        )
        for row in rows
    ]


def _search(text: str | None) -> str | None:
    """Return `text` as a query of FTS5 in which nothing but a final `*` has a meaning; None for no words."""
    if not text:
        return None
    return query_of(tuple(re.findall(r"\w+\*?", text))) or '""'


def find_article(connection: Connection, name: str, keys: Collection[bytes]) -> int | None:
    """Return the row of the article that `read_article` would show; None if nobody knows it."""
    # SQLite's integers end at 2^63: a longer number is no row.
    if re.fullmatch(r"[0-9]{1,18}", name):
        return int(name)
    for key in (*keys, key_of(name)):
        row = connection.execute(_OF_KEY, (key,)).fetchone()
        if row:
            return int(row[0])
    for way in _WAYS:
        row = connection.execute(way, {"name": name}).fetchone()
        if row:
            return int(row[0])
    return None


def line(row: NamedRow) -> ArticleLine:
    return ArticleLine(
        id=row["id"],
        name=row["name"],
        source=row["source"],
        url=row["url"],
        title=row["title"],
        language=row["language"],
        published_at=to_time(row["published_at"]),
        first_seen_at=to_time(row["first_seen_at"]),
        withdrawn_at=to_time(row["withdrawn_at"]),
        is_seeded=bool(row["is_seeded"]),
        views=row["views"],
        observations=row["observations"],
        revisions=row["revisions"],
        rules=tuple(sorted(json.loads(row["rules"]))),
    )


def _report(connection: Connection, row: NamedRow) -> ArticleReport:
    id_ = row["id"]
    names = connection.execute(_NAMES, (id_,))
    target = connection.execute("SELECT * FROM target WHERE article = ?", (id_,)).fetchone()
    return ArticleReport(
        line=line(row),
        section=row["section"],
        author=row["author"],
        modified_at=to_time(row["modified_at"]),
        short_url=row["short_url"],
        images=tuple(json.loads(row["images"] or "[]")),
        related=tuple(json.loads(row["related"] or "[]")),
        names=tuple(name for (name,) in names),
        aliases=_aliases(connection, id_),
        observations=_observations(connection, id_),
        revisions=_revisions(connection, id_),
        matches=_matches(connection, id_),
        alerts=alerts_of(connection, id_),
        events=events_of(connection, id_),
        stays=stays_of(connection, id_),
        views_per_hour=row["views_per_hour"],
        story=read_story(connection, id_),
        flaws=flaws_from_json(row["flaws"]),
        found_by=FoundBy(row["found_by"]),
        number=row["number"],
        absent_at=to_time(row["absent_at"]),
        unlisted_at=to_time(row["unlisted_at"]),
        next_due_at=to_time(target["due_at"]) if target else None,
        failing=failing_page_of(connection, id_),
        last_check=_check(target) if target and target["checked_at"] else None,
        gave=json.loads(row["gave"] or "{}"),
    )


def _check(row: NamedRow) -> CheckReport:
    return CheckReport(
        checked_at=to_time(row["checked_at"]),
        took=None if row["took_ms"] is None else timedelta(milliseconds=row["took_ms"]),
        status=row["status"],
    )


def _aliases(connection: Connection, article: int) -> tuple[AliasReport, ...]:
    rows = connection.execute(
        "SELECT url, first_seen_at FROM alias WHERE article = ? ORDER BY first_seen_at, url",
        (article,),
    )
    return tuple(AliasReport(url=url, first_seen_at=to_time(at)) for url, at in rows)


def _observations(connection: Connection, article: int) -> tuple[ObservationReport, ...]:
    rows = connection.execute(
        "SELECT seen_at, views FROM observation WHERE article = ? ORDER BY seen_at", (article,)
    )
    return tuple(
        ObservationReport(seen_at=datetime.fromtimestamp(seconds, UTC), views=views)
        for seconds, views in rows
    )


def _revisions(connection: Connection, article: int) -> tuple[RevisionReport, ...]:
    rows = connection.execute(
        "SELECT number, seen_at, title, body, author, page, cause FROM revision WHERE article = ? ORDER BY number",
        (article,),
    )
    return tuple(
        RevisionReport(
            number=number,
            seen_at=to_time(at),
            title=title,
            body=body,
            author=author,
            page=page,
            cause=Cause(cause) if cause else None,
        )
        for number, at, title, body, author, page, cause in rows
    )


def _matches(connection: Connection, article: int) -> tuple[MatchReport, ...]:
    rows = connection.execute(
        """
        SELECT "match".rule, revision.number, "match".matched_at, "match".hits
        FROM "match" JOIN revision ON revision.id = "match".revision
        WHERE "match".article = ? ORDER BY revision.number, "match".rule
        """,
        (article,),
    )
    return tuple(
        MatchReport(rule=rule, revision=number, matched_at=to_time(at), hits=hits_from_json(hits))
        for rule, number, at, hits in rows
    )
