"""Were we told, when, through which channel? The answer, after a real crawl against a real receiver."""

import json

import pytest

from monitor.demo import Status

VAKUNOV = "Vakunov meets the ambassador"


@pytest.fixture
async def alert(program, newsroom, receiver):
    """Return the id of an alert that was refused once and taken at the second attempt."""
    await program.run("crawl")
    newsroom.publish(edition="en", title=VAKUNOV, paragraphs=["Nothing more."])
    receiver.script(Status(code=503, body=b"later"), times=1)
    async with program.service():
        await receiver.wait_until(lambda: len(receiver.accepted) == 1)
    return receiver.accepted[0].id


async def test_the_life_of_an_alert_has_every_step_and_every_attempt(program, alert):
    code, said, _ = await program.run("show", "alert", alert[:12])

    assert code == 0
    assert said.splitlines()[0] == VAKUNOV
    steps = [line for line in said.splitlines() if "desk: " in line or "seen first" in line]
    assert len(steps) == 3
    assert "attempt 1 deferred, 503" in steps[1]
    assert steps[1].endswith(": later")
    assert "attempt 2 sent, 204" in steps[2]
    assert "because of  Vakunov" in said


async def test_the_life_of_an_alert_as_json_is_in_order(program, alert):
    code, said, _ = await program.run("show", "alert", alert, "--json")

    life = json.loads(said)
    (delivery,) = life["deliveries"]
    first, second = delivery["attempts"]
    times = [life["first_seen_at"], life["alert"]["created_at"], first["started_at"]]
    times += [second["started_at"], delivery["settled_at"]]
    assert code == 0
    assert times == sorted(times)
    assert json.loads(life["alert"]["payload"])["data"]["alert"] == alert


async def test_latency_is_told_by_source_and_stage(program, alert):
    code, said, _ = await program.run("show", "latency", "--json")

    (source,) = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert (source["source"], source["deliveries"]) == ("en", 1)
    # The second attempt came a second later.
    assert source["delivered"]["p50"] >= 0.9
    assert source["whole"]["p99"] >= source["delivered"]["p50"]


async def test_an_alert_that_is_not_there_or_not_clear_is_said_to_be_so(program, alert):
    missing = await program.run("show", "alert", "msg_none")

    assert missing[0] == 1
    assert "no alert is known as msg_none" in missing[2]


async def test_a_receiver_that_is_gone_is_left_alone_until_it_is_mended(
    program, newsroom, receiver
):
    await program.run("crawl")
    newsroom.publish(edition="en", title=VAKUNOV, paragraphs=["Nothing more."])
    newsroom.publish(edition="en", title=f"{VAKUNOV} again", paragraphs=["Nothing more."])
    receiver.script(Status(code=410))
    await program.run("crawl")
    asked = len(receiver.received)
    _, said, _ = await program.run("show", "sinks")
    receiver.heal()

    async with program.service():
        await receiver.wait_until(lambda: len(receiver.accepted) == 2)

    # The first answer ends it; what was under way at the same time may be refused as well.
    assert 1 <= asked <= 2
    assert "disabled since" in said
    assert program.rows("SELECT count(*) FROM delivery WHERE state <> 'sent'") == [(0,)]


@pytest.mark.parametrize("beside_the_daemon", [False, True])
async def test_what_was_given_up_is_sent_anew_under_its_id(
    program, newsroom, receiver, beside_the_daemon
):
    text = program.path.read_text(encoding="utf-8")
    retry = 'retry = ["1s", "1s", "2s", "2s", "5s", "5s", "5s"]'
    program.path.write_text(text.replace(retry, "retry = []"), encoding="utf-8")
    await program.run("crawl")
    newsroom.publish(edition="en", title=VAKUNOV, paragraphs=["Nothing more."])
    receiver.script(Status(code=500))
    await program.run("crawl")
    receiver.heal()
    (refused,) = receiver.received

    if beside_the_daemon:
        async with program.service():
            await newsroom.wait_for(lambda: "started" in program.log)
            code, said, _ = await program.run("replay", "--yes", "--sink", "desk")
            await receiver.wait_until(lambda: len(receiver.accepted) == 1)
    else:
        code, said, _ = await program.run("replay", "--yes", "--sink", "desk")
    nothing = await program.run("replay", "--yes")
    unknown = await program.run("replay", "--yes", "msg_unknown")
    sent = await program.run("replay", refused.id[:20])

    assert (code, said) == (0, "1 replay due now\n")
    assert (receiver.accepted[0].id, receiver.accepted[0].body) == (refused.id, refused.body)
    assert (nothing[0], sent[0], unknown[0]) == (0, 0, 1)
    assert "nothing to replay" in nothing[1]
    assert "nothing to replay" in sent[1]
    assert "no alert is known as msg_unknown" in unknown[2]


async def test_a_sink_is_tried_and_its_real_answer_told(program, receiver):
    good = await program.run("sink", "test", "desk")
    receiver.script(Status(code=503, body=b"come back later"))
    bad = await program.run("sink", "test", "desk")
    unknown = await program.run("sink", "test", "dsk")

    (first, second) = receiver.received
    assert good[0] == 0
    assert good[1].startswith("desk: taken: status 204, in ")
    assert first.is_signed
    assert first.json()["type"] == "monitor.test"
    assert first.id != second.id
    assert bad[0] == 4
    assert "not taken: http_5xx, status 503, in " in bad[1]
    assert bad[1].endswith(": come back later\n")
    assert unknown[0] == 2
    assert "dsk is not configured (sinks: desk)" in unknown[2]
    assert not (program.folder / "state" / "monitor.db").exists()
