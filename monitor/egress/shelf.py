"""The connections that lie idle between two exchanges. Owns how many, and for how long."""

from collections import deque
from collections.abc import Iterator

from monitor.egress.wire import Wire

# Servers drop idle connections after 5 s (Apache) to 75 s (nginx); an older one is likely dead.
_IDLE_SECONDS = 15.0
_IDLE_IN_ALL = 256

Origin = tuple[str, str, int]


class Shelf:
    """Idle connections: all in the order they came to rest, and by origin. Times are the loop's, in seconds."""

    def __init__(self) -> None:
        self._rested_by_wire: dict[Wire, tuple[Origin, float]] = {}
        self._by_origin: dict[Origin, deque[Wire]] = {}

    def take(self, origin: Origin) -> Wire | None:
        """Return the origin's freshest connection that is still open, no longer idle."""
        while wires := self._by_origin.get(origin):
            wire = wires.pop()
            self._forget(wire, wires)
            if wire.is_open:
                return wire
        return None

    def put(self, wire: Wire, origin: Origin, now: float) -> None:
        """Add a connection that is idle from now on, and hang up on what lay here for too long, or is too many."""
        self._rested_by_wire[wire] = origin, now
        self._by_origin.setdefault(origin, deque()).append(wire)
        for stale in self._surplus(now - _IDLE_SECONDS):
            stale.hang_up()

    def clear(self) -> None:
        """Hang up on all of them."""
        for wire in self._surplus(float("inf")):
            wire.hang_up()

    def _surplus(self, since: float) -> Iterator[Wire]:
        """Remove and yield what came to rest before `since`, and the oldest while there are too many."""
        while self._rested_by_wire:
            wire, (origin, rested) = next(iter(self._rested_by_wire.items()))
            if rested >= since and len(self._rested_by_wire) <= _IDLE_IN_ALL:
                return
            wires = self._by_origin[origin]
            wires.popleft()
            self._forget(wire, wires)
            yield wire

    def _forget(self, wire: Wire, wires: deque[Wire]) -> None:
        origin, _ = self._rested_by_wire.pop(wire)
        if not wires:
            del self._by_origin[origin]
