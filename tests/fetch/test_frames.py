"""Messages over a real pair of sockets: whole, in pieces, and without measure."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta

import pytest

from monitor.fetch import frames
from monitor.fetch.frames import Frames
from monitor.fetch.letters import Forget, Learn, Ready, Told
from monitor.fetch.orders import load_order, pack_order
from monitor.fetch.reports import load_report, pack_report
from monitor.model import Fetched, Page
from tests.factories import article_reading, selectors

NOW = datetime(2026, 11, 27, tzinfo=UTC)


class End:
    """One end of a link, and what it heard."""

    def __init__(self, *, is_scout: bool) -> None:
        self.heard: asyncio.Queue[object] = asyncio.Queue()
        self.over = asyncio.Event()
        pack, load = (pack_report, load_order) if is_scout else (pack_order, load_report)
        self.frames = Frames(self.heard.put_nowait, self.over.set, pack=pack, load=load)


@pytest.fixture
async def wary():
    """Yield the end that trusts nobody, and the bare socket at the other one."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    end = End(is_scout=False)
    await asyncio.get_running_loop().create_connection(lambda: end.frames, sock=ours)
    yield end, theirs
    end.frames.close()
    theirs.close()
    await end.over.wait()


async def send(link: socket.socket, data: bytes) -> None:
    await asyncio.get_running_loop().sock_sendall(link, data)


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


def told() -> Told:
    page = Page(url="u", final_url="u", body=b"")
    took = timedelta(seconds=1)
    return Told(number=7, came=Fetched(page=page, at=NOW, took=took, reading=article_reading()))


async def test_what_a_page_says_crosses_whole(wary):
    end, theirs = wary

    await send(theirs, framed(pack_report(told())))

    assert await end.heard.get() == told()


async def test_what_one_end_sends_the_other_hears():
    ours, theirs = socket.socketpair()
    near, far = End(is_scout=False), End(is_scout=True)
    loop = asyncio.get_running_loop()
    await loop.create_connection(lambda: near.frames, sock=ours)
    await loop.create_connection(lambda: far.frames, sock=theirs)

    for message in (told(), Forget(), Learn(number=1, selectors=selectors())):
        near.frames.send(message)
        assert await far.heard.get() == message
    far.frames.send(told())
    assert await near.heard.get() == told()

    near.frames.close()
    await far.over.wait()


async def test_in_a_turn_that_takes_long_what_was_said_is_sent_meanwhile(monkeypatch):
    monkeypatch.setattr(frames, "_LONGEST_TURN_S", -1.0)
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    near = End(is_scout=False)
    loop = asyncio.get_running_loop()
    await loop.create_connection(lambda: near.frames, sock=ours)

    near.frames.send(Forget())

    assert theirs.recv(1 << 16)
    theirs.close()
    near.frames.close()
    await near.over.wait()


async def test_what_is_sent_at_once_comes_in_order_and_before_the_end():
    ours, theirs = socket.socketpair()
    near, far = End(is_scout=False), End(is_scout=True)
    loop = asyncio.get_running_loop()
    await loop.create_connection(lambda: near.frames, sock=ours)
    await loop.create_connection(lambda: far.frames, sock=theirs)

    for message in (told(), Forget(), told()):
        near.frames.send(message)
    near.frames.close()
    near.frames.send(Forget())

    await far.over.wait()
    assert [far.heard.get_nowait() for _ in range(far.heard.qsize())] == [told(), Forget(), told()]


async def test_messages_come_in_any_pieces(wary):
    end, theirs = wary
    both = framed(pack_report(told())) + framed(pack_report(Ready()))

    for start in range(0, len(both), 101):
        await send(theirs, both[start : start + 101])

    assert [await end.heard.get(), await end.heard.get()] == [told(), Ready()]


async def test_what_is_no_message_ends_the_link(wary):
    end, theirs = wary

    await send(theirs, framed(b"no letter at all"))

    await end.over.wait()
    assert end.heard.empty()


async def test_a_message_without_measure_ends_the_link(wary):
    end, theirs = wary

    await send(theirs, b"\xff\xff\xff\xff")

    await end.over.wait()
