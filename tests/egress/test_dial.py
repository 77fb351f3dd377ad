"""From a name to a connection: one lookup, all addresses judged, none reached that must not be."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from monitor.egress import Answer, Request, Unanswered
from monitor.model import Reason
from tests.egress.stage import page

# What a resolver of the system takes for an address of this machine.
SPELLINGS = [
    "127.0.0.1",
    "2130706433",
    "0x7f000001",
    "0X7F000001",
    "017700000001",
    "127.1",
    "127.0.1",
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "0177.0.0.1",
    "0",
    "0.0.0.0",
    "0x0",
    "127。0。0。1",
    "127.0.0。1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1.",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
]


class Names:
    """A resolver that answers what it is told, differently each time, and counts."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = answers
        self.lookups: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        assert isinstance(host, str)
        self.lookups.append((host, port))
        return self.answers[min(len(self.lookups), len(self.answers)) - 1]


def question(url: str) -> Request:
    return Request(url=url, max_bytes=1_000, timeout=timedelta(seconds=5))


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_of_this_machine_is_reached(set_stage, open_egress, spelling):
    stage = await set_stage({"/": page()})
    answer = await open_egress().send(question(stage.url(host=spelling)))
    assert isinstance(answer, Unanswered)
    # Which spellings are addresses is for httpx and the system to say; none of them is reached.
    assert answer.reason in {Reason.FORBIDDEN_ADDRESS, Reason.DNS, Reason.BAD_URL}
    assert stage.connections == 0


async def test_an_exception_opens_one_endpoint_under_every_name(set_stage, open_egress):
    stage = await set_stage({"/": page()})
    neighbour = await set_stage({"/": page()})
    egress = open_egress(stage)
    for host in ("127.0.0.1", "127.1", "2130706433"):
        assert isinstance(await egress.send(question(stage.url(host=host))), Answer)
    for url in (neighbour.url(), stage.url(host="127.0.0.2"), stage.url(host="[::ffff:7f00:1]")):
        assert (await egress.send(question(url))).reason == Reason.FORBIDDEN_ADDRESS
    assert neighbour.connections == 0


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["93.184.216.34", "10.0.0.1"],
        ["10.0.0.1", "93.184.216.34"],
        ["2606:4700::1", "::1"],
        ["::ffff:93.184.216.34"],
        ["64:ff9b::5db8:d822"],
    ],
)
async def test_one_forbidden_address_forbids_the_name(open_egress, addresses):
    names = Names(addresses)
    answer = await open_egress(resolve=names).send(question("http://site.test/"))
    assert answer.reason == Reason.FORBIDDEN_ADDRESS
    assert names.lookups == [("site.test", 80)]


async def test_a_name_is_looked_up_once_a_connection(set_stage, open_egress):
    stage = await set_stage({"/": page()})
    # The second answer would be the attack: public when judged, private when connected to.
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    egress = open_egress(stage, resolve=names)
    url = stage.url(host="site.test")
    assert isinstance(await egress.send(question(url)), Answer)
    assert names.lookups == [("site.test", stage.port)]
    assert isinstance(await egress.send(question(url)), Answer)
    assert len(names.lookups) == 1
    assert stage.heard[0].headers["host"] == f"site.test:{stage.port}"


async def test_a_rebound_name_is_refused_at_its_next_connection(set_stage, open_egress):
    stage = await set_stage({"/": page(connection="close")})
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    egress = open_egress(stage, resolve=names)
    url = stage.url(host="site.test")
    assert isinstance(await egress.send(question(url)), Answer)
    assert (await egress.send(question(url))).reason == Reason.FORBIDDEN_ADDRESS
    assert len(names.lookups) == 2


async def test_the_next_address_is_tried_when_one_refuses(set_stage, open_egress):
    stage = await set_stage({"/": page()})
    dead = await set_stage({}, host="127.0.0.3")
    await dead.close()
    dead.port = stage.port
    names = Names(["127.0.0.3", "127.0.0.1"])
    egress = open_egress(stage, dead, resolve=names)
    assert isinstance(await egress.send(question(stage.url(host="site.test"))), Answer)


async def test_a_refused_connection_is_named(set_stage, open_egress):
    stage = await set_stage({})
    await stage.close()
    answer = await open_egress(stage).send(question(stage.url()))
    assert (answer.reason, answer.detail) == (
        Reason.CONNECT,
        "no connection: connection refused",
    )


async def test_a_name_without_an_address_is_named(open_egress):
    answer = await open_egress(resolve=Names([])).send(question("http://site.test/?key=secret"))
    assert (answer.reason, answer.detail) == (Reason.DNS, "site.test has no address")


@pytest.mark.parametrize("host", ["a" * 64 + ".test", ".".join(["a" * 60] * 5)])
async def test_a_name_that_cannot_be_a_name_does_not_resolve(open_egress, host):
    assert (await open_egress().send(question(f"http://{host}/"))).reason == Reason.DNS


async def test_a_url_that_is_refused_is_not_looked_up(open_egress):
    names = Names(["93.184.216.34"])
    answer = await open_egress(resolve=names).send(question("http://user:pw@site.test/"))
    assert answer.reason == Reason.BAD_URL
    assert "pw" not in answer.detail
    assert names.lookups == []
