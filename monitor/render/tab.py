"""One page, rendered: shown its document, waited for, and taken as it stands. Owns when it is done."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from playwright.async_api import Browser, BrowserContext, Error, Page, WebSocketRoute

from monitor.egress import Answer, Request
from monitor.fetch.letters import Rendering
from monitor.fetch.rendering import Rendered, Send, Unrendered
from monitor.model import Reason
from monitor.ports import Clock
from monitor.render.asking import Asking
from monitor.render.scripts import Scripts
from monitor.render.sight import Sight

# What is awaited is there, and nothing is open: once it has been so for this long, in seconds, the page is done.
_STILL_S = 0.5
# Nothing was asked or answered for so long: no more is to come.
_SILENT_S = 3.0
_LOOK = timedelta(milliseconds=100)
# A page must get to say something, however long its document took.
_LEAST_S = 2.0
# Before anything of the page is in it, a tab opens in a tenth of a second; but machines are busy.
_OPEN_S = 30.0
# A page whose scripts let nobody look at it for so long does not end.
_STUCK_S = 20.0
_CLOSE_S = 5.0


class Stuck(Exception):
    """A tab that cannot be closed, and its browser with it."""


class Unopened(Exception):
    """A tab that did not open."""


class Tab:
    """One page in `browser`. A tab is used once."""

    def __init__(
        self,
        browser: Browser,
        clock: Clock,
        request: Request,
        answer: Answer,
        send: Send,
        scripts: Scripts,
    ) -> None:
        self._browser = browser
        self._clock = clock
        self._request = request
        self._began = clock.monotonic()
        until = self._began + (request.timeout - answer.took).total_seconds()
        self._asking = Asking(
            request, answer, send, scripts=scripts, monotonic=clock.monotonic, until=until
        )
        self._has_crashed = False

    async def render(self, rendering: Rendering, agent: str) -> Rendered | Unrendered:
        """Return what the page's scripts make of it.

        Raises `Stuck`, and Playwright's `Error` if the browser is gone.
        """
        context = await self._context(rendering, agent)
        try:
            page = await self._open(context)
            html = await self._html(page, rendering)
        except Unopened:
            return self._failed(Reason.UNRENDERED, f"its tab did not open within {_OPEN_S:.0f} s")
        except TimeoutError:
            detail = f"its scripts ran for {_STUCK_S:.0f} s without an end"
            return self._failed(Reason.CRASHED, detail)
        except Error:
            if not self._browser.is_connected():
                raise
            if self._has_crashed:
                return self._failed(Reason.CRASHED, "its scripts ended its tab")
            return self._failed(Reason.UNRENDERED, "the browser did not take it")
        finally:
            await self._close(context)
        return self._rendered(html)

    async def _context(self, rendering: Rendering, agent: str) -> BrowserContext:
        try:
            async with asyncio.timeout(_OPEN_S):
                return await self._browser.new_context(
                    user_agent=agent,
                    timezone_id=rendering.zone or None,
                    locale=rendering.language or None,
                    service_workers="block",
                    accept_downloads=False,
                )
        except TimeoutError:
            raise Stuck from None

    async def _open(self, context: BrowserContext) -> Page:
        """Return a tab with nothing in it, whose questions are ours to answer."""
        try:
            async with asyncio.timeout(_OPEN_S):
                await context.route("**/*", self._asking.take)
                await context.route_web_socket("**/*", _hang_up)
                page = await context.new_page()
        except TimeoutError:
            raise Unopened from None
        page.on("crash", self._crashed)
        context.on("page", _shut)
        return page

    async def _html(self, page: Page, rendering: Rendering) -> str | None:
        """Return the document once it is done; None if it is too large. Raises TimeoutError for one that is stuck."""
        self._asking.until = max(self._asking.until, self._clock.monotonic() + _LEAST_S)
        async with asyncio.timeout(_STUCK_S):
            await page.goto(self._request.url, wait_until="commit")
            sight = await Sight.of(page)
        while True:
            async with asyncio.timeout(_STUCK_S):
                is_there = await sight.is_there(rendering.awaited)
            if self._is_done(is_there):
                break
            await self._clock.sleep(_LOOK)
        async with asyncio.timeout(_STUCK_S):
            return await sight.document(self._request.max_bytes)

    def _is_done(self, is_there: bool) -> bool:
        now, asking = self._clock.monotonic(), self._asking
        still = now - asking.moved_at
        if still >= _SILENT_S and (is_there or not asking.open):
            return True
        return now >= asking.until or (is_there and not asking.open and still >= _STILL_S)

    def _rendered(self, html: str | None) -> Rendered | Unrendered:
        body = (html or "").encode("utf-8", "replace")
        most = self._request.max_bytes
        if html is None or len(body) > most:
            return self._failed(Reason.TOO_LARGE, f"its scripts make more than {most} bytes of it")
        asking = self._asking
        return Rendered(
            body=body,
            by=f"Chromium/{self._browser.version}; asked={asking.asked}; refused={asking.refused}",
            took=self._took,
            traffic=asking.traffic,
        )

    def _failed(self, reason: Reason, detail: str) -> Unrendered:
        traffic = self._asking.traffic
        return Unrendered(reason=reason, detail=detail, took=self._took, traffic=traffic)

    @property
    def _took(self) -> timedelta:
        return timedelta(seconds=self._clock.monotonic() - self._began)

    async def _close(self, context: BrowserContext) -> None:
        await self._asking.close()
        if not self._browser.is_connected():
            return
        try:
            async with asyncio.timeout(_CLOSE_S):
                with suppress(Error):
                    await context.close()
        except TimeoutError:
            raise Stuck from None

    def _crashed(self, _page: Page) -> None:
        self._has_crashed = True


async def _shut(window: Page) -> None:
    """Close a window that a page opened."""
    with suppress(Error):
        await window.close()


async def _hang_up(socket: WebSocketRoute) -> None:
    with suppress(Error):
        await socket.close()
