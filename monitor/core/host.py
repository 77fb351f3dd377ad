"""A host's state after one more check of it: the breaker, and refusals that are a limit. Pure; judges no page.

It is asked where the check is stored, so that checks of one host at the same time are laid one to another.
"""

from collections.abc import Mapping
from datetime import datetime

from monitor.core.backoff import retry_at
from monitor.core.limit import after_refusal, after_service, learn
from monitor.model import HostSign, HostState
from monitor.noun import replace

# A host that failed so often in a row, whatever was asked, is left alone but for a probe now and then.
OPENED_AFTER = 5
# A host that served us and answers so often in a row with 403, whatever is asked, means "too many requests".
FORBIDDEN_AFTER = 3
# What a host says that limits us.
LIMITING = frozenset({403, 429, 503})


def heed(
    states: Mapping[str, HostState], host: str, sign: HostSign, again: datetime | None = None
) -> dict[str, HostState]:
    """Return the states that `sign` changes: that of `host`, and for a limit those of its kin.

    `states` has that of the host, and those of its kin where the sign is a refusal. `again` is when the last
    check of the same URL was refused too, with a status of `LIMITING`; None if it was not.
    """
    after = {host: _counted(states[host], sign)}
    states = {**states, **after}
    until = sign.limited_until or _forbidden_until(after[host], sign)
    limit = after[host].limit
    if until is not None:
        after |= learn(states, host, sign, until, again)
    elif sign.is_forbidden and again is not None and limit is not None and limit.url == sign.url:
        limit = replace(after_refusal(states, host, limit, again), at=sign.at)
        after[host] = replace(after[host], limit=limit)
    return after


def _counted(before: HostState, sign: HostSign) -> HostState:
    if sign.is_sound:
        return _served(before, sign)
    state = replace(before, forbidden=before.forbidden + sign.is_forbidden)
    return _failed(state, sign) if sign.is_fault else state


def _served(before: HostState, sign: HostSign) -> HostState:
    """Return the state of a host that is at work."""
    limit, served_at = before.limit, before.served_at
    if limit is not None:
        is_other = sign.url != limit.url and sign.asked_at > limit.at
        if is_other and (served_at is None or served_at <= limit.at):
            served_at = sign.at
        limit = after_service(limit, sign)
    return HostState(
        has_served=True, quiet_until=before.quiet_until, limit=limit, served_at=served_at
    )


def _failed(before: HostState, sign: HostSign) -> HostState:
    failures = before.failures + 1
    if failures < OPENED_AFTER:
        return replace(before, failures=failures)
    return replace(
        before,
        failures=failures,
        opened_at=before.opened_at or sign.at,
        probe_at=_wait(sign, failures - OPENED_AFTER + 1),
    )


def _forbidden_until(state: HostState, sign: HostSign) -> datetime | None:
    """Return until when a 403 limits us that is one of too many in a row."""
    if not (sign.is_forbidden and state.has_served and state.forbidden >= FORBIDDEN_AFTER):
        return None
    return _wait(sign, state.forbidden - FORBIDDEN_AFTER + 1, is_refused=True)


def _wait(sign: HostSign, failures: int, *, is_refused: bool = False) -> datetime:
    return retry_at(failures, sign.at, sign.jitter, None, sign.retry_within, is_refused=is_refused)
