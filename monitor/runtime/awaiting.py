"""A start that waits for the database: a full or failing disk, or a stranger's lock, may pass. Opens nothing itself."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from monitor.errors import StoreUnavailable
from monitor.runtime.logs import log_trouble
from monitor.runtime.systemd import Notifier

T = TypeVar("T")

log = logging.getLogger(__name__)

# How often it is tried again.
RETRY = timedelta(seconds=5)
# What the service manager is asked for at each try: longer than a try and the pause after it.
_LONGER = timedelta(seconds=60)


async def once_usable(
    open_: Callable[[], Awaitable[T]], stopping: asyncio.Event, notifier: Notifier
) -> T | None:
    """Return what `open_` returns as soon as the database lets it; None if a stop is asked for before.

    Raises `StoreUnavailable` for what does not pass by itself.
    """
    said = ""
    while not stopping.is_set():
        try:
            return await open_()
        except StoreUnavailable as error:
            if not error.passes:
                raise
            if str(error) != said:
                log_trouble(log, error)
            said = str(error)
        notifier.waiting(said, _LONGER)
        try:
            async with asyncio.timeout(RETRY.total_seconds()):
                await stopping.wait()
        except TimeoutError:
            continue
    return None
