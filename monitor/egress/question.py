"""A request, and its bytes in HTTP/1.1 (RFC 9112). Refuses what would be read as more than one request, or another."""

import re
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache

from monitor.egress.fault import Stopped
from monitor.egress.url import Url
from monitor.model import Reason
from monitor.noun import dataclass

_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TARGET = re.compile(rb"[\x21-\x7e]+")
_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")

Fields = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked of one URL, with all its fields.

    `connect` and `read` are in seconds: for a connection, and for each wait. `budget` is in bytes, for what comes
    besides the head. `pause` is awaited before it is asked a second time.
    """

    method: str
    url: Url
    fields: Fields
    body: bytes = b""
    connect: float | None = None
    read: float | None = None
    budget: int = 0
    pause: Callable[[], Awaitable[None]] | None = None


def spell(asked: Asked, *, is_absolute: bool) -> bytes:
    """Return head and body; the absolute form of the target is for proxies. Raises `Stopped` for PROTOCOL."""
    host, target = asked.url.place
    if is_absolute:
        target = f"{asked.url.scheme}://{host}{target}"
    method = asked.method.encode("utf-8", "replace")
    place = target.encode("utf-8", "replace")
    lines = [_line(name, value) for name, value in asked.fields]
    if not (
        _TOKEN.fullmatch(method)
        and _TARGET.fullmatch(place)
        and all(lines)
        and _is_framed(asked.fields, asked.body)
    ):
        raise Stopped(Reason.PROTOCOL, "the request cannot be put into HTTP")
    return b"\r\n".join((b"%b %b HTTP/1.1" % (method, place), *lines, b"", asked.body))


# Nearly all fields of a request are those of the request before it.
@lru_cache(maxsize=256)
def _line(name: bytes, value: bytes) -> bytes:
    """Return a field's line, b"" for what is no field."""
    is_sound = _TOKEN.fullmatch(name) and _VALUE.fullmatch(value)
    return b"%b: %b" % (name, value) if is_sound else b""


def _is_framed(fields: Fields, body: bytes) -> bool:
    """Say whether the fields speak of this body and of one host."""
    names = [name.lower() for name, _ in fields]
    if b"content-length" in names:
        lengths = [value for name, value in fields if name.lower() == b"content-length"]
        is_measured = lengths == [b"%d" % len(body)]
    else:
        is_measured = not body
    return is_measured and b"transfer-encoding" not in names and names.count(b"host") == 1
