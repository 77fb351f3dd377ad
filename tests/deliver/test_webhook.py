"""The webhook sink against a real receiver."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from monitor.core.body import render
from monitor.deliver import WebhookSink
from monitor.demo import Hangup, Receiver, Stall, Status
from monitor.egress import Egress
from monitor.model import (
    BodyForm,
    Deferred,
    Delivery,
    FetchLimits,
    OwnBody,
    Reason,
    Rejected,
    Secret,
    Sent,
    SinkKind,
    SinkSettings,
)
from monitor.runtime.clock import SystemClock
from tests.core.body.conftest import matched

SECRET = "whsec_" + "dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMsIG5vYm9keSBlbHNl"
PAYLOAD = json.dumps({"type": "article.matched", "data": {"words": "Вакунов"}}, ensure_ascii=False)


def delivery(**changes) -> Delivery:
    facts = {
        "id": 1,
        "alert": "msg_5d41402abc4b2a76",
        "sink": "desk",
        "payload": PAYLOAD,
        "attempts": 0,
        "created_at": datetime(2026, 11, 22, tzinfo=UTC),
        "lease": "lease",
    }
    return Delivery(**(facts | changes))


@pytest.fixture
async def receiver():
    async with Receiver(secret=SECRET) as running:
        yield running


@pytest.fixture
async def egress(receiver):
    limits = FetchLimits(allow_addresses=frozenset({receiver.address}))
    async with Egress(limits, SystemClock()) as way_out:
        yield way_out


@pytest.fixture
def sink(receiver, egress):
    return make_sink(egress, receiver.url)


def make_sink(egress, url: str, **changes) -> WebhookSink:
    facts = {"id": "desk", "kind": SinkKind.WEBHOOK, "url": url, "secrets": (Secret(SECRET),)}
    settings = SinkSettings(**(facts | changes))
    return WebhookSink(settings, egress=egress, agent="monitor-test", clock=SystemClock())


async def test_the_reference_library_verifies_what_is_sent(sink, receiver):
    outcome = await sink.send(delivery())

    (received,) = receiver.received
    assert isinstance(outcome, Sent)
    assert outcome.status == 204
    assert Webhook(SECRET).verify(received.body, dict(received.headers)) == json.loads(PAYLOAD)
    assert received.headers["webhook-id"] == "msg_5d41402abc4b2a76"
    assert received.headers["content-type"] == "application/json; charset=utf-8"


async def test_the_reference_library_refuses_it_with_one_bit_changed(sink, receiver):
    await sink.send(delivery())

    (received,) = receiver.received
    forged = bytes([received.body[0] ^ 1]) + received.body[1:]
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(forged, dict(received.headers))


async def test_every_attempt_carries_the_same_id_and_body(sink, receiver):
    receiver.script(Status(code=500), times=1)

    first = await sink.send(delivery())
    second = await sink.send(delivery(attempts=1))

    assert isinstance(first, Deferred)
    assert isinstance(second, Sent)
    assert len({(received.id, received.body) for received in receiver.received}) == 1


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (301, Deferred, Reason.HTTP_3XX),
        (400, Deferred, Reason.HTTP_4XX),
        (404, Deferred, Reason.NOT_FOUND),
        (410, Rejected, Reason.GONE),
        (429, Deferred, Reason.RATE_LIMITED),
        (500, Deferred, Reason.HTTP_5XX),
        (503, Deferred, Reason.HTTP_5XX),
    ],
)
async def test_what_an_answer_means(sink, receiver, status, kind, reason):
    receiver.script(Status(code=status))

    outcome = await sink.send(delivery())

    assert type(outcome) is kind
    assert (outcome.reason, outcome.status) == (reason, status)
    assert len(receiver.received) == 1


async def test_the_receivers_wish_is_heard(sink, receiver):
    receiver.script(Status(code=429, headers=(("retry-after", "120"),)))

    outcome = await sink.send(delivery())

    assert outcome.retry_after == timedelta(seconds=120)


async def test_a_receiver_that_stalls_or_hangs_up_is_tried_again(egress, receiver):
    receiver.script(Stall(), times=1)
    receiver.script(Hangup(), times=1)
    sink = make_sink(egress, receiver.url, timeout=timedelta(seconds=0.3))

    stalled = await sink.send(delivery())
    hung_up = await sink.send(delivery())

    assert (stalled.reason, hung_up.reason) == (Reason.TIMEOUT, Reason.PROTOCOL)


async def test_nobody_at_the_address_is_tried_again(egress, receiver):
    async with Receiver() as gone:
        url, address = gone.url, gone.address
    limits = FetchLimits(allow_addresses=frozenset({address}))
    async with Egress(limits, SystemClock()) as way_out:
        outcome = await make_sink(way_out, url).send(delivery())

    assert isinstance(outcome, Deferred)
    assert outcome.reason is Reason.CONNECT


async def test_a_private_address_is_reached_only_if_the_configuration_names_it(receiver):
    async with Egress(FetchLimits(), SystemClock()) as way_out:
        outcome = await make_sink(way_out, receiver.url).send(delivery())

    assert outcome.reason is Reason.FORBIDDEN_ADDRESS
    assert len(receiver.received) == 0


async def test_while_keys_are_changed_a_receiver_with_either_can_verify(egress, receiver):
    newer = "whsec_" + "bmV3ZXIgc2VjcmV0IG9mIHRoZSB0ZXN0cywgYWxzbyBub2JvZHk="
    sink = make_sink(egress, receiver.url, secrets=(Secret(newer), Secret(SECRET)))

    assert isinstance(await sink.send(delivery()), Sent)

    (received,) = receiver.received
    for key in (newer, SECRET):
        assert Webhook(key).verify(received.body, dict(received.headers)) == json.loads(PAYLOAD)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "c29tZWJvZHkgZWxzZSdzIHNlY3JldCwgbm90IG91cnM=").verify(
            received.body, dict(received.headers)
        )


async def test_without_a_secret_nothing_is_signed(egress, receiver):
    await make_sink(egress, receiver.url, secrets=()).send(delivery())

    (received,) = receiver.received
    assert "webhook-signature" not in received.headers


async def test_the_secret_shows_nowhere(sink, receiver):
    await sink.send(delivery())

    (received,) = receiver.received
    assert SECRET.removeprefix("whsec_") not in str(received.headers)
    assert "dGhl" not in repr(Secret(SECRET))


async def test_a_body_is_posted_in_place_of_the_payload_and_signed_as_it_is_sent(egress, receiver):
    payload = matched(title="Vakunov & <!channel>")
    sink = make_sink(egress, receiver.url, body=BodyForm.SLACK)

    assert isinstance(await sink.send(delivery(payload=payload)), Sent)

    (received,) = receiver.received
    assert received.body.decode() == render(BodyForm.SLACK, payload)
    assert Webhook(SECRET).verify(received.body, dict(received.headers)) == received.json()
    assert received.json()["text"] == "Article matched: Vakunov &amp; &lt;!channel&gt;"
    assert received.headers["webhook-id"] == delivery().alert


async def test_a_document_of_the_users_is_posted_filled(egress, receiver):
    own = OwnBody(path="desk.json", document='{"chat_id": 7, "text": "{article.title}"}')

    await make_sink(egress, receiver.url, body=own).send(delivery(payload=matched()))

    (received,) = receiver.received
    assert received.json() == {"chat_id": 7, "text": "Ambassador Vakunov arrives"}


async def test_what_a_chat_says_of_a_body_is_kept(egress, receiver):
    receiver.script(Status(code=400, body=b"invalid_blocks"))

    outcome = await make_sink(egress, receiver.url, body=BodyForm.SLACK).send(
        delivery(payload=matched())
    )

    assert (outcome.reason, outcome.detail) == (Reason.HTTP_4XX, "invalid_blocks")
