"""How often a page is due while all is well."""

from datetime import datetime, timedelta


def due_after(every: timedelta, now: datetime, jitter: float) -> datetime:
    """Return when a page is due again: after `every`, moved by up to 5 % either way by `jitter` in [0, 1).

    The jitter keeps pages that began together from staying together.
    """
    return now + every * (0.95 + 0.1 * jitter)
