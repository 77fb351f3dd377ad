"""How nouns are written into columns and read back. Owns the spelling of times, durations and lists; runs no SQL."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from math import floor
from typing import Any, overload

from monitor.model import EventKind, Hit, Late, LateWhy, Round, Suspect

# Every table's column tuple comes from SQLite untyped.
Row = tuple[Any, ...]

_MS = timedelta(milliseconds=1)
# Made once: `json.dumps` makes one for each call that wants anything but its defaults.
_encode = json.JSONEncoder(ensure_ascii=False).encode


@overload
def to_text(at: datetime) -> str: ...
@overload
def to_text(at: None) -> None: ...
@overload
def to_text(at: datetime | None) -> str | None: ...
def to_text(at: datetime | None) -> str | None:
    """Return `at` as it stands in a column: ISO 8601 in UTC, to the millisecond, of one width, so that it sorts."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


@overload
def to_time(text: str) -> datetime: ...
@overload
def to_time(text: None) -> None: ...
@overload
def to_time(text: str | None) -> datetime | None: ...
def to_time(text: str | None) -> datetime | None:
    """Return the time that a column holds."""
    return None if text is None else datetime.fromisoformat(text)


def to_seconds(at: datetime) -> int:
    """Return `at` in whole seconds since 1970, cut."""
    return floor(at.timestamp())


@overload
def from_seconds(seconds: int) -> datetime: ...
@overload
def from_seconds(seconds: None) -> None: ...
@overload
def from_seconds(seconds: int | None) -> datetime | None: ...
def from_seconds(seconds: int | None) -> datetime | None:
    """Return the time so many seconds after 1970."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def to_ms(duration: timedelta) -> int:
    """Return `duration` in whole milliseconds."""
    return duration // _MS


def to_json(values: Iterable[Any]) -> str:
    """Return `values` as a JSON array that people can read."""
    return _encode(list(values))


def to_json_object(values: Mapping[str, Any]) -> str:
    """Return `values` as a JSON object that people can read."""
    return _encode(dict(values))


def words_from_json(text: str | None) -> frozenset[str]:
    """Return the words of a JSON array: mostly there are none, which is known without taking the text apart."""
    return frozenset(json.loads(text)) if text and text != "[]" else frozenset()


def hits_to_json(hits: Iterable[Hit]) -> str:
    """Return `hits` as JSON, a flat object a hit."""
    return to_json(
        {"field": hit.field, "start": hit.start, "end": hit.end, "words": hit.words} for hit in hits
    )


def hits_from_json(text: str) -> tuple[Hit, ...]:
    """Return the hits that `hits_to_json` wrote."""
    return tuple(Hit(**hit) for hit in json.loads(text))


def round_to_json(round_: Round | None) -> str | None:
    """Return `round_` as JSON.

    Its beginning is cut to the millisecond like every other time: articles are compared with it.
    """
    if round_ is None:
        return None
    return json.dumps(
        {
            "began_at": to_text(round_.began_at),
            "page": round_.page,
            "url": round_.url,
            "at_least": round_.at_least,
            "failures": round_.failures,
            "overlapped": round_.overlapped,
            "last_page": round_.last_page.hex(),
            "barren": round_.barren,
            "waiting": round_.waiting,
            "is_beside": round_.is_beside,
        },
        ensure_ascii=False,
    )


def round_from_json(text: str | None) -> Round | None:
    """Return the round that `round_to_json` wrote."""
    if text is None:
        return None
    columns = json.loads(text)
    began_at, last_page = to_time(columns.pop("began_at")), bytes.fromhex(columns.pop("last_page"))
    # Rounds that an older program left have none.
    waiting = tuple(columns.pop("waiting", ()))
    return Round(began_at=began_at, last_page=last_page, waiting=waiting, **columns)


def suspect_to_json(suspect: Suspect | None) -> str | None:
    """Return `suspect` as a JSON object."""
    if suspect is None:
        return None
    return json.dumps(
        {
            "fingerprint": suspect.fingerprint.hex(),
            "slots": [slot.hex() for slot in suspect.slots],
            "seen_at": to_text(suspect.seen_at),
        }
    )


def suspect_from_json(text: str | None) -> Suspect | None:
    """Return the suspect that `suspect_to_json` wrote."""
    if text is None:
        return None
    columns = json.loads(text)
    return Suspect(
        fingerprint=bytes.fromhex(columns["fingerprint"]),
        slots=tuple(bytes.fromhex(slot) for slot in columns["slots"]),
        seen_at=to_time(columns["seen_at"]),
    )


def slots_to_json(slots: Collection[bytes] | None) -> str | None:
    """Return `slots` as a JSON array of hexadecimal words, in order."""
    return None if slots is None else to_json(sorted(slot.hex() for slot in slots))


def slots_from_json(text: str | None) -> frozenset[bytes]:
    """Return the slots that `slots_to_json` wrote."""
    return frozenset(map(bytes.fromhex, words_from_json(text)))


def flaws_to_json(flaws: Collection[EventKind] | None) -> str | None:
    """Return `flaws` as a JSON array of words, in order."""
    return None if flaws is None else to_json(sorted(flaw.value for flaw in flaws))


def flaws_from_json(text: str | None) -> frozenset[EventKind]:
    """Return the flaws that `flaws_to_json` wrote."""
    return frozenset(map(EventKind, words_from_json(text)))


def late_to_json(late: Late | None) -> str | None:
    """Return `late` as a JSON object."""
    if late is None:
        return None
    return json.dumps(
        {"why": late.why.value, "since": to_text(late.since), "until": to_text(late.until)}
    )


def late_from_json(text: str | None) -> Late | None:
    """Return what `late_to_json` wrote."""
    if text is None:
        return None
    columns = json.loads(text)
    return Late(
        why=LateWhy(columns["why"]),
        since=to_time(columns["since"]),
        until=to_time(columns["until"]),
    )
