"""One scout, seen from outside: its start, its link, who waits for it, and what its end means. Knows no other."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count
from typing import Any, cast

from monitor.fetch.frames import Frames
from monitor.fetch.letters import (
    MOST_DICTIONARIES,
    READING_S,
    Ask,
    Begin,
    Broke,
    Came,
    Cancel,
    Forget,
    Heal,
    Inherit,
    Keep,
    Learn,
    Lost,
    Question,
    Ready,
    Reread,
    Teach,
    Told,
    Train,
    Unlearn,
)
from monitor.fetch.mark import Mark, new_memory
from monitor.fetch.orders import pack_order
from monitor.fetch.reports import load_report
from monitor.fetch.vanguard import Forked, Vanguard
from monitor.model import Failed, FetchLimits, Reason, Selectors
from monitor.model.evidence import Dictionary
from monitor.ports import Clock

# Beyond the deadline of an exchange, in seconds: a scout that is silent for longer hangs without working.
_SILENCE_S = 60.0
# How long a scout may take to start, and to go.
_START_S = 30.0
_GO_S = 5.0


# What a scout is asked for besides pages.
Errand = Keep | Inherit | Reread | Train | Heal


class ReadingFailed(Exception):
    """A bug of ours, met while a page was read in a scout; its note is the traceback there."""


class Outpost:
    """A process that asks and reads. `on_gone` hears when it is no more."""

    def __init__(self, clock: Clock, on_gone: Callable[[], None]) -> None:
        self._clock = clock
        self._on_gone = on_gone
        self._frames = Frames(self._hear, self._end, pack=pack_order, load=load_report)
        self._process: subprocess.Popen[bytes] | Forked | None = None
        self._mark: Mark | None = None
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._known: set[int] = set()
        self._taught: set[int] = set()
        self._ready = asyncio.Event()
        self._burial: asyncio.Task[None] | None = None
        self._buried = asyncio.Event()
        self._is_to_die = False
        self.is_gone = False
        # Why it ended, in words, and the answer that it ended over.
        self.epitaph = ""
        self.left: tuple[bytes, bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Return the number of the process."""
        return self._process.pid if self._process else None

    async def start(
        self, command: Sequence[str], limits: FetchLimits, vanguard: Vanguard | None = None
    ) -> None:
        """Start the process, or take the vanguard. One that does not come up is gone by the end of it."""
        memory = new_memory()
        self._mark = Mark(memory)
        ours, theirs = socket.socketpair()
        try:
            self._process = vanguard.take_post(theirs.fileno(), memory) if vanguard else None
            if self._process is None:
                self._process = await asyncio.to_thread(_spawn, command, theirs.fileno(), memory)
        except OSError as error:
            ours.close()
            self.is_gone, self.epitaph = True, f"it cannot be started: {error.strerror}"
            self._buried.set()
            return
        finally:
            theirs.close()
            os.close(memory)
        if self._is_to_die:
            self._process.kill()
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self._frames, sock=ours)
        self._frames.send(Begin(limits=limits))
        try:
            async with asyncio.timeout(_START_S):
                await self._ready.wait()
        except TimeoutError:
            self.kill()

    def learn(self, number: int, selectors: Selectors) -> None:
        """See to it that the scout knows `selectors` by this number."""
        if number not in self._known:
            self._known.add(number)
            self._frames.send(Learn(number=number, selectors=selectors))

    def forget(self) -> None:
        """Let it forget all selectors."""
        self._known.clear()
        self._frames.send(Forget())

    async def ask(self, question: Question, selectors: int | None) -> Came:
        """Return what the question came to. Raises `ReadingFailed`."""
        number = next(self._numbers)
        ask = Ask(number=number, at=self._clock.now(), question=question, selectors=selectors)
        return cast("Came", await self._answer(ask, question.request.timeout.total_seconds()))

    def teach(self, dictionaries: Sequence[Dictionary]) -> None:
        """See to it that the scout knows these dictionaries."""
        if len(self._taught.union(each.id for each in dictionaries)) > MOST_DICTIONARIES:
            self._taught.clear()
            self._frames.send(Unlearn())
        for dictionary in dictionaries:
            if dictionary.id not in self._taught:
                self._taught.add(dictionary.id)
                self._frames.send(Teach(dictionary=dictionary))

    async def do(self, letter: Callable[[int], Errand]) -> object:
        """Return what a letter came to; it is made for the number that it gets. Raises `ReadingFailed`."""
        return await self._answer(letter(next(self._numbers)), 0.0)

    async def _answer(self, letter: Ask | Errand, patience: float) -> object:
        """Return what a letter came to. Beyond `patience` (seconds) a scout that is silent hangs."""
        if self.is_gone:
            return Lost()
        number = letter.number
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        self._frames.send(letter)
        try:
            async with asyncio.timeout(patience + _SILENCE_S):
                return await future
        except TimeoutError:
            self.kill()
            return Lost()
        finally:
            if self._waiting.pop(number, None) is not None and not self.is_gone:
                self._frames.send(Cancel(number=number))

    def kill(self) -> None:
        """End the process at once, or as soon as it is there."""
        self._is_to_die = True
        if self._process is not None:
            self._process.kill()

    async def close(self) -> None:
        """Let the process go, and see it off."""
        self._frames.close()
        try:
            async with asyncio.timeout(_GO_S):
                await self._buried.wait()
        except TimeoutError:
            self.kill()
            await self._buried.wait()

    def _hear(self, message: object) -> None:
        match message:
            case Ready():
                self._ready.set()
            case Told():
                self._resolve(message.number, message.came)
            case Broke():
                error = ReadingFailed(message.detail)
                error.add_note(message.traceback)
                if (future := self._waiting.pop(message.number, None)) and not future.done():
                    future.set_exception(error)

    def _resolve(self, number: int, came: object) -> None:
        if (future := self._waiting.pop(number, None)) is not None and not future.done():
            future.set_result(came)

    def _end(self) -> None:
        self._burial = asyncio.ensure_future(self._bury())

    async def _bury(self) -> None:
        """Learn how the process ended, and tell everybody who waits: the page that was being read did it."""
        self.is_gone = True
        if self._process is not None:
            self.epitaph = _epitaph(await asyncio.to_thread(_wait_or_kill, self._process))
        if self._mark is not None and self._mark.number:
            self.left = self._mark.left()
            self._resolve(self._mark.number, self._crashed())
        for number in list(self._waiting):
            self._resolve(number, Lost())
        self._ready.set()
        self._buried.set()
        self._on_gone()

    def _crashed(self) -> Failed:
        now = self._clock.now()
        return Failed(reason=Reason.CRASHED, detail=self.epitaph, at=now, took=timedelta())


def _spawn(command: Sequence[str], link: int, memory: int) -> subprocess.Popen[bytes]:
    # What this process can import, the other can too, and nothing that lies in the present folder.
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(  # noqa: S603 - the command is our own
        [*command, str(link), str(memory)],
        pass_fds=(link, memory),
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
    )


def _wait_or_kill(process: subprocess.Popen[bytes] | Forked) -> int:
    """Return how the process ended, which it may need help for: it hung up, and might live on."""
    try:
        return process.wait(_GO_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _epitaph(code: int) -> str:
    if code >= 0:
        return f"its reader ended with code {code}"
    if -code == signal.SIGPROF:
        return f"reading it takes more than {READING_S:.0f} s of CPU"
    return f"reading it ended its reader: {signal.Signals(-code).name}"
