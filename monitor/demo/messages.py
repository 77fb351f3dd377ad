"""HTTP/1.1 messages as the simulated servers see them. Owns parsing and framing; never touches a socket."""

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from http import HTTPStatus

from monitor.noun import dataclass, replace

MAX_HEAD = 64 * 1024
MAX_BODY = 16 * 1024 * 1024

REASONS = {status.value: status.phrase for status in HTTPStatus}

Headers = tuple[tuple[str, str], ...]


class ProtocolError(Exception):
    """The peer does not speak HTTP/1.1; the sentence says how."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One whole request. `path` and `query` are as spelled; header names are lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    http_1_0: bool = False

    @property
    def target(self) -> str:
        """Return path and query as the request line had them."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def keeps_alive(self) -> bool:
        """Return whether the connection outlives this request (RFC 9112 §9.3)."""
        wish = self.headers.get("connection", "").lower()
        return "keep-alive" in wish if self.http_1_0 else "close" not in wish

    def without(self, *names: str) -> "Request":
        """Return the same request lacking these headers (lower case)."""
        kept = {name: value for name, value in self.headers.items() if name not in names}
        return replace(self, headers=kept)


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """One answer. `body` comes in parts, so that cached pieces are never joined twice."""

    status: int = 200
    headers: Headers = ()
    body: tuple[bytes, ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first header of that name, in any case; None if there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def with_body(self, body: bytes, *, content_type: str | None = None) -> "Response":
        """Return the same answer with another body and, where given, another Content-Type."""
        if content_type is None:
            return replace(self, body=(body,))
        kept = tuple(pair for pair in self.headers if pair[0].lower() != "content-type")
        return replace(self, body=(body,), headers=(*kept, ("Content-Type", content_type)))


def text_response(status: int, text: str, content_type: str = "text/plain") -> Response:
    """Return a small UTF-8 answer."""
    headers = (("Content-Type", f"{content_type}; charset=utf-8"),)
    return Response(status=status, headers=headers, body=(text.encode(),))


def http_date(at: datetime) -> str:
    """Return `at` as an IMF-fixdate (RFC 9110 §5.6.7), always in English."""
    utc = at.astimezone(UTC)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[utc.weekday()]
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day}, {utc.day:02} {months[utc.month - 1]} {utc.year} {utc:%H:%M:%S} GMT"


def response_head(
    response: Response, date: str, *, keeps_alive: bool, framing: str | None = None
) -> bytes:
    """Return status line and headers, through the blank line.

    `framing` replaces the header that frames the body ("Transfer-Encoding: chunked", "" for none);
    by default it is the Content-Length of the body's parts.
    """
    status = response.status
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Unknown')}", f"Date: {date}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    if framing is None and status >= 200 and status not in {204, 304}:
        framing = f"Content-Length: {sum(map(len, response.body))}"
    if framing:
        lines.append(framing)
    if not keeps_alive:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def parse_head(head: bytes) -> Request:
    """Return the request a head (without its blank line) announces. Raises `ProtocolError`."""
    first, *rest = head.decode("latin-1").split("\r\n")
    try:
        method, target, version = first.split(" ")
    except ValueError:
        raise ProtocolError("no request line") from None
    if version not in {"HTTP/1.1", "HTTP/1.0"}:
        raise ProtocolError(f"unknown version {version!r}")
    headers: dict[str, str] = {}
    for line in rest:
        name, colon, value = line.partition(":")
        if not colon:
            raise ProtocolError("a header without a colon")
        headers[name.lower()] = value.strip()
    path, _, query = target.partition("?")
    return Request(
        method=method, path=path, query=query, headers=headers, http_1_0=version == "HTTP/1.0"
    )


def take_body(request: Request, buffer: bytearray, start: int) -> tuple[bytes, int] | None:
    """Return the request's body and where it ends in `buffer`; None while it is incomplete.

    Raises `ProtocolError` for a framing that cannot be read or a body over `MAX_BODY`.
    """
    if request.headers.get("transfer-encoding", "").lower() == "chunked":
        return _take_chunks(buffer, start)
    try:
        length = int(request.headers.get("content-length", "0"))
    except ValueError:
        raise ProtocolError("Content-Length is not a number") from None
    if not 0 <= length <= MAX_BODY:
        raise ProtocolError("a body of that length is not taken")
    end = start + length
    return (bytes(buffer[start:end]), end) if len(buffer) >= end else None


def _take_chunks(buffer: bytearray, start: int) -> tuple[bytes, int] | None:
    body = bytearray()
    while (line_end := buffer.find(b"\r\n", start)) >= 0:
        try:
            size = int(buffer[start:line_end].split(b";")[0], 16)
        except ValueError:
            raise ProtocolError("a chunk size is not a number") from None
        if len(body) + size > MAX_BODY:
            raise ProtocolError("a body of that length is not taken")
        chunk = line_end + 2
        if size == 0:
            return _end_of_trailers(bytes(body), buffer, chunk)
        start = chunk + size + 2
        if len(buffer) < start:
            return None
        body += buffer[chunk : chunk + size]
    return None


def _end_of_trailers(body: bytes, buffer: bytearray, start: int) -> tuple[bytes, int] | None:
    while (line_end := buffer.find(b"\r\n", start)) >= 0:
        if line_end == start:
            return body, start + 2
        start = line_end + 2
    return None
