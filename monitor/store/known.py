"""What a decision needs to know of what is held. Only reads."""

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from monitor.core.canary import SOURCE
from monitor.core.health import LISTING_FIELDS
from monitor.model import (
    NO_DEMAND,
    NO_HEALTH,
    AlertKind,
    CounterReading,
    Demand,
    EventKind,
    FoundBy,
    HeldArticle,
    HeldRevision,
    Identity,
    Known,
    NormKey,
    PageHealth,
    SourceId,
    SourceState,
    Target,
    TargetKind,
    Wording,
)
from monitor.store.connection import Connection
from monitor.store.demand import rest_of
from monitor.store.health import breakage_from_json, read_health
from monitor.store.norms import read_norms
from monitor.store.rows import (
    Row,
    flaws_from_json,
    from_seconds,
    late_from_json,
    slots_from_json,
    suspect_from_json,
    to_text,
    to_time,
)
from monitor.store.states import read_alarm, read_last_hours, read_rhythm
from monitor.store.stays import position_of, standing
from monitor.store.stories import with_story
from monitor.store.uptime import read_downtime

_COLUMNS = """
    article.id, article.key, article.name, article.url, article.source, article.title, article.first_seen_at,
    article.published_at, article.is_seeded, article.language, article.changes, article.withdrawn_at,
    article.views, article.viewed_at, article.section, article.found_by, article.absent_at, article.unlisted_at,
    article.edited_at, article.volatile, article.suspect, article.flaws, article.late,
    article.story,
    (SELECT json_group_array(rule) FROM "match" WHERE "match".article = article.id),
    revision.number, revision.fingerprint, revision.title, revision.body
"""
_NEWEST = """
LEFT JOIN revision ON revision.id = (
    SELECT id FROM revision WHERE revision.article = article.id ORDER BY number DESC LIMIT 1
)
"""
_HELD = f"SELECT {_COLUMNS} FROM article {_NEWEST} WHERE article.id IN "  # noqa: S608 - constants
_STATE = """
SELECT source.seeded_at, source.polled_at, source.failures, host.worth, host.firm, source.breakage, source.mended_at
FROM source LEFT JOIN host ON host.name = :host WHERE source.id = :source
"""
# A clock that was ahead may have left readings behind the newest.
_READINGS = """
SELECT seen_at, views FROM observation
WHERE article = :article AND views IS NOT NULL
    AND seen_at <= (SELECT coalesce(viewed_at, seen_at) FROM article WHERE id = :article)
ORDER BY seen_at DESC LIMIT :most
"""
_UNHEEDED = """
SELECT alert.rule FROM alert
LEFT JOIN acknowledgement ON acknowledgement.alert = alert.id
WHERE alert.article = :article AND alert.kind IN (:matched, :escalated)
GROUP BY alert.rule
HAVING count(*) FILTER (WHERE alert.kind = :escalated OR acknowledgement.alert IS NOT NULL) = 0
"""
_PAST = """
SELECT gave, modified_at,
    (SELECT max(at) FROM event WHERE event.article = article.id AND kind = :returned),
    (
        SELECT json_group_array(DISTINCT hex(fingerprint)) FROM revision WHERE revision.article = article.id
            AND number < (SELECT max(number) FROM revision WHERE revision.article = article.id)
    )
FROM article WHERE id = :article
"""
_HOLDERS = "SELECT key, article FROM identity WHERE key IN "
_WORDING = f"""
SELECT {_COLUMNS}, article.author, article.short_url FROM article {_NEWEST}
"""  # noqa: S608 - constants
_WORDINGS = f"""{_WORDING}
WHERE article.id > ? AND coalesce(article.published_at, article.first_seen_at) >= ? AND revision.id IS NOT NULL
    AND article.source <> '{SOURCE}'
ORDER BY article.id LIMIT ?
"""
# Far below SQLite's limit of parameters (32,766), far above the links of a listing.
_MOST = 1024
# As many readings as a check looks back on.
_LOOK_BACK = 24

T = TypeVar("T", bytes, int)


def read_known(
    connection: Connection,
    target: Target,
    keys: Collection[bytes],
    norms: Collection[NormKey],
) -> Known:
    """Return what is held under `keys`, the target's article, and what else bears on its check (`Store.known`)."""
    article_by_key: dict[bytes, int] = dict(_rows_in(connection, _HOLDERS, list(keys)))
    own = set() if target.article is None else {target.article}
    wanted = sorted({*article_by_key.values()} | own)
    rows = _rows_in(connection, _HELD, wanted)
    held_by_id = {
        row[0]: _subject(connection, target, row) if row[0] in own else _held(row) for row in rows
    }
    held = {key: held_by_id[id_] for key, id_ in article_by_key.items()}
    held |= {held_by_id[id_].identity.key: held_by_id[id_] for id_ in own & held_by_id.keys()}
    is_listing = target.kind is TargetKind.LISTING
    state, host, health = _state(connection, target)
    stands = standing(connection, target.source) if is_listing else {}
    return Known(
        articles=held,
        source=_with_history(connection, target.source, state) if is_listing else state,
        host=host,
        norms=read_norms(connection, target.source, norms),
        standing=tuple(stands),
        standing_since=stands,
        health=read_health(connection, target, LISTING_FIELDS) if is_listing else health,
    )


def read_wordings(connection: Connection, since: datetime, after: int, limit: int) -> list[Wording]:
    """Return articles in their newest wording (`Store.wordings`)."""
    rows = connection.execute(_WORDINGS, (after, to_text(since), limit))
    return [_wording(connection, tuple(row)) for row in rows]


def read_wording(connection: Connection, article: int) -> Wording | None:
    """Return one article in its newest wording, None if it has none."""
    row = connection.execute(
        f"{_WORDING} WHERE article.id = ? AND revision.id IS NOT NULL", (article,)
    ).fetchone()
    return _wording(connection, tuple(row)) if row else None


def read_numbers(connection: Connection, site: str, since: datetime) -> list[int]:
    """Return the native numbers of a site's articles, in rising order (`Store.numbers`)."""
    rows = connection.execute(
        "SELECT DISTINCT article.number FROM source JOIN article INDEXED BY article_number "
        "ON article.source = source.id WHERE source.site = ? AND article.first_seen_at >= ? "
        "AND article.number IS NOT NULL ORDER BY article.number",
        (site, to_text(since)),
    )
    return [number for (number,) in rows]


def newest_number(connection: Connection, article: int) -> int:
    """Return the number of the article's newest revision, 0 if it has none."""
    (number,) = connection.execute(
        "SELECT coalesce(max(number), 0) FROM revision WHERE article = ?", (article,)
    ).fetchone()
    return int(number)


def _rows_in(connection: Connection, query: str, values: list[T]) -> Iterator[Row]:
    """Yield the rows of `query`, which ends with IN, for `values`."""
    for start in range(0, len(values), _MOST):
        some = values[start : start + _MOST]
        # The number of marks is rounded up to a power of two, so that few statements serve every listing.
        marks = 1 << (len(some) - 1).bit_length()
        padded = some + some[:1] * (marks - len(some))
        yield from connection.execute(f"{query} ({', '.join('?' * marks)})", padded)


def _subject(connection: Connection, target: Target, row: Row) -> HeldArticle:
    """Return the article that the check is about, with what only such a check needs."""
    asked = {"article": row[0], "most": _LOOK_BACK}
    rows = connection.execute(_READINGS, asked).fetchall()
    readings = [CounterReading(at=from_seconds(at), views=views) for at, views in reversed(rows)]
    position = position_of(connection, target.source, row[0])
    held = with_story(connection, _held(row, position, tuple(readings)))
    held = _with_past(connection, held)
    if not held.matched:
        return held
    kinds = {"matched": AlertKind.MATCHED.value, "escalated": AlertKind.ESCALATED.value}
    heard = connection.execute(_UNHEEDED, {"article": held.id, **kinds})
    rules = frozenset(rule for (rule,) in heard)
    return replace(held, unheeded=rules)


def _with_past(connection: Connection, held: HeldArticle) -> HeldArticle:
    """Return the article with what its page gave before, and with the wordings that it had."""
    row = connection.execute(_PAST, {"article": held.id, "returned": EventKind.RETURNED.value})
    gave, modified_at, returned_at, earlier = row.fetchone()
    return replace(
        held,
        gave=dict(json.loads(gave)) if gave else {},
        modified_at=to_time(modified_at),
        returned_at=to_time(returned_at),
        earlier=slots_from_json(earlier),
    )


def _state(connection: Connection, target: Target) -> tuple[SourceState, Demand, PageHealth]:
    row = connection.execute(_STATE, {"source": target.source, "host": target.host}).fetchone()
    if row is None:
        return SourceState(), NO_DEMAND, NO_HEALTH
    seeded_at, polled_at, failures, worth, firm, breakage, mended_at = row
    state = SourceState(
        seeded_at=to_time(seeded_at), polled_at=to_time(polled_at), failures=failures
    )
    health = PageHealth(breakage=breakage_from_json(breakage), mended_at=to_time(mended_at))
    return state, rest_of(target, worth, firm), health


def _with_history(connection: Connection, source: SourceId, state: SourceState) -> SourceState:
    return replace(
        state,
        rhythm=read_rhythm(connection, source),
        hours=read_last_hours(connection, source),
        alarm=read_alarm(connection, source),
        downtime=read_downtime(connection, state.polled_at),
    )


def _held(
    row: Row, position: int | None = None, readings: tuple[CounterReading, ...] = ()
) -> HeldArticle:
    (id_, key, name, url, source, title, first_seen_at, published_at, is_seeded, language) = row[
        :10
    ]
    (changes, withdrawn_at, views, viewed_at, section, found_by, absent_at, unlisted_at) = row[
        10:18
    ]
    (edited_at, volatile, suspect, flaws, late, story, rules, *newest) = row[18:]
    return HeldArticle(
        id=id_,
        identity=Identity(key=key, name=name, url=url),
        source=source,
        title=title,
        first_seen_at=to_time(first_seen_at),
        published_at=to_time(published_at),
        seeded=bool(is_seeded),
        language=language,
        views=views,
        viewed_at=from_seconds(viewed_at),
        revision=_revision(newest),
        matched=frozenset(json.loads(rules)) if rules != "[]" else frozenset(),
        changes=changes,
        withdrawn_at=to_time(withdrawn_at),
        section=section,
        found_by=FoundBy(found_by),
        absent_at=to_time(absent_at),
        late=late_from_json(late),
        unlisted_at=to_time(unlisted_at),
        edited_at=to_time(edited_at),
        volatile=slots_from_json(volatile),
        suspect=suspect_from_json(suspect),
        flaws=flaws_from_json(flaws),
        story=story,
        position=position,
        readings=readings,
    )


def _wording(connection: Connection, row: Row) -> Wording:
    *columns, author, short_url = row
    article = with_story(connection, _held(tuple(columns)))
    if article.revision is None:
        raise TypeError(f"article {article.id} was asked for with a wording and has none")
    return Wording(
        article=article,
        revision=article.revision,
        section=article.section,
        author=author,
        short_url=short_url,
    )


def _revision(columns: list[Any]) -> HeldRevision | None:
    number, fingerprint, title, body = columns
    if number is None:
        return None
    return HeldRevision(number=number, fingerprint=fingerprint, title=title, body=body)
