"""The ledger as people ask for it: the whole life of one alert, and how long alerts took at each stage.

What an alert rests on (when the article was published, and first seen) is read from its payload, which is frozen with
it: a date that a page moves later does not change what was told when.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from monitor.model import AlertKind, Replay
from monitor.model.report import (
    AlertLife,
    AlertReport,
    Latency,
    Percentiles,
)
from monitor.store.connection import Connection, NamedRow
from monitor.store.outbox import replayed
from monitor.store.reading.deliveries import alerts_named, deliveries_of
from monitor.store.reading.silences import read_acknowledgement, read_named
from monitor.store.rows import to_text, to_time

# Only first finds have a way from publication to delivery: not late ones, and not edits of old articles.
_TIMES = """
SELECT json_extract(alert.payload, '$.data.source.id') AS source,
    json_extract(alert.payload, '$.data.article.published_at') AS published_at,
    json_extract(alert.payload, '$.data.article.first_seen_at') AS first_seen_at,
    alert.created_at, delivery.settled_at
FROM delivery JOIN alert ON alert.id = delivery.alert
WHERE alert.created_at >= :since AND alert.kind = :kind AND delivery.state = 'sent'
    AND CAST(json_extract(alert.payload, '$.data.article.revision') AS INTEGER) = 1
    -- False in payloads of old, null since; an object or true is late.
    AND coalesce(CAST(json_extract(alert.payload, '$.data.late') AS TEXT), '0') IN ('0', 'false')
    AND (:source IS NULL OR json_extract(alert.payload, '$.data.source.id') = :source)
"""


def read_lives(connection: Connection, prefix: str, limit: int) -> list[AlertLife]:
    """Return up to `limit` alerts whose id begins so, with all that became of each."""
    return [_life(connection, alert) for alert in alerts_named(connection, prefix, limit)]


def count_replayed(connection: Connection, which: Replay) -> int:
    """Return how many deliveries a replay would make due again."""
    condition, asked = replayed(which)
    if asked.keys() <= {"state", "sink"}:
        # These are counted as they are written.
        query = f"SELECT coalesce(sum(deliveries), 0) FROM sink_state WHERE {condition}"  # noqa: S608 - constants
    else:
        query = f"SELECT count(*) FROM delivery WHERE {condition}"  # noqa: S608 - constants
    (count,) = connection.execute(query, asked).fetchone()
    return int(count)


def read_latency(connection: Connection, source: str | None, since: datetime) -> list[Latency]:
    """Return how long first finds of each source took that were matched since then, by the source's id."""
    asked = {"since": to_text(since), "kind": AlertKind.MATCHED.value, "source": source}
    by_source: dict[str, list[NamedRow]] = {}
    for row in connection.execute(_TIMES, asked):
        by_source.setdefault(row["source"], []).append(row)
    return [_latency(name, by_source[name]) for name in sorted(by_source)]


def _life(connection: Connection, alert: AlertReport) -> AlertLife:
    told = json.loads(alert.payload).get("data", {})
    article = told.get("article", {})
    deliveries = deliveries_of(connection, alert.id)
    digests = dict.fromkeys(each.told_in for each in deliveries if each.told_in is not None)
    return AlertLife(
        alert=alert,
        source=told.get("source", {}).get("id", ""),
        published_at=to_time(article.get("published_at")),
        first_seen_at=to_time(article.get("first_seen_at")),
        deliveries=deliveries,
        digests=tuple(life for digest in digests for life in read_lives(connection, digest, 1)),
        silences=read_named(connection, [each.muted_by for each in deliveries if each.muted_by]),
        acknowledged=read_acknowledgement(connection, alert.id),
    )


def _latency(source: str, rows: list[NamedRow]) -> Latency:
    moments = [tuple(map(to_time, tuple(row)[1:])) for row in rows]
    published, seen, matched, delivered = zip(*moments, strict=True)
    return Latency(
        source=source,
        deliveries=len(rows),
        seen=_percentiles(_waits(published, seen)),
        matched=_sure(_waits(seen, matched)),
        delivered=_sure(_waits(matched, delivered)),
        whole=_percentiles(_waits(published, delivered)),
    )


def _waits(
    begins: Iterable[datetime | None], ends: Iterable[datetime | None]
) -> Iterator[timedelta]:
    """Yield how long each took; a site's clock that runs ahead makes nothing negative."""
    for begin, end in zip(begins, ends, strict=True):
        if begin is not None and end is not None:
            yield max(end - begin, timedelta())


def _percentiles(waits: Iterable[timedelta]) -> Percentiles | None:
    """Return the percentiles by nearest rank, None of nothing."""
    ranked = sorted(waits)
    if not ranked:
        return None
    p50, p95, p99 = (ranked[-(-len(ranked) * share // 100) - 1] for share in (50, 95, 99))
    return Percentiles(p50=p50, p95=p95, p99=p99)


def _sure(waits: Iterable[timedelta]) -> Percentiles:
    return _percentiles(waits) or Percentiles(p50=timedelta(), p95=timedelta(), p99=timedelta())
