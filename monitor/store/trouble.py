"""A store in trouble gives out no work until it has proved that what the work brings can be stored.

Owns when it may be tried again and how that is proved; says nothing to anybody.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from monitor.errors import StoreDamaged, StoreDefect, StoreError, StoreInUse, StoreUnavailable
from monitor.store.connection import Connection
from monitor.store.faults import again, explained
from monitor.store.opening import sign

# How long the first try is put off, and the last of many, in seconds.
_LEAST, _MOST = 1.0, 60.0
# Trouble that comes back within so many seconds goes on where it ended.
_CALM = 60.0
# As much as a group of commits may bring. A disk that has only room for a lease has none for a page.
ROOM = 4 * 1024 * 1024


class Trouble:
    """Why the store gives out no work now (`error`), and when it may be asked again."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.error: StoreUnavailable | None = None
        self._monotonic = monotonic
        self._pause = 0.0
        self._ask_at = 0.0
        self._ended_at = float("-inf")

    def note(self, error: StoreError) -> None:
        """Take down that the database failed. What says nothing of the file itself is no trouble."""
        if not isinstance(error, StoreUnavailable) or isinstance(error, StoreInUse | StoreDefect):
            return
        if self.error is None:
            self._begin()
        if not isinstance(self.error, StoreDamaged):
            self.error = error

    def may_ask(self) -> bool:
        """Say whether it is time for a proof; then the next one is put off longer. Damage is never asked again."""
        now = self._monotonic()
        if isinstance(self.error, StoreDamaged) or now < self._ask_at:
            return False
        self._put_off(now)
        return True

    def end(self) -> None:
        """Take down that the store has proved itself."""
        self.error = None
        self._ended_at = self._monotonic()

    def raise_again(self) -> None:
        """Raise the error, if there is one."""
        if self.error is not None:
            raise again(self.error)

    def _begin(self) -> None:
        now = self._monotonic()
        if now - self._ended_at > _CALM:
            self._pause = 0.0
        self._put_off(now)

    def _put_off(self, now: float) -> None:
        self._pause = min(max(2 * self._pause, _LEAST), _MOST)
        self._ask_at = now + self._pause


def prove(path: Path, check: Callable[[], None], connection: Connection) -> None:
    """Write as much as work may bring beside the database, and something into it. Raises `StoreUnavailable`."""
    check()
    _try_room(path)
    with explained(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            sign(connection)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _try_room(path: Path) -> None:
    room = path.with_name(path.name + ".room")
    try:
        with room.open("wb", buffering=0) as file:
            left = ROOM
            while left:
                left -= file.write(bytes(min(left, 65_536)))
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreUnavailable(
            f"the database {path} has no room to grow ({error.strerror})",
            hint="free some space on its disk; nothing that was acknowledged is lost",
            passes=True,
        ) from error
    finally:
        with suppress(OSError):
            room.unlink(missing_ok=True)
