"""What a hostile server may say: bombs, drips, floods, lies and noise. All of it is a value, in bounds and in time."""

import asyncio
import gzip
import random
import resource
import socket
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
import zstandard

from monitor.egress import Answer, Request, Unanswered
from monitor.model import Reason
from tests.egress.stage import Cut, page, say

CAP = 4_000_000
ZEROS = b"\0" * (64 << 20)


def gzip_bomb(layers: int = 1) -> bytes:
    packed = ZEROS
    for _ in range(layers):
        packed = gzip.compress(packed)
    return packed


BOMBS = {
    "gzip": lambda: (gzip_bomb(), "gzip"),
    "x-gzip": lambda: (gzip_bomb(), "x-gzip"),
    "deflate": lambda: (zlib.compress(ZEROS), "deflate"),
    "raw deflate": lambda: (zlib.compress(ZEROS, wbits=-15), "deflate"),
    "br": lambda: (brotli.compress(ZEROS, quality=1), "br"),
    "zstd": lambda: (zstandard.compress(ZEROS), "zstd"),
}
STACKS = {
    "gzip, gzip": lambda: (gzip_bomb(2), "gzip, gzip"),
    "gzip, gzip, gzip": lambda: (gzip_bomb(3), "gzip, gzip, gzip"),
    "br, gzip": lambda: (gzip.compress(brotli.compress(ZEROS, quality=1)), "br, gzip"),
    "identity, gzip": lambda: (gzip_bomb(), "identity, gzip"),
}


def question(url: str, seconds: float = 5, **options) -> Request:
    return Request(
        **{"url": url, "max_bytes": CAP, "timeout": timedelta(seconds=seconds), **options}
    )


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def peak_rss() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024


async def reason_of(set_stage, open_egress, said, **options) -> Reason | int:
    stage = await set_stage({"/": said})
    answer = await open_egress(stage).send(question(stage.url(), **options))
    return answer.status if isinstance(answer, Answer) else answer.reason


# Bombs


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
async def test_a_bomb_goes_off_at_the_cap_in_little_memory(set_stage, open_egress, make):
    packed, coding = make()
    stage = await set_stage({"/": page(packed, content_encoding=coding)})
    egress = open_egress(stage)
    before = peak_rss()
    tracemalloc.start()
    answer = await egress.send(question(stage.url()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.reason == Reason.TOO_LARGE
    assert peak < 24 << 20
    assert peak_rss() - before < 32 << 20


@pytest.mark.parametrize("make", STACKS.values(), ids=STACKS)
async def test_stacked_codings_are_not_undone(set_stage, open_egress, make):
    packed, coding = make()
    said = page(packed, content_encoding=coding)
    assert await reason_of(set_stage, open_egress, said) == Reason.BAD_ENCODING


async def test_a_coding_in_two_fields_is_stacked_too(set_stage, open_egress):
    said = page(gzip_bomb(2), content_encoding="gzip\r\nContent-Encoding: gzip")
    assert await reason_of(set_stage, open_egress, said) == Reason.BAD_ENCODING


async def test_a_zstd_window_beyond_the_webs_is_refused(set_stage, open_egress):
    parameters = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    packed = compressor.compress(ZEROS) + compressor.flush()
    said = page(packed, content_encoding="zstd")
    assert await reason_of(set_stage, open_egress, said) == Reason.BAD_ENCODING


async def test_a_body_without_end_is_cut_at_the_cap(set_stage, open_egress):
    sent = 0

    async def pour(heard, writer):
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")
        while not writer.transport.is_closing():
            writer.write(b"x" * 65_536)
            sent += 65_536
            await writer.drain()
            await asyncio.sleep(0)

    assert await reason_of(set_stage, open_egress, pour) == Reason.TOO_LARGE
    # What lies in the sockets' buffers was sent, not read.
    assert sent < 10 * CAP


async def test_a_length_over_the_cap_is_cut_though_the_body_is_short_of_it(set_stage, open_egress):
    said = say(b"x" * (CAP + 1), length=10 << 30)
    assert await reason_of(set_stage, open_egress, said) == Reason.TOO_LARGE


async def test_the_cap_itself_is_allowed(set_stage, open_egress):
    body = b"x" * CAP
    for said in (page(body), page(gzip.compress(body), content_encoding="gzip")):
        assert await reason_of(set_stage, open_egress, said) == 200


# Codings


PACK = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP ": gzip.compress,
    "deflate": zlib.compress,
    " deflate": lambda body: zlib.compress(body, wbits=-15),
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "identity": bytes,
    "": bytes,
}


@pytest.mark.parametrize("coding", PACK)
async def test_every_coding_is_undone(set_stage, open_egress, coding):
    body = "Привет, newsroom! ".encode() * 10_000
    packed = PACK[coding](body)
    stage = await set_stage({"/": page(packed, content_encoding=coding)})
    answer = await open_egress(stage).send(question(stage.url()))
    assert answer.body == body
    assert answer.wire_bytes == len(packed)


@pytest.mark.parametrize("coding", PACK)
async def test_an_empty_body_is_empty_in_every_coding(set_stage, open_egress, coding):
    stage = await set_stage(
        {
            "/": page(b"", content_encoding=coding),
            "/packed": page(PACK[coding](b""), content_encoding=coding),
        }
    )
    egress = open_egress(stage)
    for path in ("/", "/packed"):
        assert (await egress.send(question(stage.url(path)))).body == b""


@pytest.mark.parametrize("coding", ["gzip", "deflate", " deflate", "br", "zstd"])
async def test_a_coded_body_may_come_byte_by_byte(set_stage, open_egress, coding):
    body = bytes(range(256)) * 4
    packed = PACK[coding](body)

    async def dribble(heard, writer):
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-encoding:{coding}\r\n".encode())
        writer.write(b"transfer-encoding: chunked\r\n\r\n")
        for byte in packed:
            writer.write(b"1\r\n%c\r\n" % byte)
        writer.write(b"0\r\n\r\n")

    stage = await set_stage({"/": dribble})
    assert (await open_egress(stage).send(question(stage.url()))).body == body


def damage(packed: bytes) -> dict[str, bytes]:
    return {
        "cut": packed[:-3],
        "cut in the middle": packed[: len(packed) // 2],
        "one byte": packed[:1],
        "followed by junk": packed + b"junk",
        "followed by itself": packed + packed,
        "damaged": packed[:4] + b"\xff" * 24 + packed[28:],
        "junk": b"this was never compressed",
    }


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("kind", damage(b"x" * 64))
async def test_a_damaged_coding_is_called_so(set_stage, open_egress, coding, kind):
    body = bytes((n * n) % 251 for n in range(4_000))
    said = page(damage(PACK[coding](body))[kind], content_encoding=coding)
    assert await reason_of(set_stage, open_egress, said) == Reason.BAD_ENCODING


@pytest.mark.parametrize("coding", ["compress", "lzma", "unheard-of", "gzip;q=1", "*", "base64"])
async def test_an_unknown_coding_is_called_so(set_stage, open_egress, coding):
    said = page(b"x", content_encoding=coding)
    assert await reason_of(set_stage, open_egress, said) == Reason.BAD_ENCODING


# Time


async def drip_head(heard, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nx: ")
    while not writer.transport.is_closing():
        writer.write(b"x")
        await asyncio.sleep(0.01)


async def drip_body(heard, writer):
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
    while not writer.transport.is_closing():
        writer.write(b"x")
        await asyncio.sleep(0.01)


async def drip_chunks(heard, writer):
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while not writer.transport.is_closing():
        writer.write(b"1\r\nx\r\n")
        await asyncio.sleep(0.01)


async def drip_continue(heard, writer):
    while not writer.transport.is_closing():
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await asyncio.sleep(0.01)


async def say_nothing(heard, writer):
    await heard.hung_up()
    writer.close()


async def stop_in_the_body(heard, writer):
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nx")
    await heard.hung_up()
    writer.close()


async def never_end_the_chunks(heard, writer):
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n")
    await heard.hung_up()
    writer.close()


SLOW = [
    drip_head, drip_body, drip_chunks, drip_continue, say_nothing, stop_in_the_body,
    never_end_the_chunks,
]  # fmt: skip


@pytest.mark.parametrize("play", SLOW)
async def test_the_slow_are_cut_at_the_deadline(set_stage, open_egress, play):
    stage = await set_stage({"/": play, "/ok": page()})
    egress = open_egress(stage)
    answer = await egress.send(question(stage.url(), seconds=0.1))
    assert (answer.reason, answer.detail) == (Reason.TIMEOUT, "not finished by the deadline")
    assert isinstance(await egress.send(question(stage.url("/ok"))), Answer)


async def test_silence_is_cut_at_the_read_timeout(set_stage, open_egress):
    stage = await set_stage({"/": stop_in_the_body})
    egress = open_egress(stage, read_timeout=timedelta(seconds=0.1))
    answer = await egress.send(question(stage.url()))
    assert answer.detail == "silent for longer than the read timeout"


async def test_many_slow_hosts_do_not_hold_up_a_quick_one(set_stage, open_egress):
    slow = await set_stage({"/": drip_body})
    quick = await set_stage({"/": page()})
    egress = open_egress(slow, quick)
    attacks = [asyncio.create_task(egress.send(question(slow.url(), 0.3))) for _ in range(50)]
    await asyncio.sleep(0.05)
    assert isinstance(await egress.send(question(quick.url())), Answer)
    assert {answer.reason for answer in await asyncio.gather(*attacks)} == {Reason.TIMEOUT}


# Floods


async def flood_continue(heard, writer):
    while not writer.transport.is_closing():
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
        await writer.drain()


async def flood_fields(heard, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while not writer.transport.is_closing():
        writer.write(b"x-a: b\r\n" * 100)
        await writer.drain()


async def flood_chunk_extensions(heard, writer):
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while not writer.transport.is_closing():
        writer.write(b"1;" + b"x" * 50_000 + b"\r\nx\r\n")
        await writer.drain()


async def flood_crumbs(heard, writer):
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while not writer.transport.is_closing():
        writer.write(b"1\r\nx\r\n" * 1_000)
        await writer.drain()


async def flood_trailer(heard, writer):
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n")
    while not writer.transport.is_closing():
        writer.write(b"x-a: b\r\n" * 100)
        await writer.drain()


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (flood_continue, Reason.PROTOCOL),
        (flood_fields, Reason.PROTOCOL),
        (flood_chunk_extensions, Reason.TOO_LARGE),
        (flood_crumbs, Reason.PROTOCOL),
        (flood_trailer, Reason.PROTOCOL),
    ],
)
async def test_a_flood_beside_the_body_is_cut(set_stage, open_egress, play, reason):
    assert await reason_of(set_stage, open_egress, play) == reason


# Lies and noise


NOISE = {
    "nothing": b"",
    "a short body": say(b"short", length=100),
    "no end of chunks": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
    "a bad chunk size": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZ\r\nhello\r\n",
    "a negative length": b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx",
    "a length that is none": b"HTTP/1.1 200 OK\r\ncontent-length: 0x10\r\n\r\n",
    "an unknown transfer coding": b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nx",
    "half a head": b"HTTP/1.1 200 OK\r\ncontent-",
    "a field without a name": b"HTTP/1.1 200 OK\r\n: x\r\n\r\n",
    "a field with a NUL": b"HTTP/1.1 200 OK\r\nx: a\x00b\r\n\r\n",
    "HTTP/0.9": b"<html>old</html>",
    "no status": b"HTTP/1.1\r\n\r\n",
    "a status of letters": b"HTTP/1.1 abc OK\r\n\r\n",
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
    "NULs": b"\x00" * 1_000,
    "TLS": b"\x15\x03\x01\x00\x02\x02\x28",
    "a long line": b"HTTP/1.1 200 " + b"x" * 200_000,
}


async def test_some_interim_answers_are_waited_out(set_stage, open_egress):
    interim = b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n" * 10
    stage = await set_stage({"/": interim + page("\r\n\r\n" * 5_000)})
    answer = await open_egress(stage).send(question(stage.url()))
    assert (answer.status, len(answer.body)) == (200, 20_000)


@pytest.mark.parametrize("said", NOISE.values(), ids=NOISE)
async def test_noise_is_a_protocol_error(set_stage, open_egress, said):
    assert await reason_of(set_stage, open_egress, Cut(said)) == Reason.PROTOCOL


async def test_a_reset_in_the_body_is_a_broken_connection(set_stage, open_egress):
    async def reset(heard, writer):
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx")
        await writer.drain()
        await asyncio.sleep(0.01)
        # With a linger of zero seconds, closing sends RST.
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    assert await reason_of(set_stage, open_egress, reset) == Reason.CONNECT


async def test_bytes_after_a_whole_body_are_not_part_of_it(set_stage, open_egress):
    stage = await set_stage({"/": Cut(say(b"whole") + b"junk")})
    assert (await open_egress(stage).send(question(stage.url()))).body == b"whole"


async def test_no_detail_quotes_a_query_or_a_header(set_stage, open_egress):
    async def echo(heard, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n" + heard.path.encode() + b"\r\n\r\n")
        writer.close()

    stage = await set_stage({"/": echo, "/loop": say(b"", "302 Go", location="/?key=hidden")})
    egress = open_egress(stage)
    headers = {"authorization": "hidden\r\nx: y", "x-\x00": "hidden"}
    for options in ({}, {"headers": headers}, {"method": "hidden method"}):
        answer = await egress.send(question(stage.url("/?key=hidden"), **options))
        assert isinstance(answer, Unanswered)
        assert "hidden" not in repr(answer)


async def test_a_switch_of_protocols_is_an_answer_like_any_other(set_stage, open_egress):
    said = Cut(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\njunk")
    assert await reason_of(set_stage, open_egress, said) in {101, Reason.PROTOCOL}


GOOD = b"".join(
    [
        page("word " * 50, etag='"1"'),
        page(gzip.compress(b"word " * 50), content_encoding="gzip"),
        page(brotli.compress(b"word " * 50), content_encoding="br"),
        page(zstandard.compress(b"word " * 50), content_encoding="zstd"),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.0 302 Found\r\nlocation: /x\r\n\r\n",
    ]
)


def mutations(count: int) -> Iterator[bytes]:
    chance = random.Random(1)
    for _ in range(count):
        said = bytearray(GOOD[chance.randrange(len(GOOD)) :] if chance.random() < 0.3 else GOOD)
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(said))
            said[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        yield bytes(said[: chance.randrange(1, 600)])


async def test_whatever_is_said_is_a_value_and_leaves_nothing_open(set_stage, open_egress):
    turns = mutations(500)

    async def mumble(heard, writer):
        writer.write(next(turns))
        writer.close()

    stage = await set_stage({"/": mumble, "/ok": page()})
    egress = open_egress(stage)
    await egress.send(question(stage.url("/ok")))
    before = open_files()
    answers = [await egress.send(question(stage.url(), method="POST")) for _ in range(500)]
    assert {type(answer) for answer in answers} == {Answer, Unanswered}
    await egress.send(question(stage.url("/ok")))
    assert abs(open_files() - before) <= 4
