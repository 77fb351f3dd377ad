"""Who is posted at a socket sees every address before it is connected to, in threads too, and nobody else's."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from monitor.egress import Guard
from monitor.relay import posted

NOBODY = Guard()


@pytest.fixture
def door() -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()


def knock(door: tuple[str, int]) -> None:
    socket.create_connection(door, timeout=2).close()


def test_outside_of_a_post_nothing_is_judged(door):
    with posted(NOBODY.permits):
        pass

    knock(door)


def test_an_address_that_is_not_permitted_is_turned_away(door):
    with posted(NOBODY.permits) as turned_away, pytest.raises(PermissionError):
        knock(door)

    assert turned_away == ["127.0.0.1"]


def test_an_exception_passes(door):
    with posted(Guard(allow={f"127.0.0.1:{door[1]}"}).permits) as turned_away:
        knock(door)

    assert turned_away == []


async def test_a_thread_that_inherits_the_context_is_judged(door):
    with posted(NOBODY.permits) as turned_away, pytest.raises(PermissionError):
        await asyncio.to_thread(knock, door)

    assert turned_away == ["127.0.0.1"]


def test_a_name_that_the_system_would_look_up_afterwards_is_turned_away(door):
    with (
        posted(Guard(allow={f"127.0.0.1:{door[1]}"}).permits) as turned_away,
        socket.socket() as plain,
        pytest.raises(PermissionError),
    ):
        plain.connect(("localhost", door[1]))

    assert turned_away == ["localhost"]


def test_a_datagram_is_judged(door):
    with (
        posted(NOBODY.permits) as turned_away,
        socket.socket(type=socket.SOCK_DGRAM) as plain,
        pytest.raises(PermissionError),
    ):
        plain.sendto(b"x", door)

    assert turned_away == ["127.0.0.1"]


def test_a_socket_of_the_file_system_is_turned_away(tmp_path):
    with (
        posted(NOBODY.permits) as turned_away,
        socket.socket(socket.AF_UNIX) as plain,
        pytest.raises(PermissionError),
    ):
        plain.connect(str(tmp_path / "socket"))

    assert turned_away == ["a socket of this machine"]
