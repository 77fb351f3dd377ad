"""The Retry-After field (RFC 9110 §10.2.3), read as a duration that can be kept. Pure."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SHORTEST = timedelta(seconds=1)
# Longer is a mistake or malice: no server may silence us for good.
_LONGEST = timedelta(hours=24)
_SECONDS = re.compile(r"[0-9]{1,10}")
_LONGEST_DATE = 64


def parse_retry_after(value: str, now: datetime) -> timedelta | None:
    """Return how long the field asks us to wait, counted from `now`, between 1 second and 24 hours.

    It holds seconds, or a date in any of the three forms of HTTP (RFC 9110 §5.6.7): IMF-fixdate, RFC 850
    and asctime. None where it holds neither.
    """
    text = value.strip()
    if _SECONDS.fullmatch(text):
        wait: timedelta | None = timedelta(seconds=int(text))
    else:
        wait = _until(text, now)
    return None if wait is None else min(max(wait, _SHORTEST), _LONGEST)


def _until(text: str, now: datetime) -> timedelta | None:
    if not text or len(text) > _LONGEST_DATE or text[0].isdigit():
        return None
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # asctime names no zone; HTTP's dates are all in GMT.
    aware = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
    return aware - now
