"""When to try again what failed: a page, and a delivery. Pure: the time and the jitter are arguments."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_WAIT_REFUSED = timedelta(hours=6)
# Beyond this a `Retry-After` is a mistake, and adding it to a date could leave the calendar.
LONGEST_WISH = timedelta(days=365)


def retry_at(
    failures: int,
    now: datetime,
    jitter: float,
    retry_after: timedelta | None,
    every: timedelta,
    *,
    is_refused: bool = False,
) -> datetime:
    """Return when to fetch again what failed `failures` times in a row (at least 1).

    The waits are 30 s (or `every`, if that is less), then twice the one before: 1 m, 2 m, 4 m … up to 1 h, or
    up to 6 h for a host that refuses us (`is_refused`). `jitter` in [0, 1) takes up to a quarter off, so that
    what failed together does not return together. It is never earlier than `retry_after` asks (RFC 9110 §10.2.3).
    """
    longest = LONGEST_WAIT_REFUSED if is_refused else LONGEST_WAIT
    # 2 ** 20 steps of a second are past any cap; the bound keeps the power small.
    doublings = min(max(failures - 1, 0), 20)
    wait = min(min(every, FIRST_WAIT) * 2**doublings, longest)
    return now + _honour(retry_after, wait * (0.75 + 0.25 * jitter))


def next_attempt(
    attempts_done: int,
    schedule: tuple[timedelta, ...],
    now: datetime,
    jitter: float,
    retry_after: timedelta | None,
) -> datetime | None:
    """Return when to try a delivery again after `attempts_done` attempts (at least 1); None: give up.

    `schedule` holds the wait after the first attempt, the second and so on, so it allows one attempt more than
    it has entries. `jitter` in [0, 1) moves a wait by up to 10 % either way; it is never less than `retry_after`.
    """
    if attempts_done > len(schedule):
        return None
    wait = schedule[max(attempts_done, 1) - 1] if schedule else timedelta()
    return now + _honour(retry_after, wait * (0.9 + 0.2 * jitter))


def _honour(retry_after: timedelta | None, wait: timedelta) -> timedelta:
    return wait if retry_after is None else max(wait, min(retry_after, LONGEST_WISH))
