"""The Apprise sink against a real receiver, by Apprise's own `json://`."""

import io
import logging
from datetime import timedelta

import pytest

from monitor.core.body import in_words
from monitor.deliver import AppriseSink
from monitor.demo import Receiver, Stall, Status
from monitor.egress import Guard
from monitor.model import Deferred, Reason, Secret, Sent, SinkKind, SinkSettings
from monitor.relay import mask_of
from monitor.runtime.clock import SystemClock
from tests.core.body.conftest import matched
from tests.deliver.test_webhook import delivery


@pytest.fixture
async def receiver():
    async with Receiver() as running:
        yield running


def url_of(receiver, path="/canary-one", more="?rto=1"):
    return f"json://user:canary@{receiver.address}{path}{more}"


def make_sink(*urls, timeout=timedelta(seconds=10), permits=lambda address, port: True):
    settings = SinkSettings(
        id="desk", kind=SinkKind.APPRISE, apprise_urls=tuple(map(Secret, urls)), timeout=timeout
    )
    return AppriseSink(settings, permits=permits, clock=SystemClock())


async def test_title_and_text_are_told(receiver):
    outcome = await make_sink(url_of(receiver)).send(delivery(payload=matched()))

    assert isinstance(outcome, Sent)
    (received,) = receiver.received
    title, text = in_words(matched())
    assert (received.json()["title"], received.json()["message"]) == (title, text)
    assert received.path == "/canary-one"


async def test_all_are_told_and_all_must_take_it(receiver):
    receiver.script(Status(code=500), path="/two")
    sink = make_sink(url_of(receiver), url_of(receiver, "/two"), url_of(receiver, "/three"))

    outcome = await sink.send(delivery(payload=matched()))

    assert sorted(each.path for each in receiver.received) == ["/canary-one", "/three", "/two"]
    assert isinstance(outcome, Deferred)
    assert outcome.reason is Reason.NOT_TAKEN
    assert "error=500" in outcome.detail


async def test_a_receiver_that_stalls_is_left_at_the_time_out(receiver):
    receiver.script(Stall())

    outcome = await make_sink(url_of(receiver), timeout=timedelta(seconds=0.3)).send(
        delivery(payload=matched())
    )

    assert isinstance(outcome, Deferred)
    assert outcome.reason is Reason.TIMEOUT


async def test_a_redirect_is_not_followed(receiver):
    receiver.script(Status(code=307, headers=(("location", f"http://{receiver.address}/else"),)))

    outcome = await make_sink(url_of(receiver)).send(delivery(payload=matched()))

    assert isinstance(outcome, Deferred)
    assert [each.path for each in receiver.received] == ["/canary-one"]


async def test_an_address_that_is_not_public_is_not_reached(receiver):
    sink = make_sink(url_of(receiver), permits=Guard().permits)

    outcome = await sink.send(delivery(payload=matched()))

    assert isinstance(outcome, Deferred)
    assert (outcome.reason, outcome.detail) == (
        Reason.FORBIDDEN_ADDRESS,
        "leads to ***, which is not public",
    )
    assert list(receiver.received) == []


async def test_an_exception_names_the_address_that_is_reached(receiver):
    sink = make_sink(url_of(receiver), permits=Guard(allow={receiver.address}).permits)

    assert isinstance(await sink.send(delivery(payload=matched())), Sent)


async def test_a_redirect_that_is_followed_is_judged_anew(receiver):
    async with Receiver() as other:
        receiver.script(Status(code=302, headers=(("location", f"http://{other.address}/"),)))
        sink = make_sink(
            url_of(receiver, more="?redirect=yes"), permits=Guard(allow={receiver.address}).permits
        )

        outcome = await sink.send(delivery(payload=matched()))

    assert (outcome.reason, list(other.received)) == (Reason.FORBIDDEN_ADDRESS, [])


async def test_mail_is_judged_too(receiver):
    sink = make_sink(
        f"mailto://u:p@{receiver.address}/?smtp=127.0.0.1&from=a@b.test&to=c@d.test",
        permits=Guard().permits,
    )

    outcome = await sink.send(delivery(payload=matched()))

    assert outcome.reason is Reason.FORBIDDEN_ADDRESS


async def test_proxies_of_the_environment_are_not_asked(receiver, monkeypatch):
    async with Receiver() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.address}")

        outcome = await make_sink(url_of(receiver)).send(delivery(payload=matched()))

    assert isinstance(outcome, Sent)
    assert list(proxy.received) == []


@pytest.fixture
def log():
    """Whatever reaches the program's log, down to the level of its own lines."""
    stream, root = io.StringIO(), logging.getLogger()
    channel, level = logging.StreamHandler(stream), root.level
    root.addHandler(channel)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(channel)
    root.setLevel(level)


async def test_nothing_of_a_url_is_shown_or_logged(receiver, log, capfd):
    logging.getLogger("tests").info("the log is on")
    receiver.script(Status(code=401))
    async with Receiver() as gone:
        unanswered = url_of(gone, "/canary%20path", "?+X-Key=c4n4ry-key")

    refused = await make_sink(url_of(receiver)).send(delivery(payload=matched()))
    outcome = await make_sink(unanswered).send(delivery(payload=matched()))

    said = f"{refused.detail} {outcome.detail} {''.join(capfd.readouterr())}"
    assert log.getvalue() == "the log is on\n"
    assert refused.detail
    assert outcome.detail
    for secret in ("canary", "c4n4ry", receiver.address, gone.address):
        assert secret not in said


@pytest.mark.parametrize(
    ("url", "said", "left"),
    [
        ("slack://Tok-A/Tok-B", "no tok-a for Tok-B", "no *** for ***"),
        ("json://u:p%20ss@host/a", "p ss and p%20ss at HOST", "*** and *** at ***"),
        ("json://h/?key=s3cret&x=yy", "key s3cret of yy", "*** *** of yy"),
    ],
)
def test_every_part_of_a_url_is_masked(url, said, left):
    assert mask_of([url]).sub("***", said) == left
