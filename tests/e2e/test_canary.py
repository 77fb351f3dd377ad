"""The canary: through the whole way to a real receiver, and an alarm where it is not taken."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from monitor.demo import Status

_LONG = timedelta(seconds=60)


@pytest.fixture
def canary(program):
    """Let the canary sing every second; the console hears of alarms."""
    text = program.path.read_text(encoding="utf-8")
    text = text.replace("[monitor]\n", '[monitor]\nalarms = ["log", "desk"]\n')
    text += '\n[canary]\nevery = "1s"\nsinks = ["desk"]\n[[sink]]\nid = "log"\nkind = "console"\n'
    program.path.write_text(text, encoding="utf-8")


async def test_it_comes_again_and_again_signed_and_is_in_nobodys_way(program, receiver, canary):
    async with program.service():
        await receiver.wait_until(lambda: len(receiver.accepted) >= 3)

    types = {message.json()["type"] for message in receiver.accepted}
    ids = [message.id for message in receiver.accepted]
    assert types == {"monitor.canary"}
    assert len(ids) == len(set(ids))
    assert all(message.is_signed for message in receiver.accepted)
    data = receiver.accepted[0].json()["data"]
    assert (data["source"]["id"], data["rule"]["id"]) == ("canary", "canary")
    assert data["article"]["title"].startswith("The canary is alive, ")
    _, articles, _ = await program.run("show", "articles", "--limit", "100", "--json")
    _, asked, _ = await program.run("show", "articles", "--source", "canary", "--json")
    _, exported, _ = await program.run("export", "alerts")
    _, latency, _ = await program.run("show", "latency", "--json")
    _, sinks, _ = await program.run("show", "sinks", "--json")
    assert articles
    assert "canary" not in articles + exported + latency
    assert "The canary is alive" in asked
    took = {line["id"]: line["canary_at"] for line in map(json.loads, sinks.splitlines())}
    assert took["desk"] is not None
    assert took["log"] is None


async def test_a_sink_that_takes_none_is_told_of_once(program, newsroom, receiver, canary):
    receiver.script(Status(code=500))
    async with program.service():
        await receiver.wait_until(lambda: len(receiver.received) >= 2)
    database = program.folder / "state" / "monitor.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE alert SET created_at = strftime('%Y-%m-%dT%H:%M:%f+00:00', created_at, '-11 minutes')"
        )
    alarms = "SELECT json_extract(payload, '$.data.sink.id') FROM alert WHERE kind = 'sink.overdue'"
    async with program.service():
        await newsroom.requests.wait_for(lambda: bool(program.rows(alarms)), _LONG)
    sent = "SELECT sink FROM delivery JOIN alert ON alert.id = alert WHERE kind = 'sink.overdue'"

    assert program.rows(alarms) == [("desk",)]
    assert program.rows(sent) == [("log",)]
    assert "sink.overdue" in program.log
