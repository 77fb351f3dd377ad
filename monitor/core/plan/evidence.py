"""Which pages are evidence: those that made or changed something, and the first that stood in the place of one."""

from monitor.model import Failed, Fetched, FetchOutcome, Plan, Reason
from monitor.model.evidence import Receipt

# Something came, with its bytes, that is not what was asked for. Selectors that are mended later may read it after all.
_IN_ITS_PLACE = frozenset(
    {
        Reason.BLOCKED,
        # It came, and ended its reader: who examines it needs it.
        Reason.CRASHED,
        Reason.EMPTY_LISTING,
        Reason.OTHER_ARTICLE,
        Reason.REDIRECTED_AWAY,
        Reason.UNREADABLE,
        Reason.WRONG_TYPE,
    }
)


def evidence_in(plan: Plan, outcome: FetchOutcome) -> Receipt | None:
    """Return where the page is that a plan rests on, if it is evidence for what the plan stores; None if not.

    A listing that only names new articles is none: their own pages are. Of a page that is asked again and again and
    never readable the first is kept.
    """
    if not isinstance(outcome, Fetched | Failed):
        return None
    return outcome.receipt if _tells(plan) or _stands_in(plan) else None


def _tells(plan: Plan) -> bool:
    told = plan.health.alerts if plan.health is not None else ()
    return bool(plan.revision or plan.events or plan.matches or plan.alerts or plan.merge or told)


def _stands_in(plan: Plan) -> bool:
    reason = plan.next.reason
    return reason in _IN_ITS_PLACE and plan.target.reason is not reason
