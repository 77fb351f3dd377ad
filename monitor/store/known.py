"""What a decision needs to know of what is held, in as few statements as may be. Only reads."""

import json
from collections.abc import Collection, Iterator

from monitor.core.health import LISTING_FIELDS
from monitor.model import (
    AlertKind,
    Block,
    CounterReading,
    EventKind,
    HeldArticle,
    Known,
    NormKey,
    Target,
    TargetKind,
)
from monitor.noun import replace
from monitor.ports import LookCloser
from monitor.store.connection import Connection
from monitor.store.demand import rest_of
from monitor.store.health import read_health
from monitor.store.held import NEWEST, PLAIN, WHOLE, WHOLE_COLUMNS, plain, whole
from monitor.store.rows import Row, from_seconds, slots_from_json, to_time
from monitor.store.snapshot import Snapshot, Standing
from monitor.store.states import alarm_of, read_last_hours, rhythm_of
from monitor.store.stays import POSITION
from monitor.store.stays import standing as standing_on
from monitor.store.stories import of_story, read_stories
from monitor.store.uptime import read_downtime

_OTHERS = f"""
SELECT identity.key, {PLAIN} FROM identity JOIN article ON article.id = identity.article WHERE identity.key IN
"""  # noqa: S608 - constants
# What is wanted of the article only that the check is about. `+` keeps it from an index that would look at all events
# of that kind, whichever articles they are of.
_SUBJECT = f"""
SELECT {WHOLE}, article.viewed_at, article.gave, article.modified_at, article.story_share,
    (SELECT max(at) FROM event WHERE event.article = article.id AND +kind = :returned),
    (
        SELECT json_group_array(DISTINCT hex(fingerprint)) FROM revision AS earlier
        WHERE earlier.article = article.id AND earlier.number < revision.number
    ),
    ({POSITION}),
    EXISTS (SELECT 1 FROM observation_packed AS packed WHERE packed.article = article.id),
    EXISTS (SELECT 1 FROM article AS kin WHERE kin.story = article.story AND kin.id <> article.id),
    EXISTS (SELECT 1 FROM alert WHERE alert.article = article.id)
FROM article {NEWEST} WHERE article.id = :article
"""  # noqa: S608 - constants
# A clock that was ahead may have left readings behind the newest. Most articles are read to their end before anything
# of them is packed.
_READINGS = """
SELECT seen_at, views FROM {}
WHERE article = :article AND views IS NOT NULL AND seen_at <= :last
ORDER BY seen_at DESC LIMIT :most
"""
_LIVE, _ALL = _READINGS.format("observation_live"), _READINGS.format("observation")
_UNHEEDED = """
SELECT alert.rule FROM alert
LEFT JOIN acknowledgement ON acknowledgement.alert = alert.id
WHERE alert.article = :article AND alert.kind IN (:matched, :escalated)
GROUP BY alert.rule
HAVING count(*) FILTER (WHERE alert.kind = :escalated OR acknowledgement.alert IS NOT NULL) = 0
"""
# Far below SQLite's limit of parameters (32,766), far above the links of a listing.
_MOST = 1024
# As many readings as a check looks back on.
_LOOK_BACK = 24


def read_known(
    connection: Connection,
    snapshot: Snapshot,
    target: Target,
    keys: Collection[bytes],
    norms: Collection[NormKey],
    look_closer: LookCloser | None = None,
) -> Known:
    """Return what is held under `keys`, the target's article, and what else bears on its check (`Store.known`)."""
    standing, usual = snapshot.of(connection, target, norms)
    known = Known(
        articles=_articles(connection, target, keys, standing.listed_at),
        source=standing.source,
        host=rest_of(target, standing.worth, standing.firm),
        norms=usual,
        health=standing.health,
    )
    if target.kind is TargetKind.LISTING:
        return _of_listing(connection, target, known, standing)
    if look_closer is None:
        return known
    sketch, fields = look_closer(known)
    if sketch:
        known = replace(known, sketch=sketch, stories=read_stories(connection, sketch))
    if fields:
        known = replace(known, health=read_health(connection, target, fields))
    return known


def _articles(
    connection: Connection, target: Target, keys: Collection[bytes], listed_at: int
) -> dict[bytes, HeldArticle]:
    """Return the articles under these keys, and the target's own under its own key, too."""
    subject = None if target.article is None else _subject(connection, target, listed_at)
    held: dict[bytes, HeldArticle] = {}
    for row in _rows_in(connection, _OTHERS, list(keys)):
        key, id_ = row[:2]
        held[key] = subject if subject and id_ == subject.id else plain(row[1:])
    if subject is not None:
        held[subject.identity.key] = subject
    return held


def _rows_in(connection: Connection, query: str, values: list[bytes]) -> Iterator[Row]:
    """Yield the rows of `query`, which ends with IN, for `values`."""
    for start in range(0, len(values), _MOST):
        some = values[start : start + _MOST]
        # The number of marks is rounded up to a power of two, so that few statements serve every listing.
        marks = 1 << (len(some) - 1).bit_length()
        padded = some + some[:1] * (marks - len(some))
        yield from connection.execute(f"{query} ({', '.join('?' * marks)})", padded)


def _subject(connection: Connection, target: Target, listed_at: int) -> HeldArticle | None:
    """Return the article that the check is about, with what only such a check needs."""
    asked = {
        "article": target.article,
        "returned": EventKind.RETURNED.value,
        "source": target.source,
        "block": Block.LISTING.value,
        "at": listed_at,
    }
    row = connection.execute(_SUBJECT, asked).fetchone()
    if row is None:
        return None
    viewed_at, gave, modified_at, share, returned_at, earlier, position, *facts = row[
        WHOLE_COLUMNS:
    ]
    is_packed, has_kin, is_told = facts
    besides = {
        "position": position,
        "readings": _readings(connection, row[0], viewed_at, is_packed=bool(is_packed)),
        "gave": json.loads(gave) if gave else {},
        "modified_at": to_time(modified_at),
        "returned_at": to_time(returned_at),
        "earlier": slots_from_json(earlier),
        "unheeded": _unheeded(connection, row[0]) if is_told else frozenset(),
    }
    held = whole(row, besides)
    if held.story is None or not has_kin:
        return held
    return of_story(connection, held, held.story, share)


def _readings(
    connection: Connection, article: int, last: int | None, *, is_packed: bool
) -> tuple[CounterReading, ...]:
    """Return the newest readings up to the one at `last`, in seconds since 1970, oldest first."""
    if last is None:
        return ()
    asked = {"article": article, "most": _LOOK_BACK, "last": last}
    rows = connection.execute(_ALL if is_packed else _LIVE, asked).fetchall()
    return tuple(CounterReading(at=from_seconds(at), views=views) for at, views in reversed(rows))


def _unheeded(connection: Connection, article: int) -> frozenset[str]:
    kinds = {"matched": AlertKind.MATCHED.value, "escalated": AlertKind.ESCALATED.value}
    heard = connection.execute(_UNHEEDED, {"article": article, **kinds})
    return frozenset(rule for (rule,) in heard)


def _of_listing(connection: Connection, target: Target, known: Known, standing: Standing) -> Known:
    """Add what only a listing's check needs."""
    stands = standing_on(connection, target.source, standing.listed_at)
    source = known.source
    if standing.alarm:
        source = replace(
            source,
            rhythm=rhythm_of(connection, target.source, *standing.heat),
            hours=read_last_hours(connection, target.source, standing.listed_at),
            alarm=alarm_of(*standing.alarm),
            downtime=read_downtime(connection, source.polled_at),
        )
    return replace(
        known,
        source=source,
        standing=tuple(stands),
        standing_since=stands,
        health=read_health(connection, target, LISTING_FIELDS),
    )
