"""How values stand on one line, whatever is shown there: without what a terminal or an XML reader acts on."""

from datetime import datetime
from zoneinfo import ZoneInfo


def plain(value: object) -> str:
    """Return a value as one line without control characters; "–" for nothing."""
    text = "–" if value is None or value == "" else str(value)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def when(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """Return a time to the second in `zone`, or None."""
    return None if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"
