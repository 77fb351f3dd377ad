"""What a check says of its host, beyond its own target: the breaker, and refusals that are a limit. Judges no page."""

from dataclasses import replace
from datetime import datetime

from monitor.core.backoff import retry_at
from monitor.core.plan.case import Case
from monitor.model import HostState, Plan, Reason

# A host that failed so often in a row, whatever was asked, is left alone but for a probe now and then.
OPENED_AFTER = 5
# A host that served us and answers so often in a row with 403, whatever is asked, means "too many requests".
FORBIDDEN_AFTER = 3
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


def with_host(case: Case, plan: Plan) -> Plan:
    """Return the plan with what it changes of its host, if anything."""
    before, next_ = case.known.host_state, plan.next
    if next_.reason in _FAULTS:
        return replace(plan, host=_failed(case, before))
    if next_.status == 403:
        return _forbidden(case, plan, before)
    if next_.reason in _SOUND and (sound := HostState(has_served=True)) != before:
        return replace(plan, host=sound)
    return plan


def _failed(case: Case, before: HostState) -> HostState:
    failures = before.failures + 1
    if failures < OPENED_AFTER:
        return replace(before, failures=failures)
    return replace(
        before,
        failures=failures,
        opened_at=before.opened_at or case.now,
        probe_at=_wait(case, failures - OPENED_AFTER + 1),
    )


def _forbidden(case: Case, plan: Plan, before: HostState) -> Plan:
    forbidden = before.forbidden + 1
    state = replace(before, forbidden=forbidden)
    if not before.has_served or forbidden < FORBIDDEN_AFTER:
        return replace(plan, host=state)
    until = _wait(case, forbidden - FORBIDDEN_AFTER + 1, is_refused=True)
    detail = f"{plan.next.detail}; all it was asked of late is refused, which is taken for a limit"
    due_at = plan.next.due_at
    return replace(
        plan,
        host=state,
        next=replace(plan.next, detail=detail, due_at=due_at and max(due_at, until)),
        host_quiet_until=max(until, plan.host_quiet_until or until),
    )


def _wait(case: Case, failures: int, *, is_refused: bool = False) -> datetime:
    return retry_at(failures, case.now, case.jitter, None, case.retry_within, is_refused=is_refused)
