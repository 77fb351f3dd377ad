"""Who hears that a host's budget of the day is used up, and how often."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

from monitor.config import load
from monitor.model import Plan, Traffic
from monitor.runtime.daily import tell_spent
from tests.store.desk import NOW, Desk, opened
from tests.test_pipeline import HandClock

CONFIG = """
[monitor]
alarms = ["log"]
[politeness]
daily_requests = 10
daily_bytes = "1MB"
[politeness.host."roomy.example"]
daily_requests = 0
daily_bytes = "1GB"
[[source]]
id = "24kg-en"
site = "24.kg"
listing = "https://24.kg/english/"
[[sink]]
id = "log"
kind = "console"
"""


def configured(folder, text: str = CONFIG):
    path = folder / "monitor.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, {})


async def ask(desk: Desk, requests: int) -> None:
    one, other = await desk.claim_articles(desk.new(1), desk.new(2, "roomy.example"))
    for target in (one, other):
        traffic = (Traffic(host=target.host, requests=requests, bytes=5_000),)
        await desk.store.commit(Plan(target=target, next=desk.next(), traffic=traffic))


async def test_a_host_that_is_used_up_is_told_once_a_day(tmp_path):
    config, clock = configured(tmp_path), HandClock()
    clock.at = NOW
    async with opened(tmp_path / "monitor.db") as desk:
        await ask(desk, 10)
        told = [await tell_spent(desk.store, config, clock) for _ in range(2)]
        clock.at = NOW + timedelta(days=1)
        told.append(await tell_spent(desk.store, config, clock))

    assert told == [1, 0, 0]
    with closing(sqlite3.connect(tmp_path / "monitor.db")) as connection:
        ((payload,),) = connection.execute("SELECT payload FROM alert").fetchall()
    said = json.loads(payload)
    del said["data"]["alert"]
    assert (said["type"], said["data"]) == (
        "host.spent",
        {
            "host": "24.kg",
            "requests": 10,
            "daily_requests": 10,
            "bytes": 5_000,
            "daily_bytes": 1_000_000,
            "until": "2026-11-23T00:00:00.000Z",
        },
    )


async def test_nobody_hears_of_a_host_that_is_not_used_up(tmp_path):
    config, clock = configured(tmp_path), HandClock()
    clock.at = NOW
    async with opened(tmp_path / "monitor.db") as desk:
        await ask(desk, 9)

        assert await tell_spent(desk.store, config, clock) == 0


async def test_without_budgets_nothing_is_looked_at(tmp_path):
    bounded = 'daily_requests = 10\ndaily_bytes = "1MB"'
    config = configured(tmp_path, CONFIG.replace(bounded, "").replace('"1GB"', '"0B"'))

    assert await tell_spent(None, config, HandClock()) == 0  # type: ignore[arg-type]
