"""When the copy that came of a page was made, by what the answer's fields say of it. Pure."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

_SECONDS = re.compile(r"[0-9]{1,9}")
# More was never a date.
_LONGEST_FIELD = 64


def made_at(date: str, age: str, now: datetime) -> datetime | None:
    """Return when the origin made the copy that came `now` (RFC 9111 §4.2.3); None where neither field says.

    Caches pass on the `Date` of the origin, or set their own and say the copy's `Age` in seconds: the earlier of the
    two is it. A server's clock may be wrong; such times are good for comparing copies of one page.
    """
    said = [at for at in (http_date(date), _before(age, now)) if at is not None]
    return min(said) if said else None


# A site's answers of one second all say the same.
@lru_cache(maxsize=64)
def http_date(text: str) -> datetime | None:
    """Return the date that a field holds, in any of HTTP's three forms (RFC 9110 §5.6.7); None if it holds none."""
    if not text or len(text) > _LONGEST_FIELD:
        return None
    try:
        date = parsedate_to_datetime(text)
        # asctime names no zone; HTTP's dates are all in GMT.
        return (date if date.tzinfo is not None else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _before(age: str, now: datetime) -> datetime | None:
    # Caches behind one another may each have said it: the copy is as old as the oldest of them says.
    ages = [int(said) for said in map(str.strip, age.split(",", 8)) if _SECONDS.fullmatch(said)]
    return now - timedelta(seconds=max(ages)) if ages else None
