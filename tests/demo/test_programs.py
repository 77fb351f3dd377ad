"""Newsroom and receiver as programs of their own, steered from outside."""

import asyncio
import json
import signal
import sys

import httpx
import pytest

from monitor.demo.__main__ import duration


class Program:
    def __init__(self, child):
        self.child = child

    @classmethod
    async def start(cls, *words):
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "monitor.demo",
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return cls(child)

    async def ready(self):
        line = await asyncio.wait_for(self.child.stdout.readline(), 20)
        return json.loads(line)

    async def end(self):
        self.child.stdin.close()
        code = await asyncio.wait_for(self.child.wait(), 20)
        self.child._transport.close()
        return code


@pytest.fixture
async def start():
    programs = []

    async def start(*words):
        programs.append(await Program.start(*words))
        return programs[-1], await programs[-1].ready()

    yield start
    for program in programs:
        await program.end()


@pytest.fixture
async def client():
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


async def test_a_newsroom_can_be_steered_over_http(start, client):
    _, ready = await start("--articles", "20", "--editions", "en")
    desk = f"{ready['url']}/-"
    truth = (await client.get(f"{desk}/truth")).json()
    assert len(truth) == 20
    wish = {"edition": "en", "title": "Vakunov speaks", "paragraphs": ["On visa-free travel."]}
    article = (await client.post(f"{desk}/publish", json=wish)).json()
    assert [(one["topic"], one["where"]) for one in article["mentions"]] == [
        ("vakunov", "title"),
        ("visa-free", "body"),
    ]
    page = await client.get(ready["url"] + article["spellings"][0])
    assert "Vakunov speaks" in page.text
    edited = (
        await client.post(f"{desk}/edit/{article['id']}", json={"title": "He is silent"})
    ).json()
    assert (edited["title"], edited["revision"]) == ("He is silent", 2)
    await client.post(f"{desk}/withdraw/{article['id']}", json={"how": 410})
    assert (await client.get(ready["url"] + article["spellings"][0])).status_code == 410
    fault = {
        "where": "/english/",
        "fault": "Status",
        "code": 503,
        "headers": [["Retry-After", "1"]],
        "times": 1,
    }
    await client.post(f"{desk}/script", json=fault)
    slow = {"where": "/english/", "fault": "Slow", "before": 0.001, "times": 1}
    await client.post(f"{desk}/script", json=slow)
    answers = [await client.get(f"{ready['url']}/english/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 200, 200]
    log = (await client.get(f"{desk}/requests")).json()
    assert [seen["status"] for seen in log] == [200, 410, 503, 200, 200]


async def test_a_wrong_order_is_refused_with_a_sentence(start, client):
    _, ready = await start("--articles", "1")
    desk = f"{ready['url']}/-"
    assert (await client.post(f"{desk}/edit/1", json={"title": "x"})).status_code == 404
    assert (await client.post(f"{desk}/publish", json={"colour": "red"})).status_code == 400
    assert (await client.post(f"{desk}/publish", content=b"{")).status_code == 400
    assert (await client.get(f"{desk}/nothing")).status_code == 404


async def test_a_newsroom_publishes_on_its_own_and_ends_with_its_input(start, client):
    program, ready = await start("--articles", "3", "--publish-every", "5ms")
    published = 0
    while published < 5:
        published = len((await client.get(f"{ready['url']}/-/truth")).json())
    assert await program.end() == 0


async def test_the_clock_of_a_newsroom_can_stand_still(start, client):
    _, ready = await start("--articles", "1", "--at", "2026-11-22T12:00:00Z")
    await client.post(f"{ready['url']}/-/publish", json={})

    newest = (await client.get(f"{ready['url']}/-/truth")).json()[-1]
    assert newest["published_at"] == "2026-11-22T12:00:00+00:00"


async def test_a_receiver_writes_its_journal_and_ends_on_sigterm(start, client, tmp_path):
    journal = tmp_path / "journal.jsonl"
    program, ready = await start("receiver", "--journal", str(journal))
    await client.post(ready["url"], content=b"{}", headers={"webhook-id": "msg_7"})
    assert json.loads(journal.read_text())["id"] == "msg_7"
    program.child.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(program.child.wait(), 20) == 0


@pytest.mark.parametrize(
    ("spelled", "seconds"), [("0.5s", 0.5), ("250ms", 0.25), ("2m", 120), ("3", 3), ("1h", 3600)]
)
def test_durations_are_spelled_as_in_the_configuration(spelled, seconds):
    assert duration(spelled).total_seconds() == seconds
