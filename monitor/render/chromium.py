"""The browser: started for the first page, and anew when it is gone. Owns its life; shows no page."""

import asyncio
import os
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from playwright.async_api import Browser, Error, Playwright, async_playwright

from monitor.egress import Answer, Request
from monitor.fetch.letters import Lost, Rendering
from monitor.fetch.rendering import Rendered, Send, Unrendered
from monitor.model import FetchLimits, Reason
from monitor.ports import Clock
from monitor.render.flags import FLAGS, environment
from monitor.render.scripts import Scripts
from monitor.render.tab import Stuck, Tab

T = TypeVar("T")

_START_S = 30.0
_END_S = 10.0


class Chromium:
    """`fetch.Renderer` over the browser that `limits` name."""

    def __init__(self, limits: FetchLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._turn = asyncio.Lock()
        self._scripts = Scripts()
        self._gone = asyncio.Event()
        self._tabs = 0

    async def prepare(self) -> Unrendered | None:
        """See `Renderer.prepare`."""
        async with self._turn:
            if self._browser is not None and self._browser.is_connected():
                return None
            await self._end()
            try:
                async with asyncio.timeout(_START_S):
                    self._browser = await self._start()
            except (Error, OSError, TimeoutError) as error:
                await self._end()
                return Unrendered(reason=Reason.UNRENDERED, detail=_why(error))
        return None

    async def render(
        self, request: Request, answer: Answer, rendering: Rendering, send: Send
    ) -> Rendered | Unrendered | Lost:
        """See `Renderer.render`."""
        browser = self._browser
        if browser is None:
            return Lost()
        self._tabs += 1
        try:
            tab = Tab(browser, self._clock, request, answer, send, self._scripts)
            return await _unless(self._gone, tab.render(rendering, self._limits.agent))
        except (Error, Stuck):
            # Whoever was alone did it; of several nobody knows which.
            is_alone = self._tabs == 1
            if self._browser is browser:
                await self._end()
            return _ended() if is_alone else Lost()
        finally:
            self._tabs -= 1

    async def aclose(self) -> None:
        """See `Renderer.aclose`."""
        await self._end()

    async def _start(self) -> Browser:
        self._playwright = await async_playwright().start()
        browser = await self._playwright.chromium.launch(
            executable_path=self._limits.browser,
            args=list(FLAGS),
            # Chromium's own walls between a page and this machine, which it cannot put up for root.
            chromium_sandbox=os.geteuid() != 0,
            env=environment(os.environ),
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
        gone = self._gone = asyncio.Event()
        browser.on("disconnected", lambda _: gone.set())
        return browser

    async def _end(self) -> None:
        browser, self._browser = self._browser, None
        playwright, self._playwright = self._playwright, None
        if browser is not None:
            await _ended_within(browser.close())
        if playwright is not None:
            await _ended_within(playwright.stop())


async def _unless(gone: asyncio.Event, work: Coroutine[Any, Any, T]) -> T:
    """Return what the work comes to. Raises `Stuck` once the browser is gone: Playwright may wait for it for ever."""
    task, end = asyncio.ensure_future(work), asyncio.ensure_future(gone.wait())
    try:
        await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise Stuck
        return task.result()
    finally:
        for each in (task, end):
            each.cancel()
        await asyncio.gather(task, end, return_exceptions=True)


async def _ended_within(closing: Awaitable[None]) -> None:
    """Wait for something to end, but not for ever: what hangs goes with this process."""
    with suppress(Error, TimeoutError):
        async with asyncio.timeout(_END_S):
            await closing


def _ended() -> Unrendered:
    return Unrendered(reason=Reason.CRASHED, detail="its scripts ended the browser")


def _why(error: Exception) -> str:
    """Return why there is no browser; of Playwright's words only the first line, which names the cause."""
    if isinstance(error, TimeoutError):
        return f"the browser did not start within {_START_S:.0f} s"
    first = str(error).strip().partition("\n")[0]
    return f"the browser did not start: {first[:200]}"
