"""Fixtures of the newsroom's own tests: a clock that the test moves, a site, a client, raw sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monitor.demo import Newsroom


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, 6, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, duration: timedelta) -> None:
        self.now += duration


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def newsroom(clock: HandClock) -> AsyncIterator[Newsroom]:
    async with Newsroom(articles=240, seed=1, now=clock) as newsroom:
        yield newsroom


@pytest.fixture
async def client(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=newsroom.url, trust_env=False) as client:
        yield client


@pytest.fixture
def speak() -> Callable[[str, bytes], Awaitable[bytes]]:
    """Return a way to send raw bytes and read until the peer closes."""

    async def speak(address: str, words: bytes) -> bytes:
        host, port = address.split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            writer.write(words)
            return await asyncio.wait_for(reader.read(), 10)
        finally:
            writer.close()

    return speak
