"""What receivers are sent when a source breaks and when it is mended. Decides neither."""

from datetime import datetime

from monitor.core import message
from monitor.core.payload import alert_id, source_facts
from monitor.model import Alert, AlertKind, Breakage, BrokenField, Source

# Receivers refuse long messages; the screen shows all.
MOST_FIELDS = 20


def tell_broken(
    source: Source, breakage: Breakage, sinks: tuple[str, ...], page: str, now: datetime
) -> tuple[Alert, ...]:
    """Return the alert that a source's selectors broke; `page` is the address of one that shows it."""
    return _alert(AlertKind.SOURCE_BROKEN, source, breakage, sinks, page, now)


def tell_mended(
    source: Source, breakage: Breakage, sinks: tuple[str, ...], page: str, now: datetime
) -> tuple[Alert, ...]:
    """Return the alert that what was broken is found again; `page` is the address of one that has it."""
    return _alert(AlertKind.SOURCE_RECOVERED, source, breakage, sinks, page, now)


def _alert(
    kind: AlertKind,
    source: Source,
    breakage: Breakage,
    sinks: tuple[str, ...],
    page: str,
    now: datetime,
) -> tuple[Alert, ...]:
    if not sinks:
        return ()
    # Another alarm of the source may have begun at the same moment.
    id_ = alert_id(source.id, "", kind, f"broken {breakage.since.isoformat()}")
    facts = {
        "alert": id_,
        "source": source_facts(source),
        "alarm": {
            "kind": "broken",
            "since": message.moment(breakage.since),
            "expected": None,
            "found": None,
        },
        "broken": [_field(broken) for broken in breakage.fields[:MOST_FIELDS]],
        "still": dict(breakage.still),
        "page": page,
    }
    payload = message.write(kind, now, facts)
    return (Alert(id=id_, kind=kind, rule="", sinks=sinks, payload=payload),)


def _field(broken: BrokenField) -> dict[str, object]:
    return {
        "page": broken.page.value,
        "field": broken.field,
        "gain": broken.gain.value,
        "selectors": list(broken.selectors),
        "before": broken.before,
        "now": broken.now,
        "since": message.moment(broken.since),
    }
