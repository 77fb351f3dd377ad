"""Whether the database takes work: said once when it stops and once when it goes on. Decides nothing."""

import logging
from collections.abc import Callable

from monitor.errors import StoreError
from monitor.runtime.logs import log_trouble

log = logging.getLogger(__name__)


class Standing:
    """What the store has against work at present. `tell` hears of every change: a sentence, or "" for nothing."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._said: list[str] = []

    @property
    def trouble(self) -> str:
        """Return the newest sentence; "" while all is well."""
        return self._said[-1] if self._said else ""

    def failed(self, error: StoreError) -> None:
        """Take down that the store would not do it. The crews ask every second: the same is said once."""
        if str(error) not in self._said:
            self._said.append(str(error))
            log_trouble(log, error)
            self._tell(self.trouble)

    def well(self) -> None:
        """Take down that the store gave out work again."""
        if self._said:
            self._said.clear()
            log.info("recovered")
            self._tell("")
