"""The bombs: bodies that unfold to as many MiB as are asked for, that lie, that do not end. Asks nobody."""

import gzip
from collections.abc import Callable, Mapping

import brotli
import zstandard

from monitor.demo import Bomb, Huge
from monitor.demo.faults import HTML
from monitor.demo.messages import Request, Response
from monitor.demo.server import Act, Answer, Respond, Wire

_MEGABYTE = bytes(1 << 20)
_ASKED = Request(method="GET", path="/")


def _honest() -> Response:
    return Response(headers=HTML, body=(b"<p>warm</p>",))


def _packed(megabytes: int, coding: str, layers: int = 1) -> Answer:
    fault = Bomb(
        megabytes=megabytes, layers=layers, coding="deflate" if coding == "deflate" else "gzip"
    )
    return fault.answer(_ASKED, _honest)


def _body(answer: Answer) -> bytes:
    return b"".join(answer.body) if isinstance(answer, Response) else b""


def _coded(body: bytes, coding: str) -> Response:
    return Response(headers=(*HTML, ("Content-Encoding", coding)), body=(body,))


def _brotli(megabytes: int) -> bytes:
    compressor = brotli.Compressor(quality=5)
    parts = [compressor.process(_MEGABYTE) for _ in range(megabytes)]
    return b"".join((*parts, compressor.finish()))


def _zstd(megabytes: int) -> bytes:
    compressor = zstandard.ZstdCompressor(level=3).compressobj()
    parts = [compressor.compress(_MEGABYTE) for _ in range(megabytes)]
    return b"".join((*parts, compressor.flush()))


def _lying(megabytes: int, length: int) -> Act:
    body = _body(_packed(megabytes, "gzip"))

    async def lie(wire: Wire) -> None:
        head = _coded(b"", "gzip")
        await wire.send(wire.head(head, f"Content-Length: {length}"), body)
        wire.hang_up()

    return lie


Make = Callable[[int], Answer]

BOMBS: Mapping[str, Make] = {
    "gzip": lambda size: _packed(size, "gzip"),
    "deflate": lambda size: _packed(size, "deflate"),
    "raw deflate": lambda size: _coded(_body(_packed(size, "deflate"))[2:-4], "deflate"),
    "br": lambda size: _coded(_brotli(size), "br"),
    "zstd": lambda size: _coded(_zstd(size), "zstd"),
    "gzip twice": lambda size: _packed(size, "gzip", 2),
    "gzip thrice": lambda size: _packed(size, "gzip", 3),
    "br, gzip": lambda size: _coded(gzip.compress(_brotli(size)), "br, gzip"),
    "length too small": lambda size: _lying(size, 1_000),
    "length too great": lambda size: _lying(size, 10 << 30),
    "plain": lambda size: Huge(size=size << 20).answer(_ASKED, _honest),
    "ten GiB": lambda size: Huge(size=10 << 30).answer(_ASKED, _honest),
    "endless": lambda size: Huge(size=None, framing="chunked").answer(_ASKED, _honest),
}


def respond_with(megabytes: int) -> Respond:
    """Return who answers each bomb's path with it; other paths get an honest page."""
    made = {"/" + bomb.replace(" ", "-"): make(megabytes) for bomb, make in BOMBS.items()}
    return lambda request: made.get(request.path) or _honest()
