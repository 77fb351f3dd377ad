"""The pages beside a daemon, and the meters that they show. Loads neither where the configuration has no [web]."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

from monitor.model import Settlement, Web
from monitor.pipeline import Checked
from monitor.ports import Clock
from monitor.runtime.engine import Engine

if TYPE_CHECKING:
    from monitor.web import Meters


class PagesBeside:
    """What answers people beside one engine, and hears of its work."""

    def __init__(self, web: Web | None, clock: Clock, environ: Mapping[str, str]) -> None:
        self._web = web
        self._clock = clock
        self._environ = environ
        self._meters = _meters() if web is not None else None

    def checked(self, checked: Checked) -> None:
        """Count one check."""
        if self._meters is not None:
            self._meters.checked(checked.plan, checked.committed)

    def settled(self, settlement: Settlement) -> None:
        """Count one attempt."""
        if self._meters is not None:
            self._meters.settled(settlement)

    def answering(self, engine: Engine) -> AbstractAsyncContextManager[None]:
        """Answer people while the block runs. Raises `MonitorError` if the address of [web] cannot be had."""
        if self._web is None or self._meters is None:
            return nullcontext()
        from monitor.runtime.pages import answering  # noqa: PLC0415 - heavy

        return answering(self._web, engine, self._meters, clock=self._clock, environ=self._environ)


def _meters() -> "Meters":
    from monitor.web import Meters  # noqa: PLC0415 - heavy

    return Meters()
