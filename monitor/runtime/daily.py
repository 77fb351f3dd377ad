"""The chore that tells of hosts whose budget of the day is used up. Who those are, says `core/daily`."""

from monitor.config import Config
from monitor.core.daily import Allowance, allowance, day_end, day_of, spent_payload
from monitor.core.payload import alert_id
from monitor.model import Alert, AlertKind
from monitor.ports import Clock, Store


async def tell_spent(store: Store, config: Config, clock: Clock) -> int:
    """Tell the alarms' sinks of every host that is left alone until its day is over; return how many were told.

    Each is told once a day. Raises `StoreUnavailable`.
    """
    if not (config.alarms and config.politeness.has_daily_budgets):
        return 0
    now = clock.now()
    day = day_of(now)
    alerts = []
    for traffic in await store.day(now):
        manners = config.politeness.of(traffic.host)
        if allowance(manners, traffic.requests, traffic.bytes) is not Allowance.NOBODY:
            continue
        id_ = alert_id(traffic.host, "", AlertKind.HOST_SPENT, str(day))
        payload = spent_payload(id_, traffic, manners, day_end(day), now)
        alert = Alert(
            id=id_, kind=AlertKind.HOST_SPENT, rule="", sinks=config.alarms, payload=payload
        )
        alerts.append(alert)
    return await store.tell(alerts, now) if alerts else 0
