"""What the service manager is told (sd_notify(3)), and the socket that it hands on. Silent where there is none."""

import os
import socket
from collections.abc import Mapping
from datetime import timedelta

# SD_LISTEN_FDS_START.
_FIRST_SOCKET = 3


class Notifier:
    """Tells systemd how the service is. Without NOTIFY_SOCKET in `environ` it does nothing."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = _address(environ.get("NOTIFY_SOCKET", ""))
        usec = environ.get("WATCHDOG_USEC", "")
        # How long systemd waits between two signs of life; None: it does not watch.
        self.watchdog = timedelta(microseconds=int(usec)) if usec.isdecimal() else None

    def ready(self, status: str) -> None:
        """Say that the service does its work now (after the start, or after a reload)."""
        self._tell(f"READY=1\nSTATUS={_line(status)}")

    def reloading(self, monotonic: float) -> None:
        """Say that the configuration is read anew. `monotonic`: seconds of CLOCK_MONOTONIC."""
        self._tell(f"RELOADING=1\nMONOTONIC_USEC={int(monotonic * 1_000_000)}")

    def status(self, status: str) -> None:
        """Say in one line what goes on."""
        self._tell(f"STATUS={_line(status)}")

    def waiting(self, status: str, longer: timedelta) -> None:
        """Say in one line what the start waits for, and that it may take so much longer from now on."""
        usec = int(longer.total_seconds() * 1_000_000)
        self._tell(f"EXTEND_TIMEOUT_USEC={usec}\nSTATUS={_line(status)}")

    def alive(self) -> None:
        """Feed the watchdog. Call it only after real progress."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the service is on its way out."""
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            try:
                channel.sendto(message.encode(), self._address)
            except OSError:
                # A manager that cannot be told must not stop the work.
                return


def inherited(environ: Mapping[str, str]) -> socket.socket | None:
    """Return the socket that the service manager listens at for us (sd_listen_fds(3)); None if there is none.

    It is the first one that is named "web", else the first of all.
    """
    if environ.get("LISTEN_PID") != str(os.getpid()):
        return None
    count = environ.get("LISTEN_FDS", "")
    if not count.isdecimal() or int(count) < 1:
        return None
    names = environ.get("LISTEN_FDNAMES", "").split(":")
    place = names.index("web") if "web" in names[: int(count)] else 0
    return socket.socket(fileno=_FIRST_SOCKET + place)


def _address(name: str) -> str:
    # "@name" is a socket in the abstract namespace.
    return "\0" + name[1:] if name.startswith("@") else name


def _line(text: str) -> str:
    return " ".join(text.split())
