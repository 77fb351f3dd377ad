"""One life of the daemon in the store: signs of life, and what is told after a downtime. Judges no article."""

from datetime import datetime, timedelta
from functools import partial

from monitor.config import Config
from monitor.core.clock import clock_alerts
from monitor.core.payload import alert_id, resumed_payload
from monitor.model import Alert, AlertKind, Downtime, Recovered, Run
from monitor.noun import replace
from monitor.ports import Clock, Store

# How often the daemon says that it is alive; a kill is known to this.
SIGN = timedelta(seconds=10)
# A source that cannot be read does not keep the others from being told of.
PATIENCE = timedelta(minutes=10)


class Uptime:
    """Begins, keeps and ends a run. What lay before it is told once every source was read, or after ten minutes."""

    def __init__(self, store: Store, run: Run, clock: Clock) -> None:
        self._store = store
        self._run = run
        self._clock = clock
        self._is_owed = run.downtime is not None

    async def keep(self, config: Config) -> bool:
        """Give a sign of life; tell of the downtime if it is time, and return whether. Raises `StoreUnavailable`."""
        now = self._clock.now()
        await self._store.keep_alive(self._run, now)
        return self._is_owed and await self._tell(config, now)

    async def follow(self, by: timedelta, config: Config) -> None:
        """Move what waits by as much as the clock was set, and tell of it. Raises `StoreUnavailable`."""
        now = self._clock.now()
        tell = partial(clock_alerts, by=by, sinks=config.alarms, now=now)
        await self._store.follow(by, now, tell)
        # As its row has.
        self._run = replace(self._run, began_at=self._run.began_at + by)

    async def end(self) -> None:
        """Write down that the run ended by itself. Raises `StoreUnavailable`."""
        await self._store.end_run(self._run, self._clock.now())

    async def _tell(self, config: Config, now: datetime) -> bool:
        run = self._run
        recovered = await self._store.recovered(run, [source.id for source in config.sources])
        is_over = all(each.is_polled and not each.unread for each in recovered)
        if run.downtime is None or not (is_over or now - run.began_at >= PATIENCE):
            return False
        alert = _resumed(run.downtime, recovered, config.alarms, now) if config.alarms else None
        await self._store.tell_resumed(run, alert, now)
        self._is_owed = False
        return True


async def begin(store: Store, clock: Clock) -> Uptime:
    """Return the uptime of a run that begins now. Raises `StoreUnavailable`."""
    return Uptime(store, await store.begin_run(clock.now()), clock)


def _resumed(
    downtime: Downtime, recovered: list[Recovered], sinks: tuple[str, ...], now: datetime
) -> Alert:
    kind = AlertKind.RESUMED
    id_ = alert_id("monitor", "", kind, downtime.since.isoformat())
    payload = resumed_payload(id_, downtime, recovered, now)
    return Alert(id=id_, kind=kind, rule="", sinks=sinks, payload=payload)
