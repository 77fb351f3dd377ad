"""Programs that start warm: a parent that has imported everything forks a child for each life of `monitor`.

Importing takes most of a start, and a storm of kills would spend itself on it. The parent holds no thread, no loop
and no database; the child runs the real command line. Who wants a child asks over a connection of its own; at the other
end of it stands a warden, which says the child's number, waits for it, and says how it ended. So one parent serves
any number of children at once, of any number of loops. It knows nothing of what the program does.
"""

import asyncio
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

_ROOT = Path(__file__).parents[2]
_PR_SET_PDEATHSIG = 1
_ORDER_BYTES = 1 << 16
# What a command loads only once it runs.
_IMPORTS = (
    "monitor.cli",
    "monitor.cli.crawl",
    "monitor.cli.run",
    "monitor.runtime.crawl",
    "monitor.runtime.daemon",
    "monitor.runtime.scout",
    "monitor.config",
    "monitor.core.plan",
    "monitor.store.schema",
    "apscheduler.executors.asyncio",
    "concurrent.futures.thread",
    "encodings.idna",
)


class Child:
    """A process of the nursery, with what its users need of `asyncio.subprocess.Process`."""

    def __init__(self, pid: int, ended: asyncio.Task[int]) -> None:
        self.pid = pid
        self._ended = ended

    @property
    def returncode(self) -> int | None:
        """Return the exit code, negative for the signal that ended it; None while it lives."""
        return self._ended.result() if self._ended.done() else None

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the child has ended."""
        # Its warden reaps it before we hear of its end.
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Return the exit code."""
        return await asyncio.shield(self._ended)


class Nursery:
    """Where children are asked for; `open_nursery()` opens one."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def start(
        self,
        folder: Path,
        words: tuple[str, ...],
        *,
        out: IO[Any],
        err: IO[Any] | None = None,
        **environ: str,
    ) -> Child:
        """Return `monitor <words>` in `folder`; what it says goes to `out`, its errors to `err` if that is given."""
        order = {"folder": str(folder), "words": words, "environ": environ}
        streams = [out.fileno(), (err or out).fileno()]
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(self._address)
            socket.send_fds(asking, [json.dumps(order).encode()], streams)
            warden, line = await asyncio.open_unix_connection(sock=asking.dup())
        pid = int(await warden.readline())
        return Child(pid, asyncio.create_task(_end(warden, line)))


@contextmanager
def open_nursery(also: Sequence[str] = ()) -> Iterator[Nursery]:
    """Open a nursery; its children end with it. They need the modules `also` besides those of `monitor run`."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as door:
        address = f"{folder}/door"
        door.bind(address)
        door.listen()
        parent = subprocess.Popen(
            (sys.executable, "-m", "benchmarks.crash.nursery", str(door.fileno()), *also),
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            pass_fds=(door.fileno(),),
            # numpy comes with an extra and starts threads, and what has threads must not fork.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        with parent:
            yield Nursery(address)


async def _end(warden: asyncio.StreamReader, line: asyncio.StreamWriter) -> int:
    """Return how the child ended, once its warden says so."""
    try:
        return int(await warden.readline())
    finally:
        line.close()


def _serve(door: socket.socket) -> None:
    """Fork a warden for each connection, until standard input is closed."""
    for name in (*_IMPORTS, *sys.argv[2:]):
        importlib.import_module(name)
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("an import started a thread: what has threads must not fork")
    gc.collect()
    # Else the first collection of every child copies every page.
    gc.freeze()
    # Wardens are nobody's to wait for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while door in select.select((door, sys.stdin), (), ())[0]:
        asked, _ = door.accept()
        if not os.fork():
            door.close()
            _guard(asked)
            return
        asked.close()


def _guard(asked: socket.socket) -> None:
    """Be a warden: fork the program, say its number, wait for it, and say how it ended. Return as the program."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _die_with_parent()
    order, streams, _, _ = socket.recv_fds(asked, _ORDER_BYTES, 2)
    child = os.fork()
    if not child:
        asked.close()
        _die_with_parent()
        _become(json.loads(order), streams)
        return
    for stream in streams:
        os.close(stream)
    asked.sendall(b"%d\n" % child)
    _, status = os.waitpid(child, 0)
    # Who asked may have gone meanwhile.
    with suppress(OSError):
        asked.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _become(order: Mapping[str, Any], streams: list[int]) -> None:
    """Be the program from here on; it ends by `SystemExit`, as it does of itself."""
    # A group of its own, by which can be seen whether anything outlives it.
    os.setsid()
    os.chdir(order["folder"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    for theirs, ours in ((nothing, 0), (streams[0], 1), (streams[1], 2)):
        os.dup2(theirs, ours)
    for given in (nothing, *streams):
        os.close(given)
    os.environ.update(order["environ"])
    sys.argv = ["monitor", *order["words"]]
    importlib.import_module("monitor.cli").main()


def _die_with_parent() -> None:
    """End when the parent does, so that a storm that is broken off leaves nothing behind (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
