"""One log line for each check and each attempt, built from what was decided. Logs nothing else."""

import logging

from monitor.model import Sent, Settlement, TargetKind
from monitor.pipeline import Checked

log = logging.getLogger("monitor")


def report_check(checked: Checked) -> None:
    """Log what one check came to."""
    plan, committed = checked.plan, checked.committed
    check = plan.next
    level = logging.INFO if check.reason is None else logging.WARNING
    log.log(
        level,
        "checked" if check.reason is None else "check failed",
        extra={
            "source": plan.target.source,
            "kind": plan.target.kind.value,
            "url": plan.target.round.url if plan.target.round else plan.target.url,
            "status": check.status,
            "reason": check.reason,
            "detail": check.detail or None,
            "took_ms": round(check.took.total_seconds() * 1000),
            "found": committed.articles if plan.target.kind is TargetKind.LISTING else None,
            "revision": plan.revision.number if plan.revision else None,
            "views": plan.observation.views if plan.observation else None,
            "events": [event.kind.value for event in plan.events] or None,
            "alarm": plan.source.alarm.kind if plan.source and plan.source.alarm else None,
            "matches": committed.matches or None,
            "alerts": committed.alerts or None,
        },
    )
    if plan.source and plan.source.hole:
        log.warning("hole", extra={"source": plan.target.source, "pages": plan.source.hole.pages})


def report_attempt(settlement: Settlement) -> None:
    """Log what one attempt at a delivery came to."""
    outcome, delivery = settlement.outcome, settlement.delivery
    is_sent = isinstance(outcome, Sent)
    log.log(
        logging.INFO if is_sent else logging.WARNING,
        "delivered" if is_sent else "not delivered",
        extra={
            "alert": delivery.alert,
            "sink": delivery.sink,
            "attempt": delivery.attempts + 1,
            "state": settlement.state.value,
            "status": outcome.status,
            "reason": None if isinstance(outcome, Sent) else outcome.reason,
            "detail": outcome.detail or None,
            "took_ms": round(outcome.took.total_seconds() * 1000),
            "due_at": settlement.due_at,
        },
    )
    if settlement.disables_sink:
        log.error("sink disabled", extra={"sink": delivery.sink, "alert": delivery.alert})
