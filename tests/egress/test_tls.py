"""TLS: the name is proved, not the address; every broken handshake has its reason."""

import asyncio
from datetime import timedelta

from monitor.egress import Answer, Request
from monitor.model import Reason
from tests.egress.stage import page


async def loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def question(url: str, seconds: float = 5) -> Request:
    return Request(url=url, max_bytes=1_000_000, timeout=timedelta(seconds=seconds))


async def test_a_page_comes_over_tls(set_stage, open_egress, server_tls, trusting_tls):
    stage = await set_stage({"/": page("x" * 500_000)}, tls=server_tls)
    egress = open_egress(stage, resolve=loopback, context=trusting_tls)
    for _ in range(3):
        answer = await egress.send(question(stage.url(host="stage.test")))
        assert isinstance(answer, Answer)
        assert len(answer.body) == 500_000
    assert stage.connections == 1


async def test_a_certificate_for_another_name_is_refused(
    set_stage, open_egress, server_tls, trusting_tls
):
    stage = await set_stage({"/": page()}, tls=server_tls)
    egress = open_egress(stage, resolve=loopback, context=trusting_tls)
    answer = await egress.send(question(stage.url(host="other.test")))
    assert answer.reason == Reason.TLS
    assert answer.detail.startswith("certificate: Hostname mismatch")


async def test_an_unknown_authority_is_refused(set_stage, open_egress, server_tls):
    stage = await set_stage({"/": page()}, tls=server_tls)
    answer = await open_egress(stage, resolve=loopback).send(question(stage.url(host="stage.test")))
    assert answer.reason == Reason.TLS
    assert answer.detail.startswith("certificate: self")
    assert stage.heard == []


async def test_a_server_without_tls_is_named(open_egress):
    async def plain(reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await reader.read()
        writer.close()

    answer = await ask_raw(open_egress, plain)
    assert answer.reason == Reason.TLS


async def test_a_server_that_hangs_up_on_the_handshake_is_named(open_egress):
    async def hang_up(reader, writer):
        writer.close()

    answer = await ask_raw(open_egress, hang_up)
    assert (answer.reason, answer.detail) == (Reason.TLS, "handshake: the connection broke")


async def ask_raw(open_egress, serve):
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    egress = open_egress(allow_addresses=frozenset({f"127.0.0.1:{port}"}))
    answer = await egress.send(question(f"https://127.0.0.1:{port}/"))
    server.close()
    await server.wait_closed()
    return answer


async def test_a_handshake_that_never_ends_is_cut(open_egress):
    async def silent(reader, writer):
        await reader.read()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    egress = open_egress(
        allow_addresses=frozenset({f"127.0.0.1:{port}"}),
        connect_timeout=timedelta(seconds=0.2),
    )
    answer = await egress.send(question(f"https://127.0.0.1:{port}/"))
    assert answer.reason == Reason.TIMEOUT
    assert answer.detail == "no connection within the connect timeout"
    answer = await egress.send(question(f"https://127.0.0.1:{port}/", seconds=0.1))
    assert answer.detail == "not finished by the deadline"
    server.close()
    await server.wait_closed()
