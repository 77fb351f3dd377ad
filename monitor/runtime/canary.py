"""The canary at work: its pages in place of a network, and the look at who does not take it. Writes no page itself."""

from datetime import timedelta

from monitor.config import Config
from monitor.core.canary import SITE, canary_page
from monitor.core.payload import alert_id, overdue_payload
from monitor.model import (
    Alert,
    AlertKind,
    Canary,
    Fetched,
    FetchOutcome,
    Overdue,
    Selectors,
    Target,
)
from monitor.ports import Clock, Fetcher, Store

# A sink is given so long to take a canary, or the time between two if that is longer.
LEAST_WAIT = timedelta(minutes=10)


class _CanaryFetcher:
    """Answers for the canary's host itself, and hands every other target on."""

    def __init__(self, fetcher: Fetcher, canary: Canary, clock: Clock) -> None:
        self._fetcher = fetcher
        self._canary = canary
        self._clock = clock

    async def get(self, target: Target, selectors: Selectors) -> FetchOutcome:
        """See `Fetcher.get`."""
        if target.host != SITE:
            return await self._fetcher.get(target, selectors)
        # Heavy: all that reads pages, which is otherwise the scouts' alone.
        from monitor.core.reading import read  # noqa: PLC0415

        now = self._clock.now()
        page = canary_page(target.url, self._canary.every, now)
        reading = read(target, page, selectors, now)
        return Fetched(page=page, at=now, took=timedelta(), reading=reading)


def with_canary(fetcher: Fetcher, canary: Canary | None, clock: Clock) -> Fetcher:
    """Return the fetcher, with the canary's pages if there is one."""
    return fetcher if canary is None else _CanaryFetcher(fetcher, canary, clock)


async def tell_overdue(store: Store, config: Config, clock: Clock) -> int:
    """Tell the alarms' sinks of every sink that takes no canary, once a trouble, and return how many were told.

    Raises `StoreUnavailable`.
    """
    canary = config.canary
    if canary is None or not config.alarms:
        return 0
    now = clock.now()
    overdue = await store.overdue(canary.sinks, now - max(LEAST_WAIT, canary.every))
    alerts = [
        Alert(
            id=id_,
            kind=AlertKind.SINK_OVERDUE,
            rule="",
            sinks=sinks,
            payload=overdue_payload(id_, each, now),
        )
        for each in overdue
        if (sinks := tuple(sink for sink in config.alarms if sink != each.sink))
        for id_ in [_id(each)]
    ]
    return await store.tell(alerts, now) if alerts else 0


def _id(overdue: Overdue) -> str:
    # By the first canary that was not taken, so that one trouble is told once.
    return alert_id(overdue.sink, "", AlertKind.SINK_OVERDUE, overdue.alert)
