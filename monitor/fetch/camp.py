"""The camp: a process that scouts are forked from, so that they need not import anything. Owns how they are born.

It is forked off the program while that has one thread, and neither a loop nor a configuration: what it holds is what a
scout needs, and the memory that nobody writes to is there once for all of them. It reads no page and hears no signal,
and goes when the program does.
"""

import ctypes
import gc
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

# What a scout is, given the numbers of its link and of its mark.
Serve = Callable[[int, int], None]

_ORDER = b"\0"
# The number of a process, and a last byte that says that it is now the child of who asked.
_NUMBER, _DONE = 8, b"\0"
# How long a fork may take, in seconds.
_PATIENCE_S = 10.0
# prctl(2).
_PR_SET_CHILD_SUBREAPER = 36


class Forked:
    """A scout that was forked: what an outpost needs of `subprocess.Popen`."""

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


class Camp:
    """The camp, seen from the program. `pitch` makes it."""

    def __init__(self, link: socket.socket, pid: int) -> None:
        self._link = link
        self._link.settimeout(_PATIENCE_S)
        self._replies = link.makefile("rb")
        self._pid = pid
        self._lock = threading.Lock()
        self._is_struck = False

    def send_out(self, link: int, mark: int) -> Forked | None:
        """Return a new scout that has both descriptors; None if there is no camp any more. Blocks.

        Raises OSError if none could be forked, or if the camp ended over it: then somebody may have the descriptors.
        """
        with self._lock:
            if self._is_struck:
                return None
            try:
                socket.send_fds(self._link, [_ORDER], [link, mark])
            except OSError:
                self._strike()
                return None
            pid = self._reply()
            if not pid:
                raise BlockingIOError("no process can be forked")
            return Forked(pid)

    def close(self) -> None:
        """Let the camp go. Scouts that it sent out stay."""
        with self._lock:
            if not self._is_struck:
                self._strike()

    def _reply(self) -> int:
        try:
            reply = self._replies.read(_NUMBER + len(_DONE))
        except OSError:
            self._strike()
            raise
        if len(reply) < _NUMBER + len(_DONE):
            self._strike()
            raise ConnectionResetError("the camp has ended")
        return int.from_bytes(reply[:_NUMBER], "little")

    def _strike(self) -> None:
        self._is_struck = True
        self._replies.close()
        self._link.close()
        # It holds nothing.
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def pitch(serve: Serve) -> Camp | None:
    """Return a camp whose scouts are `serve`, forked off this process as it is.

    None where that cannot be: beside other threads, whose locks nobody would open in the child, or without a kernel
    that lets this process take in what the camp bears.
    """
    if sys.platform != "linux" or _has_threads() or not _takes_in():
        return None
    # Else the collector would write to all that there is, and no memory would be shared.
    gc.freeze()
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if not pid:
        _alone(partial(_hold, theirs, serve))
    theirs.close()
    return Camp(ours, pid)


def _has_threads() -> bool:
    return len(list(Path("/proc/self/task").iterdir())) > 1


def _takes_in() -> bool:
    """Become the parent of whoever loses theirs below this process (prctl(2)); say whether that is had, and pidfds."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    taken: int = ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    return taken == 0


def _hold(link: socket.socket, serve: Serve) -> None:
    """Bear scouts until the program lets go of its end of the link."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _let_go_of_all_but(link.fileno())
    gc.enable()
    while True:
        order, descriptors, _, _ = socket.recv_fds(link, len(_ORDER), 2)
        if not order:
            return
        link.sendall(_DONE if _bear(link, descriptors, serve) else bytes(_NUMBER + len(_DONE)))
        for descriptor in descriptors:
            os.close(descriptor)


def _bear(link: socket.socket, descriptors: Sequence[int], serve: Serve) -> bool:
    """Fork a scout, by a parent that ends at once, and tell its number; say whether that was done."""
    try:
        between = os.fork()
    except OSError:
        return False
    if not between:
        _alone(partial(_leave_behind, link, descriptors, serve))
    return os.waitpid(between, 0)[1] == 0


def _leave_behind(link: socket.socket, descriptors: Sequence[int], serve: Serve) -> None:
    if scout := os.fork():
        link.sendall(scout.to_bytes(_NUMBER, "little"))
        return
    link.close()
    serve(*descriptors)


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


def _let_go_of_all_but(link: int) -> None:
    """Close what the program has open, as for one that is started anew: all but what it prints to, and `link`."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for descriptor in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        if descriptor > 2 and descriptor != link:
            # The listing had one open, too.
            with suppress(OSError):
                os.close(descriptor)
