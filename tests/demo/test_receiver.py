"""The webhook receiver: what counts as received, what it answers, what it thinks of signatures."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from monitor.demo import Hangup, Receiver, Stall, Status

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four!").decode()


@pytest.fixture
async def receiver():
    async with Receiver(secret=SECRET) as receiver:
        yield receiver


@pytest.fixture
async def sender():
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


def signed(body, number="msg_1", secret=SECRET):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    signature = Webhook(secret).sign(number, at, body.decode())
    return {
        "webhook-id": number,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


async def test_a_post_is_recorded_and_answered_204(receiver, sender):
    answer = await sender.post(receiver.url, content=b'{"a": 1}', headers=signed(b'{"a": 1}'))
    (received,) = await receiver.wait_for(1)
    assert answer.status_code == 204
    assert (received.id, received.path, received.body) == ("msg_1", "/hook", b'{"a": 1}')
    assert received.json() == {"a": 1}
    assert (received.is_signed, received.is_accepted) == (True, True)


async def test_the_reference_library_agrees_and_one_flipped_bit_does_not(receiver, sender):
    body = b'{"rule": "Vakunov"}'
    good = signed(body)
    old = signed(body, secret="whsec_" + base64.b64encode(b"the secret of last year!").decode())
    both = good | {"webhook-signature": f"{old['webhook-signature']} {good['webhook-signature']}"}
    trials = [
        (body, good, True),
        (body, both, True),
        (body, old, False),
        (b'{"rule": "Vakunow"}', good, False),
        (body, good | {"webhook-id": "msg_2"}, False),
        (body, good | {"webhook-timestamp": "1"}, False),
        (body, good | {"webhook-signature": "v1,"}, False),
        (body, {}, False),
    ]
    for content, headers, _ in trials:
        await sender.post(receiver.url, content=content, headers=headers)
    assert [received.is_signed for received in receiver.received] == [
        wanted for _, _, wanted in trials
    ]


async def test_without_a_secret_signatures_are_not_judged(sender):
    async with Receiver() as receiver:
        await sender.post(receiver.url, content=b"{}")
        assert receiver.received[0].is_signed is None


async def test_scripted_answers_come_first_and_are_recorded_too(receiver, sender):
    receiver.script(Status(code=503, headers=(("Retry-After", "2"),)), times=2)
    answers = [await sender.post(receiver.url, content=b"{}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 204]
    assert answers[0].headers["retry-after"] == "2"
    assert [received.status for received in receiver.received] == [503, 503, 204]
    assert len(receiver.accepted) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Hangup(), httpx.RemoteProtocolError),
        (Hangup(reset=True), httpx.ReadError),
        (Stall(), httpx.ReadTimeout),
    ],
)
async def test_a_receiver_may_take_the_body_and_never_answer(receiver, sender, fault, error):
    receiver.script(fault, times=1)
    with pytest.raises(error):
        await sender.post(receiver.url, content=b"{}", timeout=0.05)
    (received,) = receiver.received
    assert (received.body, received.status, received.is_accepted) == (b"{}", 0, False)


async def test_a_body_shorter_than_announced_is_not_received(receiver):
    host, port = receiver.address.split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /hook HTTP/1.1\r\nContent-Length: 10\r\n\r\nshort")
    await writer.drain()
    writer.close()
    async with httpx.AsyncClient(trust_env=False) as sender:
        await sender.post(receiver.url, content=b"whole")
    received = await receiver.wait_for(1)
    assert [one.body for one in received] == [b"whole"]
    assert receiver.unfinished == 1


async def test_a_chunked_body_in_pieces_is_received_whole(receiver, speak):
    words = (
        b"POST /hook HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        b"5;x=1\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n"
    )
    assert (await speak(receiver.address, words)).startswith(b"HTTP/1.1 204")
    assert receiver.received[0].body == b"hello world"


async def test_only_posts_are_taken(receiver, sender):
    assert (await sender.get(receiver.url)).status_code == 405
    with pytest.raises(TimeoutError):
        await receiver.wait_for(1, within=timedelta(milliseconds=5))


async def test_the_journal_holds_a_line_for_every_answer_given(tmp_path, sender):
    journal = tmp_path / "received.jsonl"
    async with Receiver(secret=SECRET, journal=journal) as receiver:
        for number in ("msg_1", "msg_2"):
            await sender.post(receiver.url, content=b"{}", headers=signed(b"{}", number))
            lines = [json.loads(line) for line in journal.read_text().splitlines()]
            assert lines[-1]["id"] == number
    assert [line["is_signed"] for line in lines] == [True, True]
