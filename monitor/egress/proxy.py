"""The way over a configured proxy: httpcore's part in it, and what of a target can still be judged on this side.

Where a name leads is then the proxy's to look up and to judge. What spells an address is still judged here.
"""

import socket
import ssl
from ipaddress import AddressValueError, IPv6Address

import httpcore

from monitor.egress.fault import Stopped
from monitor.egress.guard import Guard, is_public
from monitor.egress.url import Url
from monitor.model import Reason

# What hosts files call this machine, besides localhost and all names beneath it (RFC 6761 §6.3).
_THIS_MACHINE = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})


def connection_over(
    proxy: Url,
    origin: httpcore.Origin,
    context: ssl.SSLContext,
    backend: httpcore.AsyncNetworkBackend,
) -> httpcore.AsyncConnectionInterface:
    """Return httpcore's connection to `origin`: a tunnel for https (RFC 9110 §9.3.6), else the absolute form."""
    pool = httpcore.AsyncHTTPProxy(proxy.text, ssl_context=context, network_backend=backend)
    return pool.create_connection(origin)


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
