"""When a target is due again, once its check is stored. Decides nothing but what a wish that came meanwhile asks."""

from monitor.model import NO_DEMAND, Demand, NextCheck, Plan
from monitor.noun import replace
from monitor.store.connection import Connection
from monitor.store.rows import round_to_json, to_ms, to_text

_NEXT = """
UPDATE target SET
    due_at = :due_at, lease = NULL, leased_until = NULL, pages_wished = :pages_wished, round = :round,
    failures = :failures, checked_at = :checked_at, took_ms = :took_ms, status = :status, reason = :reason,
    detail = :detail, etag = :etag, last_modified = :last_modified, worth = :worth, firm = :firm,
    made_at = :made_at, limited_until = :limited_until
WHERE id = :id
"""


def set_next(connection: Connection, plan: Plan, wished: int) -> Demand:
    """Say when the target is due again, give the lease back, and return what it asks until then.

    `wished` is how many pages of it are asked for by now.
    """
    next_ = _heed_wish(plan, wished)
    is_fulfilled = next_.round is not None or (
        next_.reason is None and wished == plan.target.pages_wished
    )
    # Who is never due asks nothing.
    asked = NO_DEMAND if next_.due_at is None else Demand(worth=next_.worth, firm=next_.firm)
    connection.execute(
        _NEXT,
        {
            "id": plan.target.id,
            "due_at": to_text(next_.due_at),
            "pages_wished": 1 if is_fulfilled else wished,
            "round": round_to_json(next_.round),
            "failures": next_.failures,
            "checked_at": to_text(next_.checked_at),
            "took_ms": to_ms(next_.took),
            "status": next_.status,
            "reason": next_.reason.value if next_.reason else None,
            "detail": next_.detail,
            "etag": next_.validators.etag,
            "last_modified": next_.validators.last_modified,
            "worth": asked.worth,
            "firm": asked.firm,
            "made_at": to_text(next_.made_at),
            "limited_until": to_text(plan.host.limited_until) if plan.host else None,
        },
    )
    return asked


def _heed_wish(plan: Plan, wished: int) -> NextCheck:
    """Return the plan's next check, changed by a wish for pages that came while the check was under way.

    A round that goes on becomes longer; else the target is due again at once.
    """
    next_ = plan.next
    if next_.round is not None:
        at_least = max(next_.round.at_least, wished)
        return replace(next_, round=replace(next_.round, at_least=at_least))
    if wished != plan.target.pages_wished:
        limited_until = plan.host.limited_until if plan.host else None
        return replace(next_, due_at=max(next_.checked_at, limited_until or next_.checked_at))
    return next_
