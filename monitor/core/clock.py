"""When it is worth telling that the wall clock was set. Reads no clock."""

from dataclasses import asdict
from datetime import datetime, timedelta

from monitor.core import message
from monitor.core.payload import alert_id
from monitor.model import Alert, AlertKind, Moved

# A step by less changes no time that a reader would miss; time services make such at a start.
LEAST_TOLD = timedelta(seconds=30)


def clock_alerts(
    moved: Moved, *, by: timedelta, sinks: tuple[str, ...], now: datetime
) -> tuple[Alert, ...]:
    """Return the alert that the clock was set by so much, to `now`; none if it was by little, or nobody listens."""
    if not sinks or abs(by) < LEAST_TOLD:
        return ()
    kind = AlertKind.CLOCK_SET
    id_ = alert_id("monitor", "", kind, f"{now.isoformat()} {by.total_seconds()}")
    facts = {
        "alert": id_,
        "clock": {
            "was": message.moment(now - by),
            "is": message.moment(now),
            "seconds": round(by.total_seconds(), 3),
        },
        "moved": asdict(moved),
    }
    payload = message.write(kind, now, facts)
    return (Alert(id=id_, kind=kind, rule="", sinks=sinks, payload=payload),)
