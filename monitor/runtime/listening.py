"""The socket at which people are answered: our own, or the service manager's. Answers nobody."""

import errno
import socket
from collections.abc import Mapping

from monitor.errors import MonitorError
from monitor.model import Web
from monitor.noun import replace
from monitor.runtime.systemd import inherited

Listener = socket.socket


def listener_of(web: Web, environ: Mapping[str, str]) -> tuple[Listener, Web]:
    """Return the socket, and where it really is: a service manager's may be elsewhere than the configuration says.

    Raises `MonitorError` if the address cannot be had.
    """
    listener = inherited(environ)
    if listener is None:
        return listen(web), web
    return listener, replace(web, listen=_place_of(listener))


def listen(web: Web) -> Listener:
    """Return a socket of our own at the address of `web`. Raises `MonitorError` if it cannot be had."""
    host, _, port = web.listen.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), int(port)))
    except OSError as error:
        listener.close()
        raise MonitorError(
            f"cannot listen at {web.listen}: {error.strerror}", hint="[web] listen names another"
        ) from error
    return listener


def is_taken(web: Web) -> bool:
    """Say whether somebody listens at the address of `web`. Raises `MonitorError` if it cannot be had otherwise."""
    try:
        listen(web).close()
    except MonitorError as error:
        cause = error.__cause__
        if isinstance(cause, OSError) and cause.errno == errno.EADDRINUSE:
            return True
        raise
    return False


def _place_of(listener: Listener) -> str:
    """Return the "ip:port" of a socket; of one in the file system its path, which is no loopback's."""
    name = listener.getsockname()
    if listener.family == socket.AF_UNIX:
        return f"{name}:0"
    host, port = name[:2]
    return f"[{host}]:{port}" if listener.family == socket.AF_INET6 else f"{host}:{port}"
