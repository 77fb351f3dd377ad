"""How an event of an article is said in one line."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from monitor.core.line import plain, when
from monitor.model import WORDING_EVENTS, EventKind
from monitor.model.report import EventReport

# Their `before` and `after` are times.
_DATES = {EventKind.DATE_MOVED, EventKind.BACKDATED}
_WORDS_SHOWN = 100
ENGLISH: Mapping[str, str] = MappingProxyType({})


def said(
    kind: EventKind,
    before: str | None,
    after: str | None,
    words: Sequence[str],
    zone: ZoneInfo,
    phrases: Mapping[str, str] = ENGLISH,
) -> str:
    """Return what happened: "number changed: 3 → 5: At least five people are hurt."; the kind as `phrases` have it."""
    kind_said = kind.value.replace("_", " ")
    told = phrases.get(kind_said, kind_said)
    if before is not None or after is not None:
        told += f": {_side(kind, before, zone)} → {_side(kind, after, zone)}"
    if words:
        listed = plain(" · ".join(words))
        told += f": {listed[:_WORDS_SHOWN]}{'…' if len(listed) > _WORDS_SHOWN else ''}"
    return told


def said_of(event: EventReport, zone: ZoneInfo, phrases: Mapping[str, str] = ENGLISH) -> str:
    """Return what an event says happened."""
    return said(event.kind, event.before, event.after, event.words, zone, phrases)


def of_wording(events: Iterable[EventReport], revision: int) -> list[EventReport]:
    """Return what a wording brought, the bare edit left out."""
    return [
        event
        for event in events
        if event.revision == revision
        and event.kind in WORDING_EVENTS
        and event.kind is not EventKind.EDITED
    ]


def _side(kind: EventKind, value: str | None, zone: ZoneInfo) -> str:
    if kind in _DATES and value:
        try:
            return when(datetime.fromisoformat(value), zone) or plain(value)
        except ValueError:
            pass
    return plain(value)
