"""Faults in what is answered. Owns what each makes of one honest answer; never decides when.

A fault gets the honest answer (uncompressed, never a 304) on demand and returns what to do instead.
"""

import gzip
import struct
import zlib
from collections.abc import Callable
from typing import Literal, Protocol

from monitor.demo.coding import GZIP_HEAD, LAST_BLOCK, pack
from monitor.demo.messages import Headers, Request, Response
from monitor.demo.server import Answer
from monitor.noun import dataclass, replace

Honest = Callable[[], Response]

HTML = (("Content-Type", "text/html; charset=UTF-8"),)
MEGABYTE = 1024 * 1024


class Fault(Protocol):
    """One way to misbehave. `status` is what the request log shows; 0: no HTTP answer."""

    @property
    def status(self) -> int:
        """Return the status code the peer gets to see."""
        ...

    def answer(self, request: Request, honest: Honest) -> Answer:
        """Return what to send instead of the honest answer."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """Any status, headers and body."""

    code: int
    headers: Headers = ()
    body: bytes = b""

    @property
    def status(self) -> int:
        return self.code

    def answer(self, request: Request, honest: Honest) -> Answer:
        return Response(status=self.code, headers=self.headers, body=(self.body,))


@dataclass(frozen=True, kw_only=True, slots=True)
class Redirect:
    """To a path or URL; without `to`, to ever new addresses of the same page, without end."""

    to: str | None = None
    status: int = 302

    def answer(self, request: Request, honest: Honest) -> Answer:
        to = self.to
        if to is None:
            hop = request.query.removeprefix("hop=")
            to = f"{request.path}?hop={int(hop) + 1 if hop.isdecimal() else 1}"
        return Response(status=self.status, headers=(("Location", to),))


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewrite:
    """The honest page with texts replaced: another markup, another counter format, another word."""

    changes: tuple[tuple[str, str], ...]
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        page = honest()
        text = b"".join(page.body)
        for old, new in self.changes:
            text = text.replace(old.encode(), new.encode())
        kept = tuple(pair for pair in page.headers if pair[0] not in {"ETag", "Last-Modified"})
        return replace(page, headers=kept, body=(text,))


REDESIGN = Rewrite(
    changes=(
        ('id="newslist"', 'id="feed"'),
        ("lineNews", "card-stack"),
        ("lineDate", "card-day"),
        ("mainNews", "hero"),
        ('class="one"', 'class="card"'),
        ('class="time"', 'class="card-clock"'),
        ('class="title"', 'class="card-head"'),
        ("h1", "h2"),
        ("newsTitle", "headline"),
        ("newsLink", "article-foot"),
        ("article-link", "permalink"),
        ("newsDate", "stamp"),
        ('class="cont"', 'class="prose"'),
        ("itemprop=", "data-prop="),
        ("article:published_time", "x:published"),
        ("article:modified_time", "x:modified"),
        ('property="og:', 'property="x:'),
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Charset:
    """The honest page in another encoding, under whatever label; `label` None: no charset at all."""

    encoding: str
    label: str | None
    meta: str = "utf-8"
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        page = honest()
        text = (
            b"".join(page.body)
            .decode()
            .replace('<meta charset="utf-8">', f'<meta charset="{self.meta}">')
        )
        label = f"; charset={self.label}" if self.label else ""
        body = text.encode(self.encoding, "xmlcharrefreplace")
        return page.with_body(body, content_type=f"text/html{label}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bomb:
    """`megabytes` of blanks, compressed; `layers` of gzip around each other, each declared."""

    megabytes: int
    layers: int = 1
    coding: Literal["gzip", "deflate"] = "gzip"
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        body = _packed_blanks(self.megabytes, self.coding)
        for _ in range(self.layers - 1):
            body = gzip.compress(body)
        codings = ", ".join([self.coding] + ["gzip"] * (self.layers - 1))
        return Response(headers=(*HTML, ("Content-Encoding", codings)), body=(body,))


def _packed_blanks(megabytes: int, coding: str) -> bytes:
    blanks = pack(b" " * MEGABYTE, level=9)
    run = blanks.run * megabytes + LAST_BLOCK
    if coding == "deflate":
        adler = 1
        for _ in range(megabytes):
            adler = zlib.adler32(blanks.plain, adler)
        return b"\x78\x9c" + run + struct.pack(">I", adler)
    checksum = 0
    for _ in range(megabytes):
        checksum = blanks.advance(checksum)
    return GZIP_HEAD + run + struct.pack("<II", checksum, megabytes * MEGABYTE & 0xFFFFFFFF)
