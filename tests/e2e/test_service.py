"""`monitor run` as a process: its life, its reload, and what a kill leaves."""

import signal
from datetime import timedelta

from monitor.demo import Stall, Status
from tests.supervisor import told

LONG = timedelta(seconds=60)


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
