"""The form of every message: type, timestamp and facts as one line of JSON. Knows no alert.

Follows the Standard Webhooks specification 1.0.0.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from monitor.model import AlertKind


def write(kind: AlertKind, now: datetime, facts: Mapping[str, object]) -> str:
    """Return the JSON text of a message made at `now`."""
    whole = {"type": kind.value, "timestamp": moment(now), "data": facts}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def moment(at: datetime) -> str:
    """Return a time as messages tell it: ISO 8601 in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
