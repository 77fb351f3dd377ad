"""New alerts as server-sent events (WHATWG HTML §9.2). One look a second for everybody who listens; it only reads.

The id of an event is the alert's number: whoever was cut off goes on behind `Last-Event-ID`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from monitor.core.inert import json_of
from monitor.errors import StoreUnavailable
from monitor.model.report import NumberedAlert
from monitor.web.api.schema import plain
from monitor.web.desk import Desk
from monitor.web.refusal import Refusal, told

log = logging.getLogger(__name__)

MEDIA = "text/event-stream"
# The server has connections for four times as many.
MOST_LISTENERS = 16
# Who does not take so many is let go, and may come again where they stopped.
_MOST_WAITING = 1_000
_AT_ONCE = 100
# Clients that lost the connection come again after so long.
_RETRY_MS = 3_000

# None is the end.
_Queue = asyncio.Queue[NumberedAlert | None]


class AlertStream:
    """Tells listeners of alerts as they are stored. `look` and `heartbeat` are in seconds."""

    def __init__(self, desk: Desk, look: float = 1.0, heartbeat: float = 15.0) -> None:
        self._desk = desk
        self._look = look
        self._heartbeat = heartbeat
        self._listeners: set[_Queue] = set()
        self._looking: asyncio.Task[None] | None = None

    async def answer(self, last: str) -> Response:
        """Return the stream of alerts behind the number `last`; of those to come if that is none of ours.

        Raises `StoreUnavailable`.
        """
        if len(self._listeners) >= MOST_LISTENERS:
            refusal = Refusal(503, "Too many listen already.", remedy="come again in a minute")
            return told(refusal, {"Retry-After": "60"})
        newest = await self._desk.ask(lambda archive: archive.alert_number())
        is_ours = last.isascii() and last.isdigit() and len(last) < 16
        # A restored backup may hold fewer than were told.
        begin = min(int(last), newest) if is_ours else newest
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._told(begin, newest), media_type=MEDIA, headers=headers)

    async def _told(self, begin: int, newest: int) -> AsyncIterator[str]:
        """Yield what was missed, then what comes, until the listener or the server goes."""
        queue: _Queue = asyncio.Queue(_MOST_WAITING)
        self._listeners.add(queue)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on(newest))
        try:
            yield f"retry: {_RETRY_MS}\n\n"
            at = begin
            while missed := await self._missed(at):
                for each in missed:
                    at = each.number
                    yield _event(each)
            while True:
                try:
                    new = await asyncio.wait_for(queue.get(), self._heartbeat)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if new is None:
                    return
                if new.number > at:
                    at = new.number
                    yield _event(new)
        finally:
            self._listeners.discard(queue)
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def _look_on(self, at: int) -> None:
        """Look for new alerts while anybody listens and the server answers."""
        try:
            while not self._desk.is_closing():
                for each in await self._missed(at):
                    at = each.number
                    self._tell(each)
                await asyncio.sleep(self._look)
        finally:
            for queue in list(self._listeners):
                self._end(queue)

    def _tell(self, new: NumberedAlert) -> None:
        for queue in list(self._listeners):
            if queue.full():
                self._end(queue)
            else:
                queue.put_nowait(new)

    def _end(self, queue: _Queue) -> None:
        self._listeners.discard(queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)

    async def _missed(self, number: int) -> list[NumberedAlert]:
        """Return some alerts behind the number; none while they cannot be read, which the next look mends."""
        try:
            return await self._desk.ask(lambda archive: archive.numbered_alerts(number, _AT_ONCE))
        except StoreUnavailable as error:
            log.warning("new alerts cannot be read", extra={"detail": str(error)})
            return []


def _event(each: NumberedAlert) -> str:
    data = json_of(plain(each.alert), allow_nan=False)
    return f"id: {each.number}\nevent: alert\ndata: {data}\n\n"
