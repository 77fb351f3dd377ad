"""Whether what a poll found could have been found before, had we been able to look."""

from datetime import datetime, timedelta

from monitor.model import Downtime, Late, LateWhy, SourceState

# A pause that is shorter is a restart, and no reader is told late by it.
LEAST_DOWNTIME = timedelta(minutes=2)
# Polls may be minutes apart when all is well; a single failed one is made up for within this time.
LEAST_OUTAGE = timedelta(minutes=10)
# What was published so shortly before we looked again is as early as ever.
_MARGIN = timedelta(minutes=2)


def downtime_between(
    last_sign: datetime, began_at: datetime, *, was_killed: bool
) -> Downtime | None:
    """Return the time in which the program was not running; None if it is too short to matter."""
    if began_at - last_sign < LEAST_DOWNTIME:
        return None
    return Downtime(since=last_sign, until=began_at, was_killed=was_killed)


def late_of(
    published_at: datetime | None, state: SourceState, failures: int, polled_at: datetime
) -> Late | None:
    """Return why an article that a poll at `polled_at` found is late; None if it is not.

    `failures` polls in a row had failed before that one. An article that claims to be newer than the time we were
    blind is not late; without a claim it may have been there all the time.
    """
    blind = _blind(state, failures, polled_at)
    if blind is None or blind.until is None:
        return None
    is_newer = published_at is not None and published_at > blind.until - _MARGIN
    return None if is_newer else blind


def _blind(state: SourceState, failures: int, polled_at: datetime) -> Late | None:
    if state.polled_at is None:
        return None
    if state.downtime is not None:
        return Late(why=LateWhy.DOWNTIME, since=state.downtime.since, until=state.downtime.until)
    if failures and polled_at - state.polled_at >= LEAST_OUTAGE:
        return Late(why=LateWhy.OUTAGE, since=state.polled_at, until=polled_at)
    return None
