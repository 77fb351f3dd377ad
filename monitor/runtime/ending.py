"""How the process ends: at once while it holds nothing, and by force where a thread will not let it.

Owns what signals do before the daemon listens to them and after it has stopped; never what they do meanwhile.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

log = logging.getLogger(__name__)

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def leave_at_once() -> None:
    """Let SIGTERM and SIGINT end the process at once and with code 0, from now until the daemon listens.

    It holds nothing yet. The configuration is not read yet either, so that SIGHUP asks for nothing.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def hear_no_more() -> None:
    """Let no signal end the process any more: it has stopped and is about to go by itself.

    Asked within the loop that heard them: one that closes first, and hears a signal after, says so with a traceback.
    """
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_IGN)


class Ending:
    """Ends the process by force once its time is up. `leave` is called with the exit code."""

    def __init__(self, leave: Callable[[int], object] = os._exit) -> None:
        self._leave = leave
        self._timer: threading.Timer | None = None

    def within(self, time: timedelta, code: int) -> None:
        """End the process with `code` unless it ends by itself within `time`. It replaces what was said before."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(time.total_seconds(), self._force, (code,))
        # It must not keep alive what it is to end.
        self._timer.daemon = True
        self._timer.start()

    def _force(self, code: int) -> None:
        if code:
            log.error("stopped by force", extra={"detail": "the database did not close in time"})
        self._leave(code)


def _leave(number: int, frame: FrameType | None) -> None:
    # An exception may be caught on its way by whatever is being imported.
    os._exit(0)
