"""A process that fetches and reads pages for another, seen from inside. Owns the bounds of one reading.

It keeps nothing, decides nothing, and ends when the other end of its link does. What a page does to its reader
happens here: a reading that takes too long, wherever in the parser it is stuck, ends the process.
"""

import asyncio
import os
import resource
import signal
import socket
import traceback
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from monitor.core.reading import read
from monitor.egress import Egress
from monitor.fetch.direct import Direct, Read, remedies_for, reread
from monitor.fetch.frames import Frames
from monitor.fetch.letters import (
    READING_S,
    Again,
    Ask,
    Begin,
    Broke,
    Cancel,
    Forget,
    Heal,
    Inherit,
    Keep,
    Learn,
    Ready,
    Reread,
    Teach,
    Told,
    Train,
    Unlearn,
)
from monitor.fetch.mark import Mark
from monitor.fetch.orders import load_order
from monitor.fetch.pocket import Came, Pocket, answer_of, head_of
from monitor.fetch.press import Press
from monitor.fetch.rendering import NewRenderer, Renderer
from monitor.fetch.reports import pack_report
from monitor.model import Failed, Reading, Reason, Selectors
from monitor.model.evidence import Receipt
from monitor.model.healing import Remedy
from monitor.ports import Clock

# Of CPU, for finding again what broke on some pages: a site with long pages takes some seconds.
HEALING_S = 40.0
# Of data, for everything: a page of the largest size takes a tenth of it.
_MEMORY = 1 << 30

# What is asked of a scout, begun by who calls it.
_Work = Callable[[], Coroutine[Any, Any, Any]]


def run_scout(
    link: int,
    mark: int,
    clock: Clock,
    reader: Read = read,
    new_renderer: NewRenderer | None = None,
) -> None:
    """Serve the process at the other end of the socket `link` until it closes it. Both numbers are descriptors.

    With `new_renderer` pages are rendered that are to be.
    """
    # A terminal's ^C and the service manager's signals are for the daemon, which then closes the link.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    confine()
    scout = _Scout(Mark(mark), clock, reader, new_renderer)
    asyncio.run(_serve(socket.socket(fileno=link), scout))


def confine() -> None:
    """Bound what this process may take for whatever it reads from now on."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    # The memory of a reader is hostile bytes, and worth no file.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def bounded(mark: Mark, number: int, seconds: float = READING_S) -> Iterator[None]:
    """Mark what is being read, and let the kernel end this process if that takes more CPU than any page may."""
    mark.number = number
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        mark.number = 0


async def _serve(link: socket.socket, scout: "_Scout") -> None:
    loop = asyncio.get_running_loop()
    await loop.create_connection(lambda: scout.frames, sock=link)
    await scout.over.wait()
    await scout.close()


class _Scout:
    """Answers the messages of its link."""

    def __init__(
        self, mark: Mark, clock: Clock, reader: Read, new_renderer: NewRenderer | None
    ) -> None:
        self._new_renderer = new_renderer
        self._renderer: Renderer | None = None
        self.over = asyncio.Event()
        self.frames = Frames(self._hear, self.over.set, pack=pack_report, load=load_order)
        self._mark = mark
        self._clock = clock
        self._reader = reader
        self._egress: Egress | None = None
        self._selectors: dict[int, Selectors] = {}
        self._pocket = Pocket(os.getpid())
        self._press = Press()
        self._tasks: dict[int, asyncio.Task[Any]] = {}
        # Under which the pages are at hand that are being read.
        self._receipts: dict[int, Receipt] = {}

    async def close(self) -> None:
        """Drop what is under way."""
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._renderer is not None:
            await self._renderer.aclose()
        if self._egress is not None:
            await self._egress.aclose()

    def _hear(self, message: object) -> None:
        match message:
            case Begin():
                self._egress = Egress(message.limits, self._clock)
                if self._new_renderer is not None:
                    self._renderer = self._new_renderer(message.limits)
                self.frames.send(Ready())
            case Learn():
                self._selectors[message.number] = message.selectors
            case Forget():
                self._selectors.clear()
            case Ask() if self._egress is not None:
                self._take_on(message, self._egress)
            case Cancel() if message.number in self._tasks:
                self._tasks[message.number].cancel()
            case _:
                self._hear_of_evidence(message)

    def _hear_of_evidence(self, message: object) -> None:
        match message:
            case Teach():
                self._press.learn(message.dictionary)
            case Unlearn():
                self._press.forget()
            case Keep() if self._egress is not None:
                self._start(message.number, partial(self._keep, message, self._egress))
            case Inherit():
                self._start(message.number, partial(self._inherit, message))
            case Reread():
                self._start(message.number, partial(self._reread, message))
            case Train():
                training = partial(asyncio.to_thread, self._press.train, message.samples)
                self._start(message.number, training)
            case Heal():
                self._start(message.number, partial(self._heal, message))

    def _take_on(self, ask: Ask, egress: Egress) -> None:
        selectors = None if ask.selectors is None else self._selectors[ask.selectors]
        now = _going_on_from(ask.at, self._clock)
        direct = Direct(
            egress,
            now,
            reader=self._reader,
            around=partial(self._reading, ask.number, is_kept=ask.question.is_kept),
            pocket=self._pocket,
            press=self._press,
            renderer=self._renderer,
        )
        self._start(ask.number, partial(direct.ask, ask.question, selectors), now)

    def _reading(self, number: int, *, is_kept: bool) -> AbstractContextManager[None]:
        """Return the bounds of a reading. What may be evidence was put into the pocket just now, and outlives us."""
        if is_kept and (newest := self._pocket.newest) is not None:
            self._receipts[number], came = newest
            self._mark.leave(head_of(came.answer), came.answer.body)
        return bounded(self._mark, number)

    async def _inherit(self, letter: Inherit) -> Receipt:
        answer = answer_of(letter.head, letter.body)
        came = Came(url=letter.url, request=letter.request, answer=answer, at=letter.at)
        return self._pocket.put(came)

    async def _keep(self, letter: Keep, egress: Egress) -> object:
        return self._press.keep(self._pocket, letter.receipt, letter.dictionary, egress)

    async def _reread(self, letter: Reread) -> Reading | None:
        selectors = self._selectors[letter.selectors]
        with bounded(self._mark, letter.number):
            again = Again(page=letter.page, target=letter.target, selectors=selectors)
            return reread(self._press, again)

    async def _heal(self, letter: Heal) -> tuple[Remedy, ...]:
        with bounded(self._mark, letter.number, HEALING_S):
            return remedies_for(letter.patient)

    def _start(self, number: int, work: _Work, now: Callable[[], datetime] | None = None) -> None:
        task = self._tasks[number] = asyncio.ensure_future(self._do(number, work))
        task.add_done_callback(partial(self._end, number, now or self._clock.now))

    async def _do(self, number: int, work: _Work) -> None:
        """Do what was asked, and tell what it came to in the turn of the loop that it ends in.

        A turn may have many pages to read, and the next one begins when all of them are read.
        """
        self.frames.send(Told(number=number, came=await work()))

    def _end(self, number: int, now: Callable[[], datetime], task: asyncio.Task[None]) -> None:
        """Let go of work that is over, and tell what went wrong with it."""
        del self._tasks[number]
        receipt = self._receipts.pop(number, None)
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        if isinstance(error, MemoryError):
            # The tree is gone with the exception, and with it what took the memory.
            self.frames.send(Told(number=number, came=_too_big(now(), receipt)))
            return
        detail = f"{type(error).__name__}: {error}"
        trace = "".join(traceback.format_exception(error))
        self.frames.send(Broke(number=number, detail=detail, traceback=trace))


def _going_on_from(at: datetime, clock: Clock) -> Callable[[], datetime]:
    """Return a clock that showed `at` just now: who asks may go by another time than this machine's."""
    began = clock.monotonic()
    return lambda: at + timedelta(seconds=clock.monotonic() - began)


def _too_big(at: datetime, receipt: Receipt | None) -> Failed:
    detail = "reading it takes more memory than any page may"
    return Failed(reason=Reason.CRASHED, detail=detail, at=at, took=timedelta(), receipt=receipt)
