"""What one check asks of which host, counted while it is under way. Decides nothing."""

from collections import defaultdict
from collections.abc import Iterable

from monitor.model import Traffic


class Meter:
    """Counts the requests of one check and the bytes of their bodies, by host."""

    def __init__(self) -> None:
        self._requests: dict[str, int] = defaultdict(int)
        self._bytes: dict[str, int] = defaultdict(int)

    def ask(self, host: str) -> None:
        """Count a request: it is made, whatever becomes of it."""
        self._requests[host] += 1

    def receive(self, host: str, wire_bytes: int) -> None:
        """Count bytes that came."""
        self._bytes[host] += wire_bytes

    def add(self, traffic: Iterable[Traffic]) -> None:
        """Count what was asked elsewhere for the sake of this check."""
        for each in traffic:
            self._requests[each.host] += each.requests
            self._bytes[each.host] += each.bytes

    @property
    def traffic(self) -> tuple[Traffic, ...]:
        """Return all that was counted."""
        return tuple(
            Traffic(host=host, requests=count, bytes=self._bytes[host])
            for host, count in self._requests.items()
        )
