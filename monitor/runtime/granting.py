"""A wish as a command: granted by itself where the database is free, else by the daemon that holds it."""

import asyncio
from datetime import timedelta
from typing import TextIO

from monitor.config import Config
from monitor.errors import MonitorError, StoreInUse
from monitor.model import Replay
from monitor.model.wish import ArmWish, Granted, RereadWish, Wish
from monitor.ports import Clock
from monitor.runtime.engine import open_engine
from monitor.runtime.listeners import Listeners
from monitor.runtime.mailbox import Mailbox
from monitor.runtime.reporting import report_attempt, report_check

# How long a wish may wait; the daemon looks every second, and walks through the archive then.
PATIENCE = timedelta(minutes=5)
_LOOK = timedelta(milliseconds=200)


async def grant_now(config: Config, wish: Wish, *, clock: Clock, console: TextIO) -> Granted:
    """Return what granting the wish came to; what it makes due is delivered or on its way.

    Raises `StoreUnavailable` if the database cannot be used, and `MonitorError` if the one who holds it does not
    answer.
    """
    try:
        return await _by_ourselves(config, wish, clock, console)
    except StoreInUse:
        return await _by_wish(config, wish, clock)


async def _by_ourselves(config: Config, wish: Wish, clock: Clock, console: TextIO) -> Granted:
    listeners = Listeners(on_checked=report_check, on_settled=report_attempt)
    engine = await open_engine(config, clock=clock, console=console, listeners=listeners)
    try:
        granted = await engine.grant(wish)
        if isinstance(wish, ArmWish | Replay | RereadWish):
            engine.deliveries.finish()
            await engine.deliveries.work()
    finally:
        await engine.close()
    return granted


async def _by_wish(config: Config, wish: Wish, clock: Clock) -> Granted:
    mailbox = Mailbox(config.letterbox)
    try:
        name = mailbox.put(wish)
    except OSError as error:
        raise MonitorError(
            f"the wish cannot be left beside the database ({error.filename}: {error.strerror})",
            hint="free some space, or give your user the right to write the database's folder",
        ) from error
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while (granted := mailbox.collect(name)) is None:
                await clock.sleep(_LOOK)
    except TimeoutError as error:
        raise MonitorError(
            "the monitor that holds the database did not answer",
            hint="a crawl grants no wishes: try again when it is done",
        ) from error
    finally:
        mailbox.withdraw(name)
    return granted
