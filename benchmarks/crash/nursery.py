"""Daemons that start warm: a parent that has imported everything forks a child for each life of the program.

Importing takes most of a start, and a storm of kills would spend itself on it. The parent holds no thread, no loop
and no database; the child runs the real command line. Between the two stands a warden that waits for the child's end,
so that one parent serves any number of children at once. It knows nothing of what the program does.
"""

import asyncio
import ctypes
import gc
import importlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_ROOT = Path(__file__).parents[2]
_PR_SET_PDEATHSIG = 1
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
    """A process of the nursery, with what the storm needs of `asyncio.subprocess.Process`."""

    def __init__(self, pid: int, ended: asyncio.Future[int]) -> None:
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
    """Starts children: `async with Nursery() as nursery: child = await nursery.start(…)`."""

    def __init__(self) -> None:
        self._parent: Process | None = None
        self._names = count()
        # By child: its number, then how it ended.
        self._said: dict[int, tuple[asyncio.Future[int], asyncio.Future[int]]] = {}
        self._hearing: asyncio.Task[None] | None = None
        self._living: dict[int, Child] = {}

    async def __aenter__(self) -> Self:
        self._parent = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.crash.nursery"),
            cwd=_ROOT,
            stdin=PIPE,
            stdout=PIPE,
            # numpy comes with an extra and starts threads, and what has threads must not fork.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        self._hearing = asyncio.create_task(self._hear())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._parent is None or self._parent.stdin is None or self._hearing is None:
            return
        for child in self._living.values():
            if child.returncode is None:
                child.kill()
        self._parent.stdin.close()
        await self._parent.wait()
        await self._hearing

    async def start(self, folder: Path, words: tuple[str, ...], log: Path, **environ: str) -> Child:
        """Return `monitor <words>` in `folder`, all it says appended to `log`."""
        if self._parent is None or self._parent.stdin is None:
            raise RuntimeError("the nursery is closed")
        loop = asyncio.get_running_loop()
        name = next(self._names)
        born, ended = self._said[name] = (loop.create_future(), loop.create_future())
        order = {
            "name": name,
            "folder": str(folder),
            "words": words,
            "log": str(log),
            "environ": environ,
        }
        self._parent.stdin.write(json.dumps(order).encode() + b"\n")
        child = self._living[name] = Child(await born, ended)
        return child

    async def _hear(self) -> None:
        """Pass on what the wardens say, until the last of them has gone."""
        if self._parent is None or self._parent.stdout is None:
            return
        while line := await self._parent.stdout.readline():
            name, number = map(int, line.split())
            born, ended = self._said[name]
            if not born.done():
                born.set_result(number)
                continue
            ended.set_result(number)
            del self._said[name]
            self._living.pop(name, None)


def _serve() -> None:
    """Fork for each order on standard input; say the child's number, then how it ended."""
    for name in _IMPORTS:
        importlib.import_module(name)
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("an import started a thread: what has threads must not fork")
    gc.collect()
    # Else the first collection of every child copies every page.
    gc.freeze()
    # Wardens are nobody's to wait for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while line := sys.stdin.readline():
        order = json.loads(line)
        if not os.fork():
            _guard(order)
            return


def _guard(order: Mapping[str, Any]) -> None:
    """Be a warden: fork the program, say its number, wait for it, and say how it ended. Return as the program."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _die_with_parent()
    child = os.fork()
    if not child:
        _die_with_parent()
        _become(order)
        return
    _say(order["name"], child)
    _, status = os.waitpid(child, 0)
    _say(order["name"], os.waitstatus_to_exitcode(status))
    os._exit(0)


def _become(order: Mapping[str, Any]) -> None:
    """Be the program from here on; it ends by `SystemExit`, as it does of itself."""
    # A group of its own, by which can be seen whether anything outlives it.
    os.setsid()
    os.chdir(order["folder"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for theirs, ours in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(theirs, ours)
    os.close(nothing)
    os.close(log)
    os.environ.update(order["environ"])
    sys.argv = ["monitor", *order["words"]]
    importlib.import_module("monitor.cli").main()


def _die_with_parent() -> None:
    """End when the parent does, so that a storm that is broken off leaves nothing behind (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _say(name: int, number: int) -> None:
    # One write, so that the lines of several wardens do not mix.
    os.write(1, f"{name} {number}\n".encode())


if __name__ == "__main__":
    _serve()
