"""One exchange over a real socket: what comes back, what is sent, and what is kept between two of them."""

import asyncio
import os
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.egress import Answer, Egress, Request, Unanswered
from monitor.model import FetchLimits, Reason
from tests.egress.stage import Cut, RealClock, everyday_context, page, say


def question(url: str, **options) -> Request:
    return Request(
        **{"url": url, "max_bytes": 1_000_000, "timeout": timedelta(seconds=5), **options}
    )


async def test_an_answer_has_its_status_headers_and_body(set_stage, ask):
    stage = await set_stage({"/": page("привет", etag='"1"', x_many="a")})
    answer = await ask(stage)
    assert isinstance(answer, Answer)
    assert answer.status == 200
    assert answer.body == "привет".encode()
    assert answer.wire_bytes == len("привет".encode())
    assert answer.header("ETag") == '"1"'
    assert answer.header("missing") == ""
    assert answer.took > timedelta()


async def test_repeated_fields_are_joined_by_a_comma(set_stage, ask):
    stage = await set_stage({"/": b"HTTP/1.1 200 OK\r\na: 1\r\nA: 2\r\ncontent-length: 0\r\n\r\n"})
    assert (await ask(stage)).header("a") == "1, 2"


async def test_a_request_carries_our_name_and_the_codings_we_can_bound(set_stage, ask):
    stage = await set_stage({"/": page()})
    await ask(stage)
    headers = stage.heard[0].headers
    assert headers["user-agent"].startswith("monitor (+https://")
    assert headers["accept-encoding"] == "gzip, br, zstd"
    assert headers["host"] == stage.address


async def test_the_callers_headers_win(set_stage, ask):
    stage = await set_stage({"/": page()})
    await ask(stage, headers={"User-Agent": "other", "If-None-Match": '"ä"'})
    assert stage.heard[0].headers["user-agent"] == "other"
    assert stage.heard[0].headers["if-none-match"] == '"ä"'


async def test_a_post_carries_its_body(set_stage, ask):
    stage = await set_stage({"/hook": say(status="204 No Content")})
    answer = await ask(stage, "/hook", method="POST", body=b"{}", headers={"webhook-id": "1"})
    assert answer.status == 204
    assert stage.heard[0].body == b"{}"
    assert stage.heard[0].headers["webhook-id"] == "1"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_an_answer_like_any_other(set_stage, ask, status):
    stage = await set_stage({"/": say(b"", f"{status} Moved", location="/elsewhere")})
    answer = await ask(stage)
    assert answer.status == status
    assert answer.header("location") == "/elsewhere"
    assert stage.paths == ["/"]


async def test_cookies_are_not_kept(set_stage, open_egress):
    stage = await set_stage({"/": page(set_cookie="a=b; Path=/")})
    egress = open_egress(stage)
    for _ in range(2):
        await egress.send(question(stage.url()))
    assert "cookie" not in stage.heard[1].headers


async def test_proxies_of_the_environment_are_ignored(set_stage, ask, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    stage = await set_stage({"/": page()})
    assert isinstance(await ask(stage), Answer)
    assert os.environ["HTTP_PROXY"] == "http://127.0.0.1:9"


async def test_a_connection_is_used_again(set_stage, open_egress):
    stage = await set_stage({"/": page()})
    egress = open_egress(stage)
    for _ in range(5):
        assert isinstance(await egress.send(question(stage.url())), Answer)
    assert stage.connections == 1


async def test_a_connection_that_died_while_idle_is_replaced_unnoticed(set_stage, open_egress):
    stage = await set_stage({"/": Cut(page())})
    egress = open_egress(stage)
    for _ in range(3):
        answer = await egress.send(question(stage.url()))
        assert isinstance(answer, Answer)
    assert stage.connections == 3


async def test_an_answer_nobody_asked_for_is_not_taken_for_the_next_one(set_stage, open_egress):
    said = asyncio.Event()

    async def twice(heard, writer):
        writer.write(page("first"))
        await writer.drain()
        await asyncio.sleep(0.01)
        writer.write(say(b"late", "408 Request Timeout"))
        await writer.drain()
        said.set()

    stage = await set_stage({"/": twice, "/next": page("second")})
    egress = open_egress(stage)
    await egress.send(question(stage.url()))
    await said.wait()
    await asyncio.sleep(0.01)
    answer = await egress.send(question(stage.url("/next")))
    assert answer.body == b"second"


async def test_a_flood_nobody_asked_for_ends_an_idle_connection(set_stage, open_egress):
    at_rest, gone = asyncio.Event(), asyncio.Event()

    async def flood(heard, writer):
        writer.write(page("first"))
        await at_rest.wait()
        try:
            while True:
                writer.write(b"x" * 65_536)
                await writer.drain()
                await asyncio.sleep(0)
        except ConnectionError:
            gone.set()

    stage = await set_stage({"/": flood})
    await open_egress(stage).send(question(stage.url()))
    at_rest.set()
    async with asyncio.timeout(5):
        await gone.wait()


async def test_a_kept_connection_that_hangs_up_on_the_request_is_asked_again_anew(
    set_stage, open_egress
):
    turns = iter([page("1"), Cut(b""), page("2")])

    async def play(heard, writer):
        said = next(turns)
        writer.write(said)
        if isinstance(said, Cut):
            writer.close()

    stage = await set_stage({"/": play})
    egress = open_egress(stage)
    await egress.send(question(stage.url()))
    answer = await egress.send(question(stage.url()))
    assert answer.body == b"2"
    assert stage.connections == 2


async def test_a_post_is_never_repeated_by_itself(set_stage, open_egress):
    turns = iter([page("1"), Cut(b"")])

    async def play(heard, writer):
        said = next(turns)
        writer.write(said)
        if isinstance(said, Cut):
            writer.close()

    stage = await set_stage({"/": play})
    egress = open_egress(stage)
    await egress.send(question(stage.url()))
    answer = await egress.send(question(stage.url(), method="POST", body=b"x"))
    assert isinstance(answer, Unanswered)
    assert answer.reason == Reason.PROTOCOL
    assert len(stage.heard) == 2


async def test_many_hosts_are_asked_at_once(set_stage, open_egress):
    stages = [
        await set_stage({"/": page(f"{n}")}, host=f"127.0.{n // 200}.{n % 200 + 1}")
        for n in range(100)
    ]
    egress = open_egress(*stages)
    answers = await asyncio.gather(*(egress.send(question(s.url())) for s in stages))
    assert [answer.body for answer in answers] == [str(n).encode() for n in range(100)]


async def test_a_cancelled_exchange_hangs_up_and_leaves_the_way_out_usable(set_stage, open_egress):
    arrived = asyncio.Event()
    gone = asyncio.Event()

    async def stall(heard, writer):
        arrived.set()
        await heard.hung_up()
        gone.set()
        writer.close()

    stage = await set_stage({"/stall": stall, "/": page()})
    egress = open_egress(stage)
    task = asyncio.create_task(egress.send(question(stage.url("/stall"))))
    await arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(2):
        await gone.wait()
    assert isinstance(await egress.send(question(stage.url())), Answer)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx"])
async def test_an_exchange_that_is_cancelled_while_it_hangs_up_hangs_up(
    set_stage, open_egress, said
):
    arrived, gone = asyncio.Event(), asyncio.Event()

    async def stall(heard, writer):
        writer.write(said)
        await writer.drain()
        arrived.set()
        await heard.hung_up()
        gone.set()
        writer.close()

    stage = await set_stage({"/": stall})
    task = asyncio.create_task(open_egress(stage).send(question(stage.url())))
    await arrived.wait()
    await asyncio.sleep(0.05)
    while not task.done():
        # The first ends the exchange, the next come while its connection is closed.
        task.cancel()
        await asyncio.sleep(0)
    async with asyncio.timeout(2):
        await gone.wait()


async def test_the_body_of_a_bad_answer_is_best_effort(set_stage, ask):
    stage = await set_stage(
        {
            "/big": say(b"x" * 2_000_000, "404 Not Found"),
            "/broken": say(b"junk", "500 Oops", content_encoding="gzip"),
            "/plain": say(b"try later", "503 Busy"),
        }
    )
    big, broken, plain = [await ask(stage, p) for p in ("/big", "/broken", "/plain")]
    assert (big.status, big.body) == (404, b"")
    assert (broken.status, broken.body) == (500, b"")
    assert (plain.status, plain.body) == (503, b"try later")


async def test_a_truncating_request_gets_the_beginning(set_stage, ask):
    stage = await set_stage({"/": page(b"x" * 2_000_000)})
    answer = await ask(stage, max_bytes=500, truncate=True)
    assert answer.body == b"x" * 500


async def test_a_request_is_a_value(set_stage):
    request = question("http://example.org/")
    assert replace(request) == request


class Napping(RealClock):
    """A clock whose sleeps are noted, and take no time."""

    def __init__(self) -> None:
        self.slept: list[timedelta] = []

    async def sleep(self, duration: timedelta) -> None:
        self.slept.append(duration)


async def test_a_server_that_hung_up_is_left_its_pause_before_it_is_asked_again(set_stage):
    turns = iter([page("1"), Cut(b""), page("2")])

    async def play(heard, writer):
        said = next(turns)
        writer.write(said)
        if isinstance(said, Cut):
            writer.close()

    stage = await set_stage({"/": play})
    clock = Napping()
    pause = timedelta(seconds=3)
    limits = FetchLimits(allow_addresses=frozenset({stage.address}))
    async with Egress(limits, clock, context=everyday_context()) as egress:
        for body in (b"1", b"2"):
            answer = await egress.send(question(stage.url(), pause=pause))
            assert answer.body == body

    assert clock.slept == [pause]
