"""Who works on a configured database: one alone on a file, one of several on a server. Opens; does no work."""

from datetime import timedelta
from typing import TextIO

from monitor.config import Config
from monitor.fetch import Vanguard
from monitor.ports import Clock
from monitor.runtime.engine import open_engine
from monitor.runtime.listeners import Listeners
from monitor.runtime.workforce import Workforce
from monitor.store import is_url


async def recruit(
    config: Config,
    *,
    clock: Clock,
    console: TextIO,
    listeners: Listeners,
    grace: timedelta,
    vanguard: Vanguard | None,
    only_works: bool,
) -> Workforce:
    """Return a workforce at rest; one that `only_works` never leads, and is one of several in any case.

    Raises `StoreUnavailable` if the database cannot be used, and `MonitorError` for one who only works on a file.
    """
    if not (only_works or is_url(config.database)):
        engine = await open_engine(
            config, clock=clock, console=console, listeners=listeners, vanguard=vanguard
        )
        return Workforce(engine, clock, grace)
    # Heavy, and not wanted for a file.
    from monitor.runtime.fleet.member import open_member  # noqa: PLC0415

    return await open_member(
        config,
        clock=clock,
        console=console,
        listeners=listeners,
        grace=grace,
        may_lead=not only_works,
        vanguard=vanguard,
    )
