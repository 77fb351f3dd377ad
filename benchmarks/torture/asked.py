"""What harnesses ask for: a page, and that an alert be told. Asks nobody itself."""

from datetime import UTC, datetime

from monitor.core.payload import test_payload
from monitor.model import (
    NO_VALIDATORS,
    Delivery,
    Round,
    SourceId,
    Target,
    TargetKind,
    Validators,
)

AT = datetime(2026, 11, 22, tzinfo=UTC)
DELIVERY = Delivery(
    id=1,
    alert="msg_1",
    sink="desk",
    payload=test_payload("msg_1", "desk", AT),
    attempts=0,
    created_at=AT,
    lease="lease",
)


def page_at(
    url: str,
    kind: TargetKind = TargetKind.LISTING,
    unfinished: Round | None = None,
    validators: Validators = NO_VALIDATORS,
) -> Target:
    """Return a target that is due."""
    return Target(
        id=1,
        kind=kind,
        source=SourceId("s"),
        url=url,
        host="",
        due_at=AT,
        lease="lease",
        validators=validators,
        round=unfinished,
    )
