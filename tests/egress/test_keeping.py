"""What is kept between two exchanges: connections that are clean, and TLS sessions; and whom that may serve."""

import asyncio
import ssl
from datetime import timedelta

import httpx
import pytest

from monitor.egress import Answer, Request
from monitor.egress.dial import Dial
from monitor.egress.fault import Stopped
from monitor.egress.for_httpx import BODY_BUDGET, HttpxTransport
from monitor.egress.guard import Guard
from monitor.egress.shelf import Shelf
from monitor.egress.transport import Transport
from monitor.egress.wire import Wire
from monitor.model import Reason
from tests.egress.stage import Cut, Stage, everyday_context, page, say


async def loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def question(url: str, **options) -> Request:
    return Request(
        **{"url": url, "max_bytes": 1_000_000, "timeout": timedelta(seconds=5), **options}
    )


CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
SAID = {
    "a length": (page("whole"), 1),
    "chunks": (CHUNKED + b"5\r\nwhole\r\n0\r\n\r\n", 1),
    "nothing new": (b"HTTP/1.1 304 Same\r\netag: 1\r\n\r\n", 1),
    "a second answer": (say("whole") + say("evil"), 3),
    "half of a second answer": (say("whole") + b"HTTP/1.1 200", 3),
    "junk after it": (say("whole") + b"junk", 3),
    "junk after chunks": (CHUNKED + b"5\r\nwhole\r\n0\r\n\r\njunk", 3),
    "a goodbye": (say("whole", connection="close"), 3),
    "an old version": (b"HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nwhole", 3),
    "more than the cap": (say(b"x" * 2_000_000), 3),
    "too many lengths": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\nwhole",
        3,
    ),
}


@pytest.mark.parametrize(("said", "connections"), SAID.values(), ids=SAID)
async def test_only_a_clean_connection_is_used_again(set_stage, open_egress, said, connections):
    stage = await set_stage({"/": said})
    egress = open_egress(stage)
    answers = [await egress.send(question(stage.url())) for _ in range(3)]
    assert {getattr(answer, "body", b"")[:9] for answer in answers} <= {b"whole", b""}
    assert stage.connections == connections


async def test_an_answer_that_is_left_unread_takes_its_connection_along(set_stage):
    stage = await set_stage({"/": page(b"x" * 900_000)})
    dial = Dial(Guard(allow=frozenset({stage.address})), loopback)
    transport = HttpxTransport(Transport(dial, everyday_context))
    for _ in range(2):
        response = await transport.handle_async_request(httpx.Request("GET", stage.url()))
        await response.aclose()
    await transport.aclose()
    assert stage.connections == 2


async def test_it_is_a_transport_like_any_other_of_httpx(set_stage):
    stage = await set_stage({"/": page("привет"), "/go": say(status="302 Go", location="/")})
    dial = Dial(Guard(allow=frozenset({stage.address})), loopback)
    transport = HttpxTransport(Transport(dial, everyday_context))
    async with httpx.AsyncClient(transport=transport, follow_redirects=True) as client:
        response = await client.get(stage.url("/go"), extensions={BODY_BUDGET: 1_000})
        posted = await client.post(stage.url(), content=b"{}")
    assert (response.text, posted.status_code) == ("привет", 200)
    assert stage.connections == 1
    assert [heard.body for heard in stage.heard] == [b"", b"", b"{}"]


async def test_a_head_has_no_body_and_needs_a_connection_of_its_own(set_stage, open_egress):
    stage = await set_stage({"/": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"})
    egress = open_egress(stage)
    for _ in range(2):
        answer = await egress.send(question(stage.url(), method="HEAD"))
        assert (answer.status, answer.body) == (200, b"")
    assert stage.connections == 2


async def test_a_server_that_speaks_before_it_is_asked_is_hung_up_on():
    gone = asyncio.Event()

    async def greet(reader, writer):
        writer.write(page("unasked"))
        await reader.read()
        gone.set()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        guard = Guard(allow=frozenset({f"127.0.0.1:{port}"}))
        wire = await Dial(guard, loopback).connect("127.0.0.1", port, 5)
        async with asyncio.timeout(5):
            await gone.wait()
        with pytest.raises(Stopped):
            await wire.ask(b"GET / HTTP/1.1\r\n\r\n", 5, budget=1_000)


async def test_a_host_is_asked_again_no_more_than_once(set_stage, open_egress):
    """Every connection dies at its second request, and three of them are kept."""
    together = asyncio.Barrier(3)

    async def play(heard, writer):
        if heard.path == "/first":
            writer.write(page())
            await together.wait()
        else:
            writer.close()

    stage = await set_stage({"*": play})
    egress = open_egress(stage)
    await asyncio.gather(*(egress.send(question(stage.url("/first"))) for _ in range(3)))
    answer = await egress.send(question(stage.url("/second")))
    assert (answer.reason, answer.detail) == (
        Reason.PROTOCOL,
        "the server hung up without an answer",
    )
    assert stage.paths == ["/first"] * 3 + ["/second"] * 2


async def test_a_kept_connection_that_falls_silent_is_not_asked_again(set_stage, open_egress):
    async def play(heard, writer):
        if heard.path == "/first":
            writer.write(page())
        else:
            await heard.hung_up()
            writer.close()

    stage = await set_stage({"*": play})
    egress = open_egress(stage, read_timeout=timedelta(seconds=0.1))
    await egress.send(question(stage.url("/first")))
    answer = await egress.send(question(stage.url("/second")))
    assert (answer.reason, stage.paths) == (Reason.TIMEOUT, ["/first", "/second"])


async def test_idle_connections_are_bounded_and_the_oldest_go(set_stage):
    shelf = Shelf()
    wires = [Wire(memoryview(bytearray(1))) for _ in range(300)]
    for number, wire in enumerate(wires):
        shelf.put(wire, ("http", f"{number % 10}.test", 80), now=float(number) / 100)
    assert [wire.is_open for wire in wires] == [False] * 44 + [True] * 256
    assert shelf.take(("http", "9.test", 80)) is wires[299]
    shelf.put(wires[299], ("http", "9.test", 80), now=17.0)
    assert [wire.is_open for wire in wires] == [False] * 200 + [True] * 100
    shelf.clear()
    assert {wire.is_open for wire in wires} == {False}
    assert shelf.take(("http", "9.test", 80)) is None


# TLS


@pytest.fixture
async def tls_stage(set_stage, server_tls) -> tuple[Stage, list[bool]]:
    resumed: list[bool] = []

    async def play(heard, writer):
        resumed.append(writer.get_extra_info("ssl_object").session_reused)
        writer.write(page())
        if heard.path == "/last":
            writer.close()

    return await set_stage({"*": play}, tls=server_tls), resumed


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_host_is_spared_its_second_handshake(tls_stage, open_egress, trusting_tls, version):
    stage, resumed = tls_stage
    trusting_tls.maximum_version = version
    egress = open_egress(stage, resolve=loopback, context=trusting_tls)
    for _ in range(3):
        answer = await egress.send(question(stage.url("/last", host="stage.test")))
        assert isinstance(answer, Answer)
    assert resumed == [False, True, True]


async def test_a_certificate_is_looked_at_anew_after_an_hour_of_sessions(
    tls_stage, open_egress, trusting_tls, monkeypatch
):
    stage, resumed = tls_stage
    egress = open_egress(stage, resolve=loopback, context=trusting_tls)
    loop = asyncio.get_running_loop()
    real = loop.time
    for minutes in (0, 40, 80, 81):
        monkeypatch.setattr(loop, "time", lambda minutes=minutes: real() + minutes * 60)
        await egress.send(question(stage.url("/last", host="stage.test")))
    assert resumed == [False, True, False, True]


async def test_a_session_serves_no_other_name(tls_stage, open_egress, trusting_tls):
    stage, resumed = tls_stage
    egress = open_egress(stage, resolve=loopback, context=trusting_tls)
    await egress.send(question(stage.url("/last", host="stage.test")))
    answer = await egress.send(question(stage.url("/last", host="other.test")))
    assert answer.reason == Reason.TLS
    assert resumed == [False]


async def test_a_session_is_not_taken_from_a_host_that_was_not_believed(
    tls_stage, open_egress, trusting_tls
):
    stage, resumed = tls_stage
    egress = open_egress(stage, resolve=loopback, context=trusting_tls)
    for _ in range(2):
        answer = await egress.send(question(stage.url(host="other.test")))
        assert answer.reason == Reason.TLS
    assert resumed == []


async def test_a_server_that_forgot_the_session_is_met_anew(set_stage, open_egress, certificate):
    def fresh() -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        return context

    first = await set_stage({"*": Cut(page("1"))}, tls=fresh())
    second = await set_stage({"*": Cut(page("2"))}, tls=fresh())
    egress = open_egress(
        first, second, resolve=loopback, context=ssl.create_default_context(cafile=certificate)
    )
    for stage, body in ((first, b"1"), (second, b"2"), (first, b"1")):
        answer = await egress.send(question(stage.url(host="stage.test")))
        assert answer.body == body
