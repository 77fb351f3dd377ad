"""What a page asks while its scripts run, answered by our own way out or refused. Owns the bounds; renders nothing."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from playwright.async_api import Error, Route
from playwright.async_api import Request as Wanted

from monitor.egress import Answer, Request, Unanswered, Url, parse_url
from monitor.fetch.meter import Meter
from monitor.fetch.redirect import REDIRECTS, next_hop
from monitor.fetch.rendering import Send
from monitor.model import Reason, Traffic
from monitor.noun import replace
from monitor.render.scripts import Scripts

# A page of today asks some dozens; what asks for more is not waited for.
MOST_REQUESTS = 100
# Together, so many times what one answer may hold.
MOST_ANSWERS = 4
_AT_ONCE = 4
_MOST_REDIRECTS = 5
_LONGEST_QUESTION = 64 << 10
# Words come as these; all else is for the eye, or for others.
_ASKED = frozenset({"fetch", "script", "xhr"})
_METHODS = frozenset({"GET", "HEAD", "POST"})
# Ours to say, not the page's. Of cookies there are none.
_OURS = frozenset(
    {"accept-encoding", "connection", "content-length", "cookie", "expect", "host", "keep-alive", "te", "trailer",
     "transfer-encoding", "upgrade", "user-agent"}
)  # fmt: skip
# How the body was sent, which is undone; and what would have the browser keep, store or tell something by itself.
_NOT_HANDED_ON = frozenset(
    {"connection", "content-disposition", "content-encoding", "content-length", "keep-alive", "nel", "refresh",
     "report-to", "reporting-endpoints", "set-cookie", "transfer-encoding"}
)  # fmt: skip


class Asking:
    """Answers one page. `monotonic` tells the seconds, and `until` is when the page has to be done."""

    def __init__(
        self,
        request: Request,
        document: Answer,
        send: Send,
        *,
        scripts: Scripts,
        monotonic: Callable[[], float],
        until: float,
    ) -> None:
        self._scripts = scripts
        self._request = request
        self._document: Answer | None = document
        self._send = send
        self._monotonic = monotonic
        self.until = until
        self._bytes = MOST_ANSWERS * request.max_bytes
        self._meter = Meter()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self.asked = 0
        self.refused = 0
        # How many questions are open, and when the last one was asked or answered.
        self.open = 0
        self.moved_at = monotonic()

    @property
    def traffic(self) -> tuple[Traffic, ...]:
        """Return what was asked of whom."""
        return self._meter.traffic

    def take(self, route: Route) -> None:
        """See to a question of the page."""
        task = asyncio.ensure_future(self._see_to(route))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Drop what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _see_to(self, route: Route) -> None:
        # The page may be gone before its answer is there.
        with suppress(Error):
            wanted = route.request
            if wanted.is_navigation_request():
                await self._lead(route, wanted)
            elif wanted.resource_type == "stylesheet":
                # Scripts wait for them, and need not know that they are empty.
                await route.fulfill(status=200, content_type="text/css", body="")
            elif wanted.resource_type in _ASKED and wanted.method in _METHODS:
                await self._answer(route, wanted)
            else:
                await self._refuse(route)

    async def _lead(self, route: Route, wanted: Wanted) -> None:
        """Show the document, which is the first that is asked for; the page is led nowhere else."""
        document, self._document = self._document, None
        if document is not None:
            fields = _fields(document)
            fields.setdefault("content-type", "text/html")
            await route.fulfill(status=200, headers=fields, body=document.body)
        elif wanted.frame.parent_frame is None:
            self.refused += 1
            # No content: whoever is told so stays where it is (RFC 9110 §15.3.5).
            await route.fulfill(status=204)
        else:
            await self._refuse(route)

    async def _answer(self, route: Route, wanted: Wanted) -> None:
        self.open += 1
        self.moved_at = self._monotonic()
        try:
            answer = await self._kept_or_asked(wanted)
        finally:
            self.open -= 1
            self.moved_at = self._monotonic()
        if answer is None:
            await self._refuse(route)
            return
        await route.fulfill(status=answer.status, headers=_fields(answer), body=answer.body)

    async def _kept_or_asked(self, wanted: Wanted) -> Answer | None:
        if wanted.resource_type != "script" or wanted.method != "GET":
            return await self._ask(wanted)
        url, origin = wanted.url, wanted.headers.get("origin", "")
        answer = self._scripts.find(url, origin, self._monotonic())
        if answer is None:
            answer = await self._ask(wanted)
            if answer is not None:
                self._scripts.keep(url, origin, answer, self._monotonic())
        return answer

    async def _ask(self, wanted: Wanted) -> Answer | None:
        """Return what a question comes to, redirects followed; None if it is not asked, or not answered."""
        body = wanted.post_data_buffer or b""
        url = parse_url(wanted.url)
        if len(body) > _LONGEST_QUESTION:
            return None
        for _ in range(_MOST_REDIRECTS + 1):
            if url is None:
                return None
            answer = await self._ask_once(url, wanted, body)
            if answer is None or answer.status not in REDIRECTS:
                return answer
            there = next_hop(url, answer)
            url = there if isinstance(there, Url) and wanted.method != "POST" else None
        return None

    async def _ask_once(self, url: Url, wanted: Wanted, body: bytes) -> Answer | None:
        async with self._slots:
            left = self.until - self._monotonic()
            if left <= 0 or self._bytes <= 0 or self.asked >= MOST_REQUESTS:
                return None
            self.asked += 1
            self._meter.ask(url.host)
            request = replace(
                self._request,
                url=url.text,
                method=wanted.method,
                headers=_question_fields(wanted),
                body=body,
                max_bytes=min(self._request.max_bytes, self._bytes),
                timeout=timedelta(seconds=left),
            )
            came = await self._send(request)
        return self._count(url, request, came)

    def _count(self, url: Url, request: Request, came: Answer | Unanswered) -> Answer | None:
        if isinstance(came, Unanswered):
            wire_bytes = request.max_bytes if came.reason is Reason.TOO_LARGE else 0
        else:
            wire_bytes = came.wire_bytes
            self._bytes -= len(came.body)
        self._meter.receive(url.host, wire_bytes)
        return came if isinstance(came, Answer) else None

    async def _refuse(self, route: Route) -> None:
        self.refused += 1
        await route.abort("blockedbyclient")


def _question_fields(wanted: Wanted) -> dict[str, str]:
    fields = wanted.headers.items()
    return {
        name: value
        for name, value in fields
        if name not in _OURS and not name.startswith((":", "proxy-", "sec-"))
    }


def _fields(answer: Answer) -> dict[str, str]:
    names = dict.fromkeys(name for name, _ in answer.headers)
    return {name: answer.header(name) for name in names if name not in _NOT_HANDED_ON}
