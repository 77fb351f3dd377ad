"""TLS on a connection, by one context for all hosts; sessions of hosts are taken up again. Trusts nobody else's word.

A session that is taken up again proves the host by the keys of the first handshake (RFC 8446 §2.2), which spares both
sides the certificates. It is offered to the name that proved itself then, and once only (§C.4).
"""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property

from monitor.egress.dial import UNCONNECTED
from monitor.egress.fault import Stopped
from monitor.egress.wire import Wire
from monitor.model import Reason

_MOST_SESSIONS = 256
# What a certificate says is looked at anew at least so often.
_LONGEST_S = 3_600.0


class Tls:
    """The TLS of one way out. `make` is called when a host is first spoken to: certificates take a while to read."""

    def __init__(self, make: Callable[[], ssl.SSLContext]) -> None:
        self._make = make
        # And when the host's certificate was looked at.
        self._sessions: OrderedDict[str, tuple[ssl.SSLSession | None, float]] = OrderedDict()

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = self._make()
        context.set_alpn_protocols(["http/1.1"])
        context.sslobject_class = self._resuming()
        return context

    async def secure(self, wire: Wire, host: str, timeout: float | None) -> None:  # noqa: ASYNC109  httpx's unit
        """Go on in TLS with `host`. `timeout` is in seconds. Raises `Stopped` for TLS and TIMEOUT."""
        try:
            async with asyncio.timeout(timeout):
                await wire.start_tls(self._context, host)
        except TimeoutError:
            raise Stopped(Reason.TIMEOUT, UNCONNECTED) from None

    def keep(self, wire: Wire, host: str) -> None:
        """Keep the session of a connection whose first answer came: tickets come after the handshake."""
        secure = wire.tls()
        if secure is None or (session := secure.session) is None:
            return
        now = asyncio.get_running_loop().time()
        _, proved_at = self._sessions.get(host, (None, now))
        self._sessions[host] = session, proved_at if secure.session_reused else now
        self._sessions.move_to_end(host)
        if len(self._sessions) > _MOST_SESSIONS:
            self._sessions.popitem(last=False)

    def _take(self, host: str) -> ssl.SSLSession | None:
        session, proved_at = self._sessions.get(host, (None, 0.0))
        if session is None:
            return None
        self._sessions[host] = None, proved_at
        is_young = asyncio.get_running_loop().time() - proved_at < _LONGEST_S
        return session if is_young else None

    def _resuming(self) -> type[ssl.SSLObject]:
        take = self._take

        class Resuming(ssl.SSLObject):
            """What a handshake is made by: asyncio has no place for a session."""

            _has_begun = False

            def do_handshake(self) -> None:
                if not self._has_begun:
                    self._has_begun = True
                    if (session := take(self.server_hostname or "")) is not None:
                        self.session = session
                super().do_handshake()

        return Resuming
