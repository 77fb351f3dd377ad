"""A request in the bytes of HTTP/1.1 (RFC 9112). Refuses what would be read as more than one request, or another."""

import re
from collections.abc import Sequence

import httpx

from monitor.egress.fault import Stopped
from monitor.model import Reason

_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TARGET = re.compile(rb"[\x21-\x7e]+")
_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")


def spell(request: httpx.Request, body: bytes, *, is_absolute: bool) -> bytes:
    """Return head and body; the absolute form of the target is for proxies. Raises `Stopped` for PROTOCOL."""
    url = request.url
    target = url.raw_path
    if is_absolute:
        target = b"%b://%b%b" % (url.raw_scheme, url.netloc, target)
    method = request.method.encode("utf-8", "replace")
    fields = request.headers.raw
    if not (
        _TOKEN.fullmatch(method)
        and _TARGET.fullmatch(target)
        and all(_TOKEN.fullmatch(name) and _VALUE.fullmatch(value) for name, value in fields)
        and _is_framed(fields, body)
    ):
        raise Stopped(Reason.PROTOCOL, "the request cannot be put into HTTP")
    lines = [b"%b %b HTTP/1.1" % (method, target), *map(b": ".join, fields), b"", body]
    return b"\r\n".join(lines)


def _is_framed(fields: Sequence[tuple[bytes, bytes]], body: bytes) -> bool:
    """Say whether the fields speak of this body and of one host."""
    names = [name.lower() for name, _ in fields]
    lengths = [
        value for name, (_, value) in zip(names, fields, strict=True) if name == b"content-length"
    ]
    return (
        b"transfer-encoding" not in names
        and names.count(b"host") == 1
        and (lengths == [b"%d" % len(body)] or not (lengths or body))
    )
