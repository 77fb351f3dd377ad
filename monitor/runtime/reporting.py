"""One log line for each check and each attempt, built from what was decided; and warnings of a full disk to come."""

import logging

from monitor.model import LITTLE_ROOM, LONG_LOG, Burden, Sent, Settlement, TargetKind
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


class Weighed:
    """Warns once when the database's log grows too long or its disk too full, and again if it comes back."""

    def __init__(self) -> None:
        self._is_long = False
        self._is_full = False

    def report(self, burden: Burden) -> None:
        """Log what is new of `burden`."""
        was_long, self._is_long = self._is_long, burden.log_bytes > LONG_LOG
        was_full, self._is_full = (
            self._is_full,
            (burden.free_bytes is not None and burden.free_bytes < LITTLE_ROOM),
        )
        if self._is_long and not was_long:
            log.warning(
                "log long",
                extra={
                    "bytes": burden.log_bytes,
                    "detail": "a program that reads the database keeps its write-ahead log from being emptied"
                    if burden.is_held
                    else "the write-ahead log is written faster than it is emptied",
                    "hint": "end the program that has the database open (`fuser`, `lsof`)",
                },
            )
        if self._is_full and not was_full:
            log.warning("little room", extra={"free_bytes": burden.free_bytes})
