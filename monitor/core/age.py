"""How old an article is, whatever clocks said of it. Pure: `now` is an argument."""

from datetime import datetime, timedelta


def age_of(published_at: datetime | None, first_seen_at: datetime, now: datetime) -> timedelta:
    """Return how long ago the article came; never less than nothing.

    It came when it says, but no later than it was seen. A time that lies ahead is that of a wrong clock, and as far
    from the truth as it is from now: an article seen "in ten years" is not young until then.
    """
    came_at = first_seen_at if published_at is None else min(published_at, first_seen_at)
    return abs(now - came_at)
