"""When the daemon looks for broken fields by itself, and what it tells of what it found. Looks for none itself.

What was told is also what is known of it: a breakage is looked into once, and again only if more breaks.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from monitor.core import message
from monitor.core.payload import alert_id, source_facts
from monitor.model import Alert, AlertKind, Breakage, Source, TargetKind
from monitor.model.healing import HEALED, HEALED_ON_LISTINGS, Healing, Remedy

# What breaks together is not noticed at once; so long after the first page that lacked something, it is.
SETTLED = timedelta(minutes=10)
_ALL = (*HEALED, *HEALED_ON_LISTINGS)


def to_seek(breakage: Breakage | None, last: Healing | None, now: datetime) -> tuple[str, ...]:
    """Return the fields that are to be looked for now; none if that was done, or is too early.

    `last` is what looking came to the last time, whatever breakage that was for.
    """
    if breakage is None or now - breakage.since < SETTLED:
        return ()
    broken = healable(breakage)
    return broken if set(broken) - set(_sought(breakage, last)) else ()


def healable(breakage: Breakage) -> tuple[str, ...]:
    """Return what is broken that can be found again, as remedies name it: those of listings with their table."""
    names = {
        f"listing.{each.field}" if each.page is TargetKind.LISTING else each.field
        for each in breakage.fields
    }
    return tuple(name for name in _ALL if name in names)


def listing_since(breakage: Breakage) -> datetime:
    """Return since when a source's listing is broken; since when the source is, if only its articles are."""
    since = (each.since for each in breakage.fields if each.page is TargetKind.LISTING)
    return min(since, default=breakage.since)


def all_sought(
    breakage: Breakage, last: Healing | None, sought: tuple[str, ...]
) -> tuple[str, ...]:
    """Return all fields that were looked for in this breakage, with those of now."""
    names = {*_sought(breakage, last), *sought}
    return tuple(name for name in _ALL if name in names)


def _sought(breakage: Breakage, last: Healing | None) -> tuple[str, ...]:
    # What was told has its times to the millisecond.
    is_of_it = last is not None and message.moment(last.since) == message.moment(breakage.since)
    return last.sought if last is not None and is_of_it else ()


def tell_healing(source: Source, healing: Healing, sinks: tuple[str, ...]) -> Alert:
    """Return the alert that says what looking came to. It is stored, and so remembered, if nobody is to hear it."""
    occasion = f"{message.moment(healing.since)} {' '.join(healing.sought)}"
    id_ = alert_id(source.id, "", AlertKind.SOURCE_REMEDY, occasion)
    facts = {
        "alert": id_,
        "source": source_facts(source),
        "alarm": {
            "kind": "broken",
            "since": message.moment(healing.since),
            "expected": None,
            "found": None,
        },
        "sought": list(healing.sought),
        "remedies": [_remedy_facts(remedy) for remedy in healing.remedies],
        "file": healing.file,
        "undo": healing.undo,
        "trouble": healing.trouble,
        "command": f"monitor selectors heal {source.id}" + ("" if healing.file else " --apply"),
    }
    payload = message.write(AlertKind.SOURCE_REMEDY, healing.at, facts)
    return Alert(id=id_, kind=AlertKind.SOURCE_REMEDY, rule="", sinks=sinks, payload=payload)


def healing_of(payload: str) -> Healing:
    """Return what the payload of such an alert tells."""
    whole = json.loads(payload)
    told: Mapping[str, Any] = whole["data"]
    return Healing(
        since=datetime.fromisoformat(told["alarm"]["since"]),
        at=datetime.fromisoformat(whole["timestamp"]),
        sought=tuple(told["sought"]),
        remedies=tuple(map(_remedy, told["remedies"])),
        file=told["file"],
        undo=told["undo"],
        trouble=told["trouble"],
    )


def _remedy_facts(remedy: Remedy) -> dict[str, object]:
    return {
        "field": remedy.field,
        "selectors": list(remedy.selectors),
        "pattern": remedy.pattern,
        "drop": remedy.drop,
        "many": remedy.many,
        "right": remedy.right,
        "asked": remedy.asked,
        "is_sure": remedy.is_sure,
        "doubt": remedy.doubt,
    }


def _remedy(told: Mapping[str, Any]) -> Remedy:
    return Remedy(**{**told, "selectors": tuple(told["selectors"])})
