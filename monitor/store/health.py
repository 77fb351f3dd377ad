"""What pages gave, day by day, the newest of them, and what is broken at a source. Judges none of it."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.errors import StaleKnown
from monitor.model import (
    NO_HEALTH,
    Basis,
    Breakage,
    BrokenField,
    Gain,
    Glance,
    HealthUpdate,
    PageHealth,
    Past,
    SourceId,
    Target,
    TargetKind,
)
from monitor.noun import replace
from monitor.store.connection import Connection
from monitor.store.rows import Row, to_json, to_text, to_time

# So many of the newest pages are looked back on, and so many days are taken for usual.
GLANCES = 16
USUAL_DAYS = 7
# A listing that begins anew every day is known for one after the second.
LEAST_DAYS = 2
KEPT_DAYS = 90
_DAY = timedelta(days=1)
# Made once: `json.dumps` makes one for each call that wants anything but its defaults.
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

_HARVEST = """
INSERT INTO harvest (source, page, day, field, basis, gain, selector, count, first_at, last_at, last_url)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, page, field, day, basis, gain, selector) DO UPDATE SET
    count = harvest.count + excluded.count, last_at = excluded.last_at,
    last_url = coalesce(excluded.last_url, harvest.last_url)
"""
_FEWEST = """
INSERT INTO listing_day (source, day, fewest) VALUES (?, ?, ?)
ON CONFLICT (source, day) DO UPDATE SET fewest = min(listing_day.fewest, excluded.fewest)
"""
_PAST = """
SELECT field, basis, gain, selector, sum(count) FROM harvest
WHERE source = ? AND page = ? AND field IN (SELECT value FROM json_each(?)) AND day > ?
    AND basis NOT IN ('broken', 'fallback')
GROUP BY field, basis, gain, selector
"""
_GLANCES = """
INSERT INTO health (source, page, glances) VALUES (?, ?, ?)
ON CONFLICT (source, page) DO UPDATE SET glances = excluded.glances
"""
# What could not be read while the source was broken is asked for again.
_REVIVE = """
UPDATE target SET due_at = min(coalesce(due_at, :now), :now), failures = 0
WHERE source = :source AND kind = 'article' AND reason IN ('unreadable', 'wrong_type') AND checked_at >= :since
"""


def read_health(connection: Connection, target: Target, fields: Collection[str]) -> PageHealth:
    """Return what is remembered of pages like the target's, and how usual `fields` are there (`Store.health`)."""
    source, page = target.source, target.kind
    row = connection.execute(
        "SELECT breakage, mended_at FROM source WHERE id = ?", (source,)
    ).fetchone()
    if row is None:
        return NO_HEALTH
    since = day_of(target.due_at) - USUAL_DAYS
    return PageHealth(
        glances=tuple(_glance_from_json(page, each) for each in _glances(connection, source, page)),
        past=_past(connection, source, page, fields, since),
        fewest=_fewest(connection, source, since) if page is TargetKind.LISTING else None,
        breakage=breakage_from_json(row[0]),
        mended_at=to_time(row[1]),
    )


def _past(
    connection: Connection,
    source: SourceId,
    page: TargetKind,
    fields: Collection[str],
    after: int,
) -> dict[tuple[str, Basis], Past]:
    """Return how often each field was there on the days after that one, by what that can be held against."""
    found: dict[tuple[str, Basis], Past] = defaultdict(Past)
    asked = (source, page.value, to_json(fields), after)
    for field, basis, gain, selector, count in connection.execute(_PAST, asked):
        key = (field, Basis(basis))
        past = found[key]
        if gain != Gain.HIT:
            found[key] = replace(past, misses=past.misses + count)
            continue
        selectors = {**past.selectors, selector: past.selectors.get(selector, 0) + count}
        found[key] = replace(past, hits=past.hits + count, selectors=selectors)
    return dict(found)


def add_pages(
    connection: Connection, source: SourceId, pages: Sequence[tuple[str, HealthUpdate]]
) -> None:
    """Write what pages of a source added, in the order they were read, each with its address."""
    connection.executemany(_HARVEST, _harvest_rows(source, pages))
    glances_by_page: dict[TargetKind, list[list[Any]]] = {}
    for _, update in pages:
        page = update.glance.page
        if update.articles is not None:
            day = day_of(update.glance.at)
            connection.execute(_FEWEST, (source, day, update.articles))
        if page not in glances_by_page:
            glances_by_page[page] = _glances(connection, source, page)
        glances_by_page[page] = _with(glances_by_page[page], _glance_to_json(update.glance))
    for page, glances in glances_by_page.items():
        connection.execute(_GLANCES, (source, page.value, _encode(glances)))


def day_of(at: datetime) -> int:
    """Return the day of `at` in UTC, counted from 1970."""
    return (at - _EPOCH) // _DAY


def forget(connection: Connection, now: datetime) -> None:
    """Drop the days that are too old to be shown."""
    oldest = day_of(now) - KEPT_DAYS
    connection.execute("DELETE FROM harvest WHERE day < ?", (oldest,))
    connection.execute("DELETE FROM listing_day WHERE day < ?", (oldest,))


def breakage_from_json(text: str | None) -> Breakage | None:
    """Return the breakage that a column holds."""
    if text is None:
        return None
    columns = json.loads(text)
    return Breakage(
        since=to_time(columns["since"]),
        fields=tuple(map(_field_from_json, columns["fields"])),
        still=columns["still"],
    )


def set_breakage(connection: Connection, source: SourceId, update: HealthUpdate) -> None:
    """Write what is broken at a source. Raises `StaleKnown` if that is something else than the plan rests on."""
    breakage = update.breakage
    if breakage is None and update.expects is None:
        return
    (held,) = connection.execute("SELECT breakage FROM source WHERE id = ?", (source,)).fetchone()
    since = to_time(json.loads(held)["since"]) if held else None
    if to_text(since) != to_text(update.expects):
        raise StaleKnown(f"what is broken at {source} has changed")
    if breakage is not None:
        columns = (_breakage_to_json(breakage), source)
        connection.execute("UPDATE source SET breakage = ? WHERE id = ?", columns)
        return
    now = to_text(update.glance.at)
    connection.execute(
        "UPDATE source SET breakage = NULL, mended_at = ? WHERE id = ?", (now, source)
    )
    connection.execute(_REVIVE, {"source": source, "now": now, "since": to_text(update.expects)})


def _glances(connection: Connection, source: SourceId, page: TargetKind) -> list[list[Any]]:
    row = connection.execute(
        "SELECT glances FROM health WHERE source = ? AND page = ?", (source, page.value)
    ).fetchone()
    return list(json.loads(row[0])) if row else []


def _with(glances: list[list[Any]], glance: list[Any]) -> list[list[Any]]:
    """Return the newest pages. One that is asked again and lacks the same takes its own place, and no other's."""
    subject, _, _, lost, missed, _ = glance
    for place, other in enumerate(glances):
        if subject and (lost or missed) and [other[0], *other[3:5]] == [subject, lost, missed]:
            # It is known for as long as it lacked that.
            return [*glances[:place], *glances[place + 1 :], other]
    return [*glances, glance][-GLANCES:]


def _fewest(connection: Connection, source: SourceId, after: int) -> int | None:
    fewest, days = connection.execute(
        "SELECT min(fewest), count(*) FROM listing_day WHERE source = ? AND day > ?",
        (source, after),
    ).fetchone()
    return fewest if days >= LEAST_DAYS else None


def _harvest_rows(source: SourceId, pages: Iterable[tuple[str, HealthUpdate]]) -> Iterator[Row]:
    """Yield a row for each thing that the pages came to, however many of them did."""
    rows: dict[Row, list[Any]] = {}
    for url, update in pages:
        page, at = update.glance.page, to_text(update.glance.at)
        day = day_of(update.glance.at)
        for each in update.harvests:
            key = (page, day, each.field, each.basis, each.gain, each.selector)
            row = rows.setdefault(key, [0, at, at, None])
            row[0] += each.count
            row[2] = at
            if each.gain is not Gain.HIT or each.basis is Basis.FALLBACK:
                row[3] = url
    for (page, day, field, basis, gain, selector), row in rows.items():
        yield (source, page.value, day, field, basis.value, gain.value, selector, *row)


def _glance_to_json(glance: Glance) -> list[Any]:
    """Return a glance as a JSON array: every page writes sixteen of them."""
    fields = (" ".join(sorted(names)) for names in (glance.hit, glance.lost, glance.missed))
    return [glance.subject, to_text(glance.at), *fields, int(glance.is_first)]


def _glance_from_json(page: TargetKind, columns: Sequence[Any]) -> Glance:
    subject, at, hit, lost, missed, is_first = columns
    return Glance(
        page=page,
        subject=subject,
        at=to_time(at),
        hit=frozenset(hit.split()),
        lost=frozenset(lost.split()),
        missed=frozenset(missed.split()),
        is_first=bool(is_first),
    )


def _breakage_to_json(breakage: Breakage) -> str:
    return json.dumps(
        {
            "since": to_text(breakage.since),
            "fields": [_field_to_json(broken) for broken in breakage.fields],
            "still": dict(breakage.still),
        },
        ensure_ascii=False,
    )


def _field_to_json(broken: BrokenField) -> dict[str, object]:
    return {
        "page": broken.page.value,
        "field": broken.field,
        "gain": broken.gain.value,
        "selectors": list(broken.selectors),
        "before": broken.before,
        "now": broken.now,
        "since": to_text(broken.since),
        "lost_at": to_text(broken.lost_at),
        "witnesses": broken.witnesses,
        "is_patchy": broken.is_patchy,
    }


def _field_from_json(columns: Mapping[str, Any]) -> BrokenField:
    return BrokenField(
        page=TargetKind(columns["page"]),
        field=columns["field"],
        gain=Gain(columns["gain"]),
        selectors=tuple(columns["selectors"]),
        before=columns["before"],
        now=columns["now"],
        since=to_time(columns["since"]),
        lost_at=to_time(columns["lost_at"]),
        witnesses=tuple(columns["witnesses"]),
        is_patchy=columns["is_patchy"],
    )
