"""Ways out to the network that a reload replaced. Owns when each is closed; never which is taken."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from monitor.egress import Egress
from monitor.fetch import Exchange
from monitor.runtime.crew import Crew


class Retiring:
    """Hangs up on a way out once the jobs in hand, which still use it, have ended."""

    def __init__(self, crews: Callable[[], Sequence[Crew[Any]]]) -> None:
        self._crews = crews
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, exchange: Exchange, egress: Egress) -> None:
        """Take over a way out that no new job will use."""
        task = asyncio.ensure_future(self._hang_up(exchange, egress))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Return once all are closed."""
        await asyncio.gather(*self._tasks)

    async def _hang_up(self, exchange: Exchange, egress: Egress) -> None:
        await exchange.retire()
        for crew in self._crews():
            await crew.outlast()
        await exchange.aclose()
        await egress.aclose()
