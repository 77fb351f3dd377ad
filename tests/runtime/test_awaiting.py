"""A start that waits for the database."""

import asyncio
from datetime import timedelta

import pytest

from monitor.errors import StoreDamaged, StoreUnavailable
from monitor.runtime.awaiting import once_usable
from monitor.runtime.systemd import Notifier

FULL = StoreUnavailable("the disk is full", passes=True)


async def test_a_start_waits_for_what_passes_and_says_it_once(monkeypatch, caplog):
    monkeypatch.setattr("monitor.runtime.awaiting.RETRY", timedelta(milliseconds=1))
    answers: list[object] = [FULL, FULL, "an engine"]

    async def open_() -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    opened = await once_usable(open_, asyncio.Event(), Notifier({}))

    assert opened == "an engine"
    assert [record.message for record in caplog.records] == ["trouble"]


async def test_a_start_waits_for_nothing_that_takes_a_person():
    async def open_() -> object:
        raise StoreDamaged("damaged")

    with pytest.raises(StoreDamaged):
        await once_usable(open_, asyncio.Event(), Notifier({}))


async def test_a_stop_ends_the_waiting():
    stopping = asyncio.Event()

    async def open_() -> object:
        stopping.set()
        raise FULL

    assert await once_usable(open_, stopping, Notifier({})) is None
