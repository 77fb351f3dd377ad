"""Where this process ends and the network begins: every look-up is answered here, every connection is seen here.

Nothing passes but to the endpoints that are opened: the interpreter asks before each connection (PEP 578) and is told
no. So a harness may aim at any address there is. It stays for the life of the process, which should be a child.
"""

import errno
import ipaddress
import socket
import sys
from collections.abc import Sequence
from typing import Any

Endpoint = tuple[str, int]

_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
# What the hosts file of every machine says.
_HOSTS = {"localhost": ("127.0.0.1", "::1"), "ip6-localhost": ("::1",), "ip6-loopback": ("::1",)}


class Border:
    """The name server and the customs of one process. `names` answer differently each time; the last answer stays."""

    def __init__(self) -> None:
        self.opened: set[Endpoint] = set()
        self.names: dict[str, Sequence[Sequence[str]]] = {}
        self.lookups: list[str] = []
        self.attempts: list[Endpoint] = []
        self._numeric = socket.getaddrinfo

    def close(self) -> None:
        """Take the place of the system's resolver, and stand at every socket."""
        socket.getaddrinfo = self._look_up  # type: ignore[assignment]  # bytes and None come as the system takes them
        sys.addaudithook(self._at_the_socket)

    def forget(self) -> None:
        """Begin to count anew."""
        self.lookups.clear()
        self.attempts.clear()

    def _look_up(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> list[tuple[Any, ...]]:
        name = host.decode() if isinstance(host, bytes) else str(host)
        self.lookups.append(name)
        try:
            # Asks nobody, and reads every spelling that the system takes for an address.
            found = self._numeric(name, port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
        except socket.gaierror:
            found = [_found(address, port) for address in self._answer(name)]
        return list(found)

    def _answer(self, name: str) -> Sequence[str]:
        plain = name.lower().removesuffix(".")
        answers = self.names.get(plain) or ([_HOSTS[plain]] if plain in _HOSTS else ())
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        asked = sum(lookup.lower().removesuffix(".") == plain for lookup in self.lookups)
        return answers[min(asked, len(answers)) - 1]

    def _at_the_socket(self, event: str, seen: tuple[Any, ...]) -> None:
        if event not in _EVENTS or not isinstance(seen[1], tuple):
            return
        endpoint = seen[1][:2]
        if endpoint not in self.opened:
            self.attempts.append(endpoint)
            raise OSError(errno.ENETUNREACH, "the border is closed")


def _found(address: str, port: int) -> tuple[Any, ...]:
    if ipaddress.ip_address(address).version == 4:
        return socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)
    return socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0)
