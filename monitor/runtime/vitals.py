"""How the engine of this process is, for whoever asks. Decides nothing, and asks the database nothing."""

import asyncio
from datetime import timedelta

from monitor.ports import Clock
from monitor.runtime.engine import Engine
from monitor.web import Meters, Vitals

# How long ago the crews may have been answered while the program still calls itself at work.
_PATIENCE = timedelta(seconds=30)
# How often the loop is asked whether it stood still.
_LOOK = timedelta(seconds=0.5)


def vitals_of(engine: Engine, meters: Meters, clock: Clock) -> Vitals:
    """Return how `engine` is at the moment. `meters` are those that hear of its work."""
    crews = (engine.checks, engine.deliveries)
    looked_at = min(crew.looked_at for crew in crews)
    return Vitals(
        trouble=engine.standing.trouble,
        is_at_work=clock.monotonic() - looked_at < _PATIENCE.total_seconds(),
        is_starting=not all(crew.has_looked for crew in crews),
        is_draining=any(crew.is_stopping for crew in crews),
        jobs_by_crew=engine.crews.in_hand,
        scouts=engine.scouts,
        meters=meters,
    )


async def watch_pauses(meters: Meters) -> None:
    """Tell `meters` by how much later than asked the loop goes on, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _LOOK.total_seconds()
        await asyncio.sleep(_LOOK.total_seconds())
        meters.paused(max(timedelta(seconds=loop.time() - due), timedelta()))
