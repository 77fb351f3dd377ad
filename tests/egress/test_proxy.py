"""A configured proxy: everything goes over it, its own address is guarded, and what can still be judged here is."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from monitor.egress import Answer, Request
from monitor.model import Reason
from tests.egress.stage import Stage, page

# In the place of a name that only the proxy would look up.
SITE = "site.test"


@dataclass
class Proxy:
    """Speaks CONNECT and absolute-form, and leads every name to one stage."""

    stage: Stage
    refuses: bytes = b""
    asked: list[str] = field(default_factory=list)
    port: int = 0

    async def __aenter__(self) -> "Proxy":
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.server.close()
        await self.server.wait_closed()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        self.asked.append(f"{method} {target}")
        there, back = await asyncio.open_connection("127.0.0.1", self.stage.port)
        if self.refuses:
            writer.write(self.refuses)
        elif method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(_pour(reader, back), _pour(there, writer))
        else:
            path = "/" + target.split("/", 3)[3]
            back.write(head.replace(target.encode(), path.encode(), 1))
            await asyncio.gather(_pour(reader, back), _pour(there, writer))
        writer.close()
        back.close()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65_536):
            writer.write(piece)
    except ConnectionError:
        pass
    writer.close()


async def nobody(host: str, port: int) -> Sequence[str]:
    assert host == "127.0.0.1", f"{host} was looked up here"
    return [host]


def question(url: str) -> Request:
    return Request(url=url, max_bytes=100_000, timeout=timedelta(seconds=5))


@pytest.fixture
async def site(set_stage) -> Stage:
    return await set_stage({"/page": page("over a proxy")})


@pytest.fixture
async def proxy(site) -> AsyncIterator[Proxy]:
    async with Proxy(site) as running:
        yield running


@pytest.fixture
def egress(open_egress, proxy):
    return open_egress(
        resolve=nobody,
        proxy=f"http://{proxy.address}",
        allow_addresses=frozenset({proxy.address}),
    )


async def test_http_goes_in_absolute_form_and_its_name_is_not_looked_up(egress, proxy, site):
    answer = await egress.send(question(f"http://{SITE}/page?q=1"))
    assert isinstance(answer, Answer)
    assert answer.body == b"over a proxy"
    assert proxy.asked == [f"GET http://{SITE}/page?q=1"]
    assert site.heard[0].headers["host"] == SITE


async def test_https_goes_through_a_tunnel(set_stage, open_egress, server_tls, trusting_tls, proxy):
    proxy.stage = await set_stage({"/page": page("x" * 50_000)}, tls=server_tls)
    egress = open_egress(
        resolve=nobody,
        context=trusting_tls,
        proxy=f"http://{proxy.address}",
        allow_addresses=frozenset({proxy.address}),
    )
    for _ in range(2):
        answer = await egress.send(question("https://stage.test/page"))
        assert len(answer.body) == 50_000
    assert proxy.asked == ["CONNECT stage.test:443"]
    other = await egress.send(question("https://other.test/page"))
    assert other.reason == Reason.TLS


async def test_a_proxy_at_a_private_address_needs_its_exception(open_egress, proxy):
    egress = open_egress(proxy=f"http://{proxy.address}", allow_addresses=frozenset())
    answer = await egress.send(question(f"http://{SITE}/page"))
    assert (answer.reason, answer.detail) == (
        Reason.FORBIDDEN_ADDRESS,
        "the proxy: 127.0.0.1 leads to 127.0.0.1, which is not public",
    )
    assert proxy.asked == []


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.1", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:7f00:1]", "localhost",
     "LOCALHOST.", "a.localhost", "127.0.0.1.", "169.254.169.254", "[64:ff9b::7f00:1]"],
)  # fmt: skip
async def test_what_spells_a_special_address_is_not_even_told_to_the_proxy(
    egress, proxy, scheme, host
):
    answer = await egress.send(question(f"{scheme}://{host}/page"))
    assert answer.reason == Reason.FORBIDDEN_ADDRESS
    assert proxy.asked == []


async def test_a_public_address_is_for_the_proxy_to_judge(egress, proxy):
    assert isinstance(await egress.send(question("http://93.184.216.34/page")), Answer)
    assert proxy.asked == ["GET http://93.184.216.34/page"]


async def test_what_the_exceptions_name_is_reached_without_the_proxy(open_egress, proxy, site):
    egress = open_egress(
        proxy=f"http://{proxy.address}", allow_addresses=frozenset({proxy.address, site.address})
    )
    assert isinstance(await egress.send(question(site.url("/page"))), Answer)
    assert proxy.asked == []


async def test_a_tunnel_that_is_refused_is_named_without_the_proxys_words(egress, proxy):
    proxy.refuses = b"HTTP/1.1 403 Secret reason\r\ncontent-length: 0\r\n\r\n"
    answer = await egress.send(question("https://stage.test/page"))
    assert (answer.reason, answer.detail) == (
        Reason.CONNECT,
        "the proxy opens no way there: status 403",
    )


async def test_a_proxy_that_is_not_there_is_named(open_egress, proxy):
    await proxy.__aexit__()
    egress = open_egress(
        proxy=f"http://{proxy.address}", allow_addresses=frozenset({proxy.address})
    )
    answer = await egress.send(question(f"http://{SITE}/page"))
    assert (answer.reason, answer.detail) == (
        Reason.CONNECT,
        "the proxy: no connection: connection refused",
    )


async def test_a_proxy_that_is_silent_is_cut_at_the_deadline(open_egress, set_stage):
    async def stall(heard, writer):
        await heard.hung_up()
        writer.close()

    stage = await set_stage({"*": stall})
    egress = open_egress(stage, proxy=stage.url())
    request = Request(url="https://site.test/", max_bytes=1_000, timeout=timedelta(seconds=0.2))
    assert (await egress.send(request)).reason == Reason.TIMEOUT
