"""`monitor run` as a process: its life, its reload, and what a kill leaves."""

import asyncio
import random
import signal
import socket
from datetime import timedelta

import pytest

from monitor.demo import Stall, Status
from tests.program import Program


@pytest.fixture
def manager(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.setblocking(False)
        yield channel


LONG = timedelta(seconds=60)
_READ = "SELECT count(DISTINCT article) FROM revision"


async def told(manager, wanted: str) -> str:
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(30):
        while True:
            message = (await loop.sock_recv(manager, 4096)).decode()
            if wanted in message:
                return message


async def test_it_reports_ready_tells_within_seconds_and_stops_cleanly(
    program, newsroom, receiver, manager, tmp_path
):
    environ = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000000"}
    async with program.service(**environ) as service:
        assert "1 sources" in await told(manager, "READY=1")
        await told(manager, "WATCHDOG=1")
        await newsroom.wait_for(lambda: len(newsroom.requests) > 15)
        newsroom.publish(edition="en", topics=("vakunov",), title="Vakunov speaks")
        (delivery,) = await receiver.wait_for(1)
        service.send_signal(signal.SIGTERM)
        await told(manager, "STOPPING=1")
        assert await service.wait() == 0

    assert delivery.is_signed
    assert program.rows("SELECT count(*) FROM target WHERE leased_until IS NOT NULL") == [(0,)]


async def test_a_stop_hands_back_what_will_not_end(program, newsroom):
    newsroom.script("/english/", Stall())
    async with program.service() as service:
        await newsroom.wait_for(lambda: any(r.path == "/english/" for r in newsroom.requests))
        service.send_signal(signal.SIGTERM)
        assert await service.wait() == 0

    assert program.rows("SELECT count(*) FROM target WHERE leased_until IS NOT NULL") == [(0,)]


async def test_a_reload_brings_a_new_rule_and_a_faulty_one_changes_nothing(
    program, newsroom, receiver, manager, tmp_path
):
    program.configure(vakunov="nobody")
    async with program.service(NOTIFY_SOCKET=str(tmp_path / "notify")) as service:
        await told(manager, "READY=1")
        program.path.write_text(program.path.read_text() + "\n[[rule]]\nid = 1\n")
        service.send_signal(signal.SIGHUP)
        await told(manager, "READY=1")
        assert "the old configuration stays in force" in program.log
        program.configure()
        service.send_signal(signal.SIGHUP)
        await told(manager, "READY=1")
        await newsroom.wait_for(lambda: len(newsroom.requests) > 15)
        newsroom.publish(edition="en", topics=("vakunov",), title="Vakunov speaks")
        await receiver.wait_for(1)


async def test_a_second_one_is_refused_with_the_first_ones_pid(program, manager, tmp_path):
    async with program.service(NOTIFY_SOCKET=str(tmp_path / "notify")) as service:
        await told(manager, "READY=1")
        code, _, err = await program.run("crawl")

    assert code == 3
    assert str(service.pid) in err


async def storm(program: Program, kills: int, seed: int) -> None:
    """Kill the service at random moments while the site publishes, then let it finish and compare."""
    chance = random.Random(seed)
    program.configure(editions=("en", "ru"), first_run="alert", recheck="1h:1s")
    # The first page of a first run is all of the backlog that is read: it holds the whole of it. From then on
    # pages are short, so that what is published while the service is dead takes a round of several.
    program.newsroom.site.page_size = 60
    await program.run("crawl")
    program.newsroom.site.page_size = 4
    end = asyncio.Event()
    publishing = asyncio.create_task(_publish(program.newsroom, chance, end))
    for _ in range(kills):
        async with program.service() as service:
            await asyncio.sleep(chance.uniform(0.05, 2.2))
            service.kill()
    end.set()
    await publishing
    newsroom, receiver = program.newsroom, program.receiver
    truth = {f"24.kg#{a.id}": a for a in newsroom.articles.values() if a.edition in {"en", "ru"}}
    owed = {
        (name, topic)
        for name, article in truth.items()
        for topic in ("vakunov", "visa-free")
        if article.mentions_of(topic)
    }
    async with program.service():
        await newsroom.wait_for(lambda: program.rows(_READ) == [(len(truth),)], LONG)
        await receiver.wait_until(lambda: owed <= _told(receiver).keys(), LONG)
    stored = [name for (name,) in program.rows("SELECT name FROM article")]

    assert sorted(stored) == sorted(truth)
    assert _told(receiver).keys() == owed
    assert all(len(said) == 1 for said in _told(receiver).values()), "one find, two ids or bodies"
    assert all(received.is_signed for received in receiver.received)
    assert program.rows("SELECT count(*) FROM hole") == [(0,)]
    assert program.rows("PRAGMA integrity_check") == [("ok",)]
    kept = len(receiver.received) - len(owed)
    print(f"\n{kills} kills, {len(truth)} articles, {len(owed)} alerts, {kept} delivered twice")


async def test_the_service_grants_a_wish_to_arm_a_rule(
    program, newsroom, receiver, manager, tmp_path
):
    await program.run("crawl", "--pages", "9")
    owed = [a for a in newsroom.articles.values() if a.edition == "en" and a.mentions_of("vakunov")]
    async with program.service(NOTIFY_SOCKET=str(tmp_path / "notify")):
        await told(manager, "READY=1")
        code, said, _ = await program.run("rule", "arm", "vakunov", "--since", "365d")
        await receiver.wait_for(len(owed))

    assert code == 0
    assert f"{len(owed)} alerts told late" in said


def _told(receiver) -> dict[tuple[str, str], set[tuple[str, bytes]]]:
    said: dict[tuple[str, str], set[tuple[str, bytes]]] = {}
    for received in receiver.received:
        data = received.json()["data"]
        said.setdefault((data["article"]["id"], data["rule"]["id"]), set()).add(
            (received.id, received.body)
        )
    return said


async def _publish(newsroom, chance: random.Random, end: asyncio.Event) -> None:
    while not end.is_set():
        topics = chance.choice(((), ("vakunov",), ("visa-free",), ("vakunov", "visa-free")))
        newsroom.publish(edition=chance.choice(("en", "ru")), topics=topics)
        try:
            async with asyncio.timeout(chance.uniform(0.05, 0.4)):
                await end.wait()
        except TimeoutError:
            continue


async def test_a_few_kills_lose_no_article_and_no_alert(program):
    await storm(program, kills=5, seed=1)


@pytest.mark.soak
async def test_a_hundred_kills_lose_no_article_and_no_alert(program):
    await storm(program, kills=100, seed=2)


async def test_a_rule_hears_that_its_name_was_removed_and_the_article_withdrawn(
    program, newsroom, receiver
):
    program.configure(first_run="alert", recheck="1h:1s")
    text = program.path.read_text(encoding="utf-8")
    on = 'on = ["matched", "name_removed", "headline_changed", "withdrawn"]'
    told = 'id = "vakunov"\n' + on
    program.path.write_text(text.replace('id = "vakunov"', told), encoding="utf-8")
    await program.run("crawl")
    article = newsroom.publish(
        edition="en",
        title="Vakunov meets the ambassador of Oman",
        paragraphs=["Sergei Vakunov met the ambassador.", "They spoke about flights to Muscat."],
    )

    def types() -> list[str]:
        said = [received.json() for received in receiver.received]
        return [s["type"] for s in said if s["data"]["article"]["id"] == f"24.kg#{article.id}"]

    async with program.service():
        await receiver.wait_until(lambda: types() == ["article.matched"], LONG)
        newsroom.edit(
            article.id,
            title="Minister meets the ambassador of Oman",
            paragraphs=["The minister met the ambassador.", "They spoke about flights to Muscat."],
        )
        await receiver.wait_until(lambda: "article.edited" in types(), LONG)
        newsroom.withdraw(article.id, 410)
        await receiver.wait_until(lambda: "article.withdrawn" in types(), LONG)

    assert types() == ["article.matched", "article.edited", "article.withdrawn"]
    messages = [received.json() for received in receiver.received]
    edited = next(message for message in messages if message["type"] == "article.edited")
    kinds = {event["kind"]: event for event in edited["data"]["events"]}
    assert kinds["headline_changed"]["before"] == "Vakunov meets the ambassador of Oman"
    assert any("Vakunov" in words for words in kinds["name_removed"]["words"])


async def test_it_gives_a_sign_of_life_while_it_works(program, newsroom):
    text = program.path.read_text(encoding="utf-8")
    beat = f'heartbeat = "{newsroom.url}/img/alive"\nheartbeat_every = "1s"\n'
    program.path.write_text(text.replace("[monitor]\n", f"[monitor]\n{beat}"), encoding="utf-8")

    def heard() -> int:
        return sum(request.path == "/img/alive" for request in newsroom.requests)

    async with program.service():
        await newsroom.wait_for(lambda: heard() >= 2, LONG)
        newsroom.script("/img/alive", Status(code=500))
        failing = heard()
        await newsroom.wait_for(lambda: heard() >= failing + 2, LONG)

    assert "heartbeat not heard" in program.log
    assert "status 500" in program.log
