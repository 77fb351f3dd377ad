"""What a plan says of articles, written into rows. Every function is part of one commit and decides nothing."""

import re
from collections.abc import Iterable

from monitor.errors import StaleKnown
from monitor.model import (
    ArticleUpdate,
    Identity,
    Merge,
    NewArticle,
    Observation,
    Revision,
    Sighting,
    SourceId,
)
from monitor.store.connection import Connection
from monitor.store.observations import hand_over_observations
from monitor.store.rows import (
    flaws_to_json,
    late_to_json,
    slots_to_json,
    suspect_to_json,
    to_json,
    to_json_object,
    to_seconds,
    to_text,
)
from monitor.store.stays import hand_over_stays
from monitor.store.watched import meet_host
from monitor.store.wordings import newest_number

# (article, position on the first page from 1)
Positions = tuple[tuple[int, int], ...]

NEW_ARTICLE = """
INSERT INTO article (source, name, key, url, title, language, published_at, first_seen_at, is_seeded,
    number, found_by, absent_at, late, section, author)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
NEW_REVISION = """
INSERT INTO revision (article, number, seen_at, fingerprint, title, body, author, cause, page)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_NEW_TARGET = """
INSERT INTO target (kind, source, article, url, host, due_at) VALUES ('article', ?, ?, ?, ?, ?)
"""
# Of two readings the later one counts, whichever was stored first. Pages that were fetched at once are stored within
# minutes; what was read long after now was read by a clock that was ahead.
_IS_NEWER = "(viewed_at IS NULL OR :read_at >= viewed_at OR viewed_at - :read_at > 3600)"
_UPDATE = f"""
UPDATE article SET
    title = coalesce(:title, title),
    modified_at = coalesce(:modified_at, modified_at),
    language = coalesce(:language, language),
    section = coalesce(:section, section),
    author = coalesce(:author, author),
    short_url = coalesce(:short_url, short_url),
    images = coalesce(:images, images),
    related = coalesce(:related, related),
    volatile = coalesce(:volatile, volatile),
    flaws = coalesce(:flaws, flaws),
    gave = coalesce(:gave, gave),
    withdrawn_at = :withdrawn_at,
    changes = :changes,
    suspect = :suspect,
    views_per_hour = :views_per_hour,
    views = iif({_IS_NEWER}, :views, views),
    viewed_at = iif({_IS_NEWER}, :read_at, viewed_at)
WHERE id = :article
"""  # noqa: S608 - constants
# On its own, for the indexes that have it: to name a column is to write its indexes anew, whatever it holds.
_REDATE = "UPDATE article SET published_at = :published_at WHERE id = :article AND published_at IS NOT :published_at"
_READ = f"""
UPDATE article SET views = :views, viewed_at = :read_at WHERE id = :article AND {_IS_NEWER}
"""  # noqa: S608 - constants
# A merged article is as old as the older of the two, and was absent from no poll since then.
_MERGE = """
UPDATE article SET
    first_seen_at = min(article.first_seen_at, other.first_seen_at),
    absent_at = iif(article.absent_at < other.first_seen_at, article.absent_at, NULL),
    (views, viewed_at) = (
        SELECT views, seen_at FROM observation
        WHERE observation.article = :article AND views IS NOT NULL ORDER BY seen_at DESC LIMIT 1
    )
FROM article AS other WHERE article.id = :article AND other.id = :duplicate
"""
# The identity's name where a site counts its articles: "24.kg#363188". SQLite's integers end at 2^63.
_NUMBER = re.compile(r"[^#/]+#([0-9]{1,18})")


def add_found(
    connection: Connection, source: SourceId, found: Iterable[NewArticle], seen_at: str
) -> tuple[int, Positions]:
    """Store articles that are not held yet, each with its target.

    Return how many were new, and who of them all stands where on the first page. Where somebody else stored the
    article meanwhile, only the spelling is kept.
    """
    added, positions, seen = 0, [], []
    # Of those that one listing names nearly all are on one host.
    hosts: dict[str, str] = {}
    for new in found:
        holder = connection.execute(
            "SELECT article FROM identity WHERE key = ?", (new.identity.key,)
        ).fetchone()
        article = holder[0] if holder else _add(connection, source, new, seen_at, hosts)
        added += holder is None
        seen.append((new.spelling, article))
        if new.position is not None:
            positions.append((article, new.position))
    _add_aliases(connection, seen, seen_at)
    return added, tuple(positions)


def add_sightings(connection: Connection, sightings: Iterable[Sighting], seen_at: str) -> None:
    """Keep the spellings under which held articles were seen."""
    seen = [(sighting.spelling, sighting.article) for sighting in sightings]
    _add_aliases(connection, seen, seen_at)


def add_aliases(
    connection: Connection, article: int, spellings: Iterable[str], seen_at: str
) -> None:
    """Keep spellings of an article; one that another article has stays with that."""
    _add_aliases(connection, [(spelling, article) for spelling in spellings], seen_at)


def update_article(
    connection: Connection, update: ArticleUpdate, reading: Observation | None, seen_at: str
) -> None:
    """Write what the article's page says now, with its counter and the identities and spellings met on the way."""
    connection.execute(
        _UPDATE,
        {
            "article": update.article,
            "title": update.title,
            "modified_at": to_text(update.modified_at),
            "language": update.language,
            "section": update.section,
            "author": update.author,
            "short_url": update.short_url,
            "images": None if update.images is None else to_json(update.images),
            "related": None if update.related is None else to_json(update.related),
            "volatile": slots_to_json(update.volatile),
            "flaws": flaws_to_json(update.flaws),
            "gave": None if update.gave is None else to_json_object(update.gave),
            "withdrawn_at": to_text(update.withdrawn_at),
            "changes": update.changes,
            "suspect": suspect_to_json(update.suspect),
            "views_per_hour": update.views_per_hour,
            "views": reading.views if reading else None,
            "read_at": to_seconds(reading.at) if reading else None,
        },
    )
    if update.published_at is not None:
        dated = {"article": update.article, "published_at": to_text(update.published_at)}
        connection.execute(_REDATE, dated)
    for identity in update.identities:
        _add_identity(connection, update.article, identity)
    add_aliases(connection, update.article, update.spellings, seen_at)


def read_counter(connection: Connection, reading: Observation) -> None:
    """Write what the counter showed of an article of which nothing else is news."""
    connection.execute(
        _READ,
        {
            "article": reading.article,
            "views": reading.views,
            "read_at": to_seconds(reading.at),
        },
    )


def add_revision(connection: Connection, revision: Revision, page: str | None) -> int:
    """Store a wording, with the page that it was read from, and return its row. A correction is no edit."""
    added = connection.execute(
        NEW_REVISION,
        (
            revision.article,
            revision.number,
            to_text(revision.seen_at),
            revision.fingerprint,
            revision.title,
            revision.body,
            revision.author,
            revision.cause.value if revision.cause else None,
            page,
        ),
    )
    if revision.number > 1 and revision.cause is None:
        connection.execute(
            "UPDATE article SET edited_at = ? WHERE id = ?",
            (to_text(revision.seen_at), revision.article),
        )
    return added.lastrowid or 0


def index_revisions(connection: Connection) -> None:
    """Make the revisions of this transaction searchable, all with one statement: that is what FTS5 is fast at."""
    connection.execute(
        "INSERT INTO revision_search (rowid, title, body) SELECT id, title, body FROM revision "
        "WHERE id > (SELECT coalesce(max(id), 0) FROM revision_search_docsize)"
    )


def merge(connection: Connection, merge_: Merge) -> None:
    """Let `article` take over all that points at `duplicate`, whose row and target go.

    Raises `StaleKnown` if the duplicate has been read meanwhile: its wordings are not ours to drop.
    """
    if newest_number(connection, merge_.duplicate):
        raise StaleKnown("the duplicate article has a wording of its own by now")
    rows = {"article": merge_.article, "duplicate": merge_.duplicate}
    hand_over_stays(connection, rows)
    hand_over_observations(connection, rows)
    for statement in (
        "UPDATE identity SET article = :article WHERE article = :duplicate",
        "UPDATE alias SET article = :article WHERE article = :duplicate",
        "UPDATE event SET article = :article WHERE article = :duplicate",
        _MERGE,
        "DELETE FROM target WHERE article = :duplicate",
        "DELETE FROM article WHERE id = :duplicate",
    ):
        connection.execute(statement, rows)


def _add_aliases(connection: Connection, seen: Iterable[tuple[str, int]], seen_at: str) -> None:
    """Keep spellings, each with its article."""
    rows = [(spelling, article, seen_at) for spelling, article in seen]
    if rows:
        connection.executemany(
            "INSERT INTO alias (url, article, first_seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            rows,
        )


def _add(
    connection: Connection,
    source: SourceId,
    new: NewArticle,
    seen_at: str,
    hosts: dict[str, str],
) -> int:
    """Store an article with its target and return its row. `hosts` are those that have rows, by their origins."""
    identity = new.identity
    row = connection.execute(
        NEW_ARTICLE,
        (
            source,
            identity.name,
            identity.key,
            identity.url,
            new.title,
            new.language,
            to_text(new.published_at),
            seen_at,
            new.seeded,
            int(numbered[1]) if (numbered := _NUMBER.fullmatch(identity.name)) else None,
            new.found_by.value,
            to_text(new.absent_at),
            late_to_json(new.late),
            new.section,
            new.author,
        ),
    )
    article = row.lastrowid or 0
    _add_identity(connection, article, identity)
    origin = "/".join(identity.url.split("/", 3)[:3])
    if (host := hosts.get(origin)) is None:
        host = hosts[origin] = meet_host(connection, identity.url)
    connection.execute(_NEW_TARGET, (source, article, identity.url, host, to_text(new.due_at)))
    return article


def _add_identity(connection: Connection, article: int, identity: Identity) -> None:
    """Let the identity lead to the article; one that leads to another article stays with that."""
    connection.execute(
        "INSERT INTO identity (key, article, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (identity.key, article, identity.name),
    )
