"""The way over a configured proxy: the tunnel, and what of a target can still be judged on this side.

Where a name leads is then the proxy's to look up and to judge. What spells an address is still judged here.
"""

import socket
from ipaddress import AddressValueError, IPv6Address

from monitor.egress.fault import Stopped
from monitor.egress.guard import Guard, is_public
from monitor.egress.url import Url
from monitor.egress.wire import Wire
from monitor.model import Reason

# What hosts files call this machine, besides localhost and all names beneath it (RFC 6761 §6.3).
_THIS_MACHINE = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})


async def open_tunnel(wire: Wire, host: str, port: int, patience: float | None) -> None:
    """Have the proxy at the other end of `wire` lead it to `host` (RFC 9110 §9.3.6). Raises `Stopped`."""
    name = f"[{host}]" if ":" in host else host
    there = f"{name}:{port}".encode("ascii")
    question = b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n\r\n" % (there, there)
    try:
        await wire.ask(question, patience, budget=0)
    except Stopped as error:
        raise Stopped(error.reason, f"the proxy: {error.detail}") from error
    status = wire.answer.status
    if not 200 <= status < 300:
        raise Stopped(Reason.CONNECT, f"the proxy opens no way there: status {status}")
    if wire.answer.pieces:
        raise Stopped(Reason.PROTOCOL, "the proxy spoke into the tunnel")
    wire.go_through()


def goes_over(proxy: Url | None, host: str, port: int, guard: Guard) -> bool:
    """Say whether the proxy is asked for this host; what the guard's exceptions name is reached directly.

    Raises `Stopped` for FORBIDDEN_ADDRESS where the host spells an address that is not public.
    """
    if proxy is None:
        return False
    address = spelled_address(host)
    if address is None or is_public(address):
        return True
    if not guard.permits(address, port):
        raise Stopped(Reason.FORBIDDEN_ADDRESS, f"{host} is {address}, which is not public")
    return False


def spelled_address(host: str) -> str | None:
    """Return the address that `host` spells, or that systems mean by it; asks nobody.

    IPv4 has the many spellings of inet_aton: with fewer parts, in octal, in hexadecimal.
    """
    name = host.lower().removesuffix(".").strip("[]")
    if name in _THIS_MACHINE or name.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(IPv6Address(name))
    except AddressValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        return None
