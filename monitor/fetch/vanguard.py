"""The vanguard: the first scout, forked off the program at its start, so that it is there when it is wanted.

It is forked while the program has one thread, and neither a loop nor a configuration: what it has is what both need,
and the memory of it that neither writes to is there once. What only a scout needs it loads by itself, on a core of its
own where there is one, while the program gets ready. It waits until it is given its link and its mark, hears no
signal, and goes when the program does. Owns how it is born; other scouts are started by a command.
"""

import gc
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

# What a scout is, given the numbers of its link and of its mark.
Serve = Callable[[int, int], None]
# Loads what a scout needs, and returns it.
Load = Callable[[], Serve]

_GO = b"!"


class Forked:
    """A child that was forked: what an outpost needs of `subprocess.Popen`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        # What names this process for good: its number may be another's once its end was heard.
        self._handle = os.pidfd_open(pid)
        self._lock = threading.Lock()
        self._code: int | None = None

    def kill(self) -> None:
        """End it, unless it has ended."""
        with self._lock:
            if self._code is None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended: its code, or the signal as a negative number. `timeout` is in seconds.

        Raises `subprocess.TimeoutExpired`.
        """
        if self._code is not None:
            return self._code
        end = select.poll()
        end.register(self._handle, select.POLLIN)
        if not end.poll(None if timeout is None else 1_000 * timeout):
            raise subprocess.TimeoutExpired("scout", timeout or 0.0)
        with self._lock:
            if self._code is None:
                _, status = os.waitpid(self.pid, 0)
                os.close(self._handle)
                self._code = os.waitstatus_to_exitcode(status)
        return self._code


class Vanguard:
    """The vanguard, seen from the program. `send_ahead` makes it."""

    def __init__(self, link: socket.socket, pid: int) -> None:
        self._link: socket.socket | None = link
        self._forked = Forked(pid)

    def take_post(self, link: int, mark: int) -> Forked | None:
        """Have it serve with both descriptors, and return it; None if it has a post already, or is no more."""
        if self._link is None:
            return None
        try:
            socket.send_fds(self._link, [_GO], [link, mark])
        except OSError:
            self.dismiss()
            return None
        self._link.close()
        self._link = None
        return self._forked

    def dismiss(self) -> None:
        """Let it go, unless it has a post."""
        if self._link is not None:
            self._link.close()
            self._link = None
            self._forked.kill()
            self._forked.wait()


def send_ahead(load: Load) -> Vanguard | None:
    """Return a vanguard, forked off this process as it is, that is to be what `load` returns there.

    None where that cannot be: beside other threads, whose locks nobody would open in the child, or on a kernel that
    does not tell of the ends of processes.
    """
    if sys.platform != "linux" or _has_threads() or not _has_handles():
        return None
    # Else the collector would write to all that there is, and no memory would be shared.
    gc.freeze()
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if not pid:
        _alone(partial(_wait, theirs, load))
    theirs.close()
    return Vanguard(ours, pid)


def _has_threads() -> bool:
    return len(list(Path("/proc/self/task").iterdir())) > 1


def _has_handles() -> bool:
    """Say whether there are pidfds: since Linux 5.3, and where no filter forbids them."""
    try:
        handle = os.pidfd_open(os.getpid())
        signal.pidfd_send_signal(handle, 0)
        os.close(handle)
    except OSError:
        return False
    return True


def _wait(link: socket.socket, load: Load) -> None:
    """Get ready, and serve once there is a post; go if the program lets go of its end of the link."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _let_go_of_all_but(link.fileno())
    serve = load()
    # It stays, too.
    gc.freeze()
    gc.enable()
    order, descriptors, _, _ = socket.recv_fds(link, len(_GO), 2)
    link.close()
    if order:
        serve(*descriptors)


def _let_go_of_all_but(link: int) -> None:
    """Close what the program has open, as for one that is started anew: all but what it prints to, and `link`."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for descriptor in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        if descriptor > 2 and descriptor != link:
            # The listing had one open, too.
            with suppress(OSError):
                os.close(descriptor)


def _alone(work: Callable[[], None]) -> NoReturn:
    """Do `work` and end this process: behind it lies the stack of the program that it was forked off."""
    code = 1
    try:
        work()
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)
