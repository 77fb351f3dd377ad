"""How fast a view counter grows, from the last two readings. Pure; judges no reading and keeps none."""

from datetime import datetime, timedelta

# Two readings closer than this say more about the counter's cache than about readers.
LEAST = timedelta(minutes=1)


def views_per_hour(
    views: int | None,
    at: datetime,
    *,
    before: int | None,
    before_at: datetime | None,
    published_at: datetime | None,
) -> float | None:
    """Return the views an hour between the last reading (`before`, `before_at`) and this one.

    The first reading counts from publication, when there were none. None where a reading or a time is missing,
    where they are less than a minute apart, and where the counter went backwards.
    """
    if before is None or before_at is None:
        before, before_at = 0, published_at
    if views is None or before_at is None or at - before_at < LEAST or views < before:
        return None
    return (views - before) / ((at - before_at) / timedelta(hours=1))
