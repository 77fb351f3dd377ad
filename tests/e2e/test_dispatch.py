"""How a sink wants to be told, silences, escalation and notes: the whole program against a real receiver."""

import json
from datetime import UTC, datetime, timedelta

import pytest

VAKUNOV = "Vakunov meets the ambassador"
VISA = "Visa-free travel is agreed upon"


def wish(program, *, sink: str = "", rule: str = "") -> None:
    """Add lines to the sink, and to the first rule, of the program's configuration."""
    text = program.path.read_text(encoding="utf-8")
    text = text.replace('id = "vakunov"\n', f'id = "vakunov"\n{rule}\n')
    program.path.write_text(f"{text}{sink}\n", encoding="utf-8")


def title_of(message) -> str:
    return message.json()["data"]["article"]["title"]


def publish(newsroom, *titles: str) -> None:
    for title in titles:
        newsroom.publish(edition="en", title=title, paragraphs=["Nothing more."])


def quiet_now() -> str:
    """Return quiet hours of UTC that began an hour ago and end in an hour or two."""
    now = datetime.now(UTC)
    begins, ends = now - timedelta(hours=1), now + timedelta(hours=2)
    return f'quiet = ["{begins:%H}:00-{ends:%H}:00"]'


@pytest.fixture
async def seeded(program):
    """Have the backlog stored."""
    await program.run("crawl")


async def test_alerts_of_a_group_come_as_one_message_that_names_them_all(
    seeded, program, newsroom, receiver
):
    wish(program, sink='group_by = ["source"]\nwait = "2s"')
    publish(newsroom, VAKUNOV, VISA)
    async with program.service():
        await receiver.wait_until(lambda: len(receiver.accepted) == 1)

    (message,) = receiver.accepted
    told = message.json()
    ids = [each["alert"] for each in told["data"]["alerts"]]
    assert (told["type"], told["data"]["count"], message.is_signed) == ("monitor.digest", 2, True)
    assert {each["title"] for each in told["data"]["alerts"]} == {VAKUNOV, VISA}

    _, said, _ = await program.run("show", "alert", ids[0])
    assert f"desk: told within {message.id} (waited for others of its group)" in said
    assert f"desk: {message.id[:16]}…: attempt 1 sent, 204" in said
    _, said, _ = await program.run("show", "alert", message.id)
    assert said.splitlines()[0] == "2 alerts"
    assert VAKUNOV in said
    assert VISA in said


async def test_quiet_hours_hold_and_an_urgent_rule_does_not_wait(
    seeded, program, newsroom, receiver
):
    wish(program, sink=quiet_now(), rule="urgent = true")
    publish(newsroom, VAKUNOV, VISA)
    async with program.service():
        await receiver.wait_until(lambda: len(receiver.accepted) == 1)
        await newsroom.wait_for(lambda: program.rows("SELECT 1 FROM delivery WHERE held = 'quiet'"))
    _, sinks, _ = await program.run("show", "sinks")
    _, held, _ = await program.run("show", "deliveries", "--state", "pending", "--json")

    assert [each.json()["data"]["rule"]["id"] for each in receiver.accepted] == ["vakunov"]
    assert "good; holds 1 until " in sinks
    delivery = json.loads(held)
    _, life, _ = await program.run("show", "alert", delivery["alert"])
    assert (delivery["rule"], delivery["held"]) == ("visa-free", "quiet")
    assert "desk: waits for the end of the quiet hours until " in life


async def test_a_flood_comes_as_one_digest_that_names_all(seeded, program, newsroom, receiver):
    wish(program, sink='flood = "2/5s"')
    titles = [f"{VAKUNOV}, part {n}" for n in range(1, 7)]
    publish(newsroom, *titles)
    async with program.service():
        await receiver.wait_until(
            lambda: any(each.json()["type"] == "monitor.digest" for each in receiver.accepted)
        )

    named = set()
    for message in receiver.accepted:
        told = message.json()["data"]
        named |= {each["title"] for each in told.get("alerts", [told.get("article")])}
    assert named == set(titles)
    assert len(receiver.accepted) <= 3


@pytest.mark.parametrize("beside_the_daemon", [False, True])
async def test_a_silence_mutes_and_what_it_muted_can_be_replayed(
    seeded, program, newsroom, receiver, beside_the_daemon
):
    add = ("silence", "add", "rule=vak*", "--for", "1h", "--reason", "known", "--author", "Aida")
    if not beside_the_daemon:
        code, said, _ = await program.run(*add)
    async with program.service():
        if beside_the_daemon:
            await newsroom.wait_for(lambda: "started" in program.log)
            code, said, _ = await program.run(*add)
        publish(newsroom, VAKUNOV, VISA)
        await receiver.wait_until(lambda: len(receiver.accepted) == 1)
        await newsroom.wait_for(
            lambda: program.rows("SELECT 1 FROM delivery WHERE state = 'muted'")
        )
    id_ = said.split()[0]
    _, listed, _ = await program.run("silence", "list")
    ((muted,),) = program.rows("SELECT alert FROM delivery WHERE state = 'muted'")
    _, life, _ = await program.run("show", "alert", muted)
    expired = await program.run("silence", "expire", id_)
    over = await program.run("silence", "list", "--json")
    replayed = await program.run("replay", "--state", "muted", "--yes")

    assert (code, id_[:4]) == (0, "sil_")
    assert receiver.accepted[0].json()["data"]["rule"]["id"] == "visa-free"
    assert [each for each in listed.splitlines() if id_ in each and "rule=vak*" in each]
    assert f"desk: muted by {id_}, Aida: known" in life
    assert (expired[:2], over[1]) == ((0, "1 silence over\n"), "")
    assert replayed[1] == "1 replay due now\n"
    assert [each.id for each in receiver.accepted][1:] == [muted]


async def test_a_silence_that_says_nothing_is_refused(program):
    no_matcher = await program.run("silence", "add", "--for", "1h", "--reason", "x")
    bad = await program.run("silence", "add", "rul=x", "--for", "1h", "--reason", "x")
    past = await program.run("silence", "add", "rule=x", "--until", "2020-01-01", "--reason", "x")
    never = await program.run("silence", "add", "rule=x", "--until", "soon", "--reason", "x")
    unknown = await program.run("silence", "expire", "sil_none")

    assert no_matcher[0] == 2
    assert bad[0] == 2
    assert "FIELD=PATTERN" in bad[2]
    assert past[0] == 1
    assert "the silence is over before it begins" in past[2]
    assert never[0] == 2
    assert "neither a duration" in never[2]
    assert unknown[0] == 1
    assert "no silence sil_none is in force" in unknown[2]


async def test_what_was_told_is_escalated_unless_somebody_took_note(program, newsroom, receiver):
    program.configure(recheck="1h:1s")
    wish(program, rule='escalate = "title:resigns"')
    await program.run("crawl")
    anew = f"{VAKUNOV} anew"
    articles = [
        newsroom.publish(edition="en", title=title, paragraphs=["Nothing more."])
        for title in (VAKUNOV, anew)
    ]
    async with program.service():
        await receiver.wait_until(lambda: len(receiver.accepted) == 2)
        (noted,) = [each.id for each in receiver.accepted if title_of(each) == VAKUNOV]
        code, said, _ = await program.run(
            "ack", noted[:20], "--author", "Aida", "--note", "calling"
        )
        again = await program.run("ack", noted)
        for article in articles:
            newsroom.edit(article.id, title=f"{article.title}: he resigns")
        await receiver.wait_until(lambda: len(receiver.accepted) > 2)
        await newsroom.wait_for(
            lambda: program.rows("SELECT count(*) FROM revision WHERE number = 2") == [(2,)]
        )
    _, life, _ = await program.run("show", "alert", noted)

    (escalated,) = receiver.accepted[2:]
    assert escalated.json()["type"] == "article.escalated"
    assert title_of(escalated) == f"{anew}: he resigns"
    assert (code, said) == (0, f"{noted} is acknowledged by Aida\n")
    assert again[0] == 1
    assert "somebody acknowledged it before" in again[2]
    assert "acknowledged  by Aida at " in life
    assert ": calling" in life
