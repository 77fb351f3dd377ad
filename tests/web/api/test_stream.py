"""New alerts as they come, to whoever listens, as ASGI serves them (httpx would wait for the end)."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx
import pytest

from monitor.core.access import EVERYTHING
from monitor.model import AlertKind
from monitor.model.access import Visitor
from monitor.model.report import AlertFilter, NumberedAlert
from monitor.runtime.desk import ArchiveDesk
from monitor.web.api import stream as streaming
from monitor.web.api.stream import AlertStream
from tests.web.test_app import ALERT


class Telling:
    """A desk whose archive is told of alerts by the test."""

    def __init__(self) -> None:
        self.count = 3
        self.looks = 0
        self.closing = False

    def is_closing(self) -> bool:
        return self.closing

    def alert_number(self) -> int:
        return self.count

    def numbered_alerts(self, after: int, limit: int) -> list[NumberedAlert]:
        self.looks += 1
        numbers = range(after + 1, min(self.count, after + limit) + 1)
        return [NumberedAlert(number=number, alert=ALERT) for number in numbers]

    async def ask(self, question):
        await asyncio.sleep(0)
        return question(self)


@pytest.fixture
def desk():
    return Telling()


@asynccontextmanager
async def listening(stream: AlertStream, last: str = ""):
    """Somebody who listens: yields a way to take the next thing that is said, "" at the end."""
    response = await stream.answer(last)
    said: asyncio.Queue[str] = asyncio.Queue()

    async def send(message):
        if message["type"] == "http.response.body":
            await said.put(message["body"].decode())

    async def receive():
        await asyncio.Event().wait()

    async def take() -> str:
        async with asyncio.timeout(10):
            return await said.get()

    scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
    listener = asyncio.create_task(response(scope, receive, send))
    assert await take() == "retry: 3000\n\n"
    try:
        yield take
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)


def number_of(event: str) -> int:
    fields = dict(line.split(": ", 1) for line in event.strip().split("\n"))
    assert fields["event"] == "alert"
    assert json.loads(fields["data"])["id"] == ALERT.id
    return int(fields["id"])


async def test_an_alert_is_told_when_it_comes(desk):
    async with listening(AlertStream(desk, look=0.01)) as take:
        desk.count = 5

        assert [number_of(await take()) for _ in range(2)] == [4, 5]


async def test_who_was_cut_off_goes_on_where_they_were(desk):
    desk.count = 250
    async with listening(AlertStream(desk, look=0.01), "1") as take:
        told = [number_of(await take()) for _ in range(249)]
        desk.count = 251

        assert [*told, number_of(await take())] == list(range(2, 252))


@pytest.mark.parametrize("last", ["999", "x", "-1", "²", "1" * 30, ""])
async def test_a_number_that_is_none_of_ours_means_from_now_on(desk, last):
    async with listening(AlertStream(desk, look=0.01), last) as take:
        desk.count = 4

        assert number_of(await take()) == 4


async def test_a_silent_stream_shows_that_it_lives(desk):
    async with listening(AlertStream(desk, look=0.01, heartbeat=0.01)) as take:
        assert await take() == ": still here\n\n"


async def test_one_look_serves_everybody(desk):
    stream = AlertStream(desk, look=3600)
    async with listening(stream), listening(stream), listening(stream):
        # Each caught up once; one looks on for all.
        assert desk.looks <= 4


async def test_only_so_many_may_listen(desk, monkeypatch):
    monkeypatch.setattr(streaming, "MOST_LISTENERS", 1)
    stream = AlertStream(desk, look=0.01)
    async with listening(stream):
        refused = await stream.answer("")
    async with listening(stream) as take:
        desk.count = 4

        assert number_of(await take()) == 4
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "60"


async def test_who_is_too_slow_is_let_go(desk, monkeypatch):
    monkeypatch.setattr(streaming, "_MOST_WAITING", 2)
    stream = AlertStream(desk, look=0.01)
    body = (await stream.answer("")).body_iterator
    assert (await anext(body)).startswith("retry")
    desk.count = 10
    async with asyncio.timeout(10):
        while stream._listeners:  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(0.001)
    told = [number_of(event) async for event in body]

    # What was there already when it went on, and then the end.
    assert told == list(range(4, 11))


async def test_the_stream_ends_with_the_server(desk):
    async with listening(AlertStream(desk, look=0.01)) as take:
        desk.closing = True

        assert await take() == ""


async def test_nobody_looks_when_nobody_listens(desk):
    stream = AlertStream(desk, look=0.01)
    async with listening(stream):
        pass

    assert stream._looking is None


async def test_the_alerts_of_a_real_archive_are_numbered(desk_of_archive: ArchiveDesk):
    count = await desk_of_archive.ask(lambda archive: archive.alert_number())
    all_of_them = await desk_of_archive.ask(lambda archive: archive.numbered_alerts(0, 1_000))
    leaf = await desk_of_archive.ask(lambda archive: archive.alert_leaf(AlertFilter(), limit=1_000))
    async with listening(AlertStream(desk_of_archive, look=0.01), str(count - 1)) as take:
        event = await take()

    assert [each.number for each in all_of_them] == list(range(1, count + 1))
    assert {each.alert for each in all_of_them} == set(leaf.items)
    assert f"id: {count}\n" in event
    assert all_of_them[-1].alert.kind is AlertKind.MATCHED


async def test_it_is_one_of_the_routes(reader_of_scope):
    assert await reader_of_scope("/api/v1/alerts/stream") == (
        200,
        b"text/event-stream; charset=utf-8",
    )


@pytest.fixture
def reader_of_scope(desk_of_archive: ArchiveDesk):
    """Ask the API for an address and return status and media type, without waiting for the end."""
    from monitor.web.api import api_of
    from monitor.web.rehearsals import Rehearsals

    async def ask(path: str) -> tuple[int, bytes]:
        begun: asyncio.Future = asyncio.get_running_loop().create_future()

        async def send(message):
            if message["type"] == "http.response.start":
                begun.set_result((message["status"], dict(message["headers"])[b"content-type"]))

        async def receive():
            await asyncio.Event().wait()

        scope = {
            "type": "http",
            "asgi": {"spec_version": "2.3"},
            "method": "GET",
            "path": path.removeprefix("/api"),
            "headers": [],
            "query_string": b"",
            "visitor": Visitor(name="", scopes=EVERYTHING),
        }
        task = asyncio.create_task(
            api_of(desk_of_archive, Rehearsals(desk_of_archive))(scope, receive, send)
        )
        try:
            return await asyncio.wait_for(begun, 10)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return ask


async def test_who_asks_for_the_head_does_not_listen(reader: httpx.AsyncClient):
    answer = await reader.head("/api/v1/alerts/stream")

    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
