"""The Retry-After field (RFC 9110 §10.2.3), read as a duration that can be kept. Pure."""

import re
from datetime import UTC, datetime, timedelta

_SHORTEST = timedelta(seconds=1)
# Longer is a mistake or malice: no server may silence us for good.
_LONGEST = timedelta(hours=24)
_SECONDS = re.compile(r"([0-9]{1,10})(\.[0-9]{0,9})?")
# More was never a wait.
_LONGEST_FIELD = 512
# A comma parts the members of a list, and a day's name from its date.
_DAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?", re.IGNORECASE)


def parse_retry_after(value: str, now: datetime) -> timedelta | None:
    """Return how long the field asks us to wait, counted from `now`, between 1 second and 24 hours.

    It holds seconds, or a date in any of the three forms of HTTP (RFC 9110 §5.6.7): IMF-fixdate, RFC 850
    and asctime. Beyond the standard a fraction is rounded up, and of a list, as repeated fields make it, the longest
    wait counts. None where it holds none of these, as a negative number.
    """
    if len(value) > _LONGEST_FIELD:
        return None
    waits = [wait for member in _members(value) if (wait := _wait(member, now)) is not None]
    return min(max(*waits, _SHORTEST), _LONGEST) if waits else None


def _members(value: str) -> list[str]:
    members: list[str] = []
    day = ""
    for part in map(str.strip, value.split(",")):
        if _DAY.fullmatch(part):
            day = part
            continue
        members.append(f"{day}, {part}" if day else part)
        day = ""
    return members


def _wait(member: str, now: datetime) -> timedelta | None:
    if (seconds := _SECONDS.fullmatch(member)) is not None:
        has_rest = bool((seconds[2] or "").strip(".0"))
        return timedelta(seconds=int(seconds[1]) + has_rest)
    return _until(member, now)


def _until(text: str, now: datetime) -> timedelta | None:
    if not text or text[0].isdigit():
        return None
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - heavy, and most waits are seconds

    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # asctime names no zone; HTTP's dates are all in GMT.
    aware = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
    return aware - now
