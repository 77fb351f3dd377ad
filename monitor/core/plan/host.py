"""What a check says of its host, beyond its own target. Says it; what it comes to is judged where it is stored."""

from datetime import datetime

from monitor.core.plan.case import Case
from monitor.model import Failed, FetchOutcome, HostSign, NextCheck, Reason

# What speaks for the host and not for one page of it.
_FAULTS = frozenset(
    {
        Reason.DNS,
        Reason.CONNECT,
        Reason.TLS,
        Reason.TIMEOUT,
        Reason.PROTOCOL,
        Reason.HTTP_5XX,
        Reason.BLOCKED,
        Reason.ROBOTS_UNREACHABLE,
    }
)
# A host that says so is at work.
_SOUND = frozenset(
    {None, Reason.NOT_FOUND, Reason.GONE, Reason.UNREADABLE, Reason.EMPTY_LISTING, Reason.WRONG_TYPE}
)  # fmt: skip


def is_limit(outcome: FetchOutcome) -> bool:
    """Say whether the answer limits us in so many words: 429, or 403 and 503 that say for how long (RFC 9110, 6585)."""
    if not isinstance(outcome, Failed):
        return False
    says_when = outcome.status in {403, 503} and outcome.retry_after is not None
    return outcome.reason is Reason.RATE_LIMITED or says_when


def host_sign(case: Case, next_: NextCheck, limited_until: datetime | None) -> HostSign | None:
    """Return what the check that leads to `next_` says of its host, if anything."""
    sign = HostSign(
        url=case.target.url,
        at=case.now,
        asked_at=next_.checked_at - next_.took,
        is_fault=next_.reason in _FAULTS,
        is_sound=next_.reason in _SOUND,
        is_forbidden=next_.status == 403,
        limited_until=limited_until,
        kin=case.watch.selectors.hosts,
        jitter=case.jitter,
        retry_within=case.retry_within,
    )
    says_much = sign.is_fault or sign.is_sound or sign.is_forbidden or limited_until is not None
    return sign if says_much else None
