"""The service: start, tick, reload, drain, stop. Owns signals and the life cycle; does no work of its own."""

import asyncio
import logging
import signal
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import TextIO

from monitor.config import Config
from monitor.errors import MonitorError, StoreError
from monitor.fetch import Vanguard
from monitor.model import Settlement
from monitor.model.fleet import Chore
from monitor.pipeline import Checked
from monitor.ports import Clock
from monitor.runtime.awaiting import once_usable
from monitor.runtime.drift import Drift
from monitor.runtime.ending import Ending
from monitor.runtime.engine import Engine
from monitor.runtime.house import House
from monitor.runtime.listeners import Listeners
from monitor.runtime.loading import collect_seldom
from monitor.runtime.local import Ticked, Ticker
from monitor.runtime.logs import log_trouble
from monitor.runtime.mailbox import Mailbox, refused
from monitor.runtime.pages_beside import PagesBeside
from monitor.runtime.pulse import Pulse
from monitor.runtime.recruiting import recruit
from monitor.runtime.reporting import report_attempt, report_check
from monitor.runtime.systemd import Notifier
from monitor.runtime.uptime import SIGN
from monitor.runtime.workforce import Tasks, Workforce
from monitor.store import is_url, sqlite_warning

log = logging.getLogger(__name__)

TICK = timedelta(seconds=1)
TEND = timedelta(minutes=30)
SEEK = timedelta(hours=1)
HEAL = timedelta(minutes=1)
# How long ago the crews may have been answered while the program still calls itself well.
PATIENCE = timedelta(seconds=30)
# How long a stop waits for the jobs in hand before it hands them back.
GRACE = timedelta(seconds=4)
# How long a stop takes at most, with the pages' two seconds and the closing of the database; the unit's
# TimeoutStopSec is longer.
STOP = timedelta(seconds=9)
# Once all is stored, a thread that hangs in a lookup or at a stalled reader holds the process up no longer than this.
LEAVE = timedelta(seconds=1)


class Daemon:
    """One run of the service over one database."""

    def __init__(  # noqa: PLR0913 - all that comes from outside the process
        self,
        config: Config,
        reread: Callable[[], Config],
        *,
        clock: Clock,
        console: TextIO,
        notifier: Notifier,
        ending: Ending,
        environ: Mapping[str, str],
        vanguard: Vanguard | None = None,
        only_works: bool = False,
    ) -> None:
        self._config = config
        self._only_works = only_works
        self._reread = reread
        self._clock = clock
        self._console = console
        self._notifier = notifier
        self._vanguard = vanguard
        self._ending = ending
        self._mailbox = Mailbox(config.letterbox)
        self._stopping = asyncio.Event()
        self._trouble = ""
        self._pages = PagesBeside(None if only_works else config.web, clock, environ)
        self._to_reload = asyncio.Event()

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT. SIGHUP rereads the configuration.

        Raises `StoreUnavailable` if the database cannot be used at the start, and `MonitorError` if the address of
        [web] cannot be had.
        """
        self._listen()
        workforce = await once_usable(self._open, self._stopping, self._notifier)
        if workforce is None:
            return
        try:
            async with self._pages.answering(workforce.engine):
                if not self._stopping.is_set():
                    await self._work(workforce)
        finally:
            await workforce.close()
            log.info("stopped")
            self._ending.within(LEAVE, 0 if self._stopping.is_set() else 1)

    def _listen(self) -> None:
        """Hear of signals from now on, so that none that comes during the start is lost."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, self._to_reload.set)

    async def _open(self) -> Workforce:
        return await recruit(
            self._config,
            clock=self._clock,
            console=self._console,
            listeners=Listeners(
                on_checked=self._heard_check,
                on_settled=self._heard_attempt,
                on_standing=self._stand,
            ),
            grace=GRACE,
            vanguard=self._vanguard,
            only_works=self._only_works,
        )

    def _heard_check(self, checked: Checked) -> None:
        report_check(checked)
        self._pages.checked(checked)

    def _heard_attempt(self, settlement: Settlement) -> None:
        report_attempt(settlement)
        self._pages.settled(settlement)

    async def _work(self, workforce: Workforce) -> None:
        engine = workforce.engine
        house = House(engine, self._clock, workforce.send, lambda: workforce.is_leading)
        await house.open()
        ticker = self._ticker(engine, house)
        loop = asyncio.get_running_loop()
        workers = workforce.begin()
        ticker.start()
        drift = Drift(self._clock, partial(self._follow, engine, house, ticker))
        watch = loop.create_task(drift.watch())
        if not is_url(self._config.database) and (warning := sqlite_warning()) is not None:
            log.warning("sqlite", extra={"detail": warning})
        self._notifier.ready(self._status())
        log.info("started", extra={"sources": len(self._config.sources)})
        collect_seldom()
        reloads = loop.create_task(self._reload_when_asked(workforce))
        try:
            await self._until_stopped({watch, *workers})
        finally:
            self._ending.within(STOP, 1)
            reloads.cancel()
            await asyncio.wait([reloads])
            self._notifier.stopping()
            ticker.stop()
            log.info("stopping", extra={"in_hand": sum(engine.crews.in_hand.values())})
            await workforce.drain()
            ticker.close()
            watch.cancel()
            await _or_say(engine, house.close)()

    async def _until_stopped(self, workers: Tasks) -> None:
        stopped = asyncio.ensure_future(self._stopping.wait())
        done, _ = await asyncio.wait({stopped, *workers}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        for worker in done & workers:
            # A crew, or a watch, ends only by a bug of ours; the service manager starts us again.
            worker.result()

    def _ticker(self, engine: Engine, house: House) -> Ticker:
        ticker = Ticker()
        ticker.every(TICK, partial(self._grant_wishes, engine))
        ticker.every(SIGN, _or_say(engine, house.keep))
        ticker.every(TEND, _or_say(engine, partial(house.do, Chore.TEND)))
        ticker.every(SEEK, _or_say(engine, partial(house.do, Chore.GAPS)))
        ticker.every(HEAL, _or_say(engine, partial(house.heal, self._to_reload.set)))
        pulse = Pulse((engine.checks, engine.deliveries), engine.store.next_check_at, self._clock)
        if self._notifier.watchdog:
            ticker.every(self._notifier.watchdog / 3, partial(self._feed_watchdog, pulse))
        if self._config.heartbeat:
            sign = partial(self._give_sign_of_life, engine, pulse)
            ticker.every(self._config.heartbeat.every, sign)
        return ticker

    async def _follow(self, engine: Engine, house: House, ticker: Ticker, by: timedelta) -> None:
        ticker.rearm(self._clock.now())
        await house.follow(by)
        engine.wake()

    async def _feed_watchdog(self, pulse: Pulse) -> None:
        if await pulse.is_felt((self._notifier.watchdog or TICK) / 2):
            self._notifier.alive()

    async def _give_sign_of_life(self, engine: Engine, pulse: Pulse) -> None:
        # A program that is stuck, or cannot store what it fetches, must not say that it is well.
        is_well = not engine.standing.trouble and await pulse.is_well(PATIENCE)
        if is_well and (trouble := await engine.beat()):
            log.warning("heartbeat not heard", extra={"detail": trouble})

    async def _grant_wishes(self, engine: Engine) -> None:
        # What is not taken before a stop waits for the next start.
        while not self._stopping.is_set() and (taken := self._mailbox.take()) is not None:
            name, wish = taken
            try:
                granted = await engine.grant(wish)
            except MonitorError as error:
                granted = refused(wish, str(error))
            facts = {**asdict(wish), **asdict(granted), "trouble": granted.trouble or None}
            log.info(type(granted).__name__.lower(), extra=facts)
            try:
                self._mailbox.answer(name, granted)
            except OSError as error:
                log.warning("unanswered", extra={"detail": f"{error.filename}: {error.strerror}"})

    async def _reload_when_asked(self, workforce: Workforce) -> None:
        """Reload once for each time it is asked, one after the other: the last file read is the one in force."""
        while True:
            await self._to_reload.wait()
            self._to_reload.clear()
            reload = asyncio.ensure_future(self._reload(workforce))
            try:
                # Not awaited itself: a bug in it is logged, and the next one is heard all the same.
                await asyncio.wait([reload])
            finally:
                reload.cancel()

    async def _reload(self, workforce: Workforce) -> None:
        self._notifier.reloading(self._clock.monotonic())
        try:
            config = await asyncio.to_thread(self._reread)
            if config.database != self._config.database:
                log.warning("reload", extra={"detail": "a changed database takes a restart"})
            if _listened(config) != _listened(self._config):
                log.warning("reload", extra={"detail": "a changed [web] listen takes a restart"})
            await workforce.adopt(config)
            self._config = config
            log.info("reloaded", extra={"sources": len(config.sources)})
        except MonitorError as error:
            log_trouble(log, error)
            log.warning("reload failed", extra={"detail": "the old configuration stays in force"})
        finally:
            self._notifier.ready(self._status())

    def _stand(self, trouble: str) -> None:
        self._trouble = trouble
        self._notifier.status(self._status())

    def _status(self) -> str:
        if self._trouble:
            return f"takes no work: {self._trouble}"
        return f"watching {len(self._config.sources)} sources with {len(self._config.rules)} rules"


def _listened(config: Config) -> str | None:
    return config.web.listen if config.web else None


def _or_say(engine: Engine, chore: Ticked) -> Ticked:
    """Return a chore as one that says what the store has against it."""

    async def guarded() -> None:
        try:
            await chore()
        except StoreError as error:
            engine.standing.failed(error)

    return guarded
