"""Answers of HTTP/1.1, taken apart within bounds (RFC 9112). Owns no socket and reads no clock.

llhttp parses, and strictly: no folded fields, no second Content-Length, none beside a Transfer-Encoding. Only a
line's end may lack its CR, as it does with old servers (RFC 9112 §2.2). What is bounded here is what llhttp lets
pass without end: fields, interim answers, pieces, and all that is not the body.
"""

import httptools

from monitor.egress.fault import Stopped
from monitor.model import Reason

_LARGEST_HEAD = 100 << 10
_MOST_FIELDS = 256
_MOST_INTERIM = 16
# A body in pieces of a few bytes costs us far more than it costs the sender: after so many pieces it must have held so
# many bytes a piece.
_LEAST_PER_PIECE = ((1_000, 8), (10_000, 64))


class AnswerParser:
    """Takes apart what comes over one connection: one answer after another, each after its `begin`.

    Of an answer that `has_begun` it holds `status` and `headers` once it `has_head`, and the `pieces` of its body that
    nobody took yet, `waiting` bytes of them. Once it `is_whole`, `may_stay` says whether the connection may carry
    another one.
    """

    __slots__ = (
        "_budget", "_fields", "_head_bytes", "_heard", "_interim", "_is_bodiless", "_llhttp", "_piece_bytes",
        "_piece_count", "_refusal", "has_begun", "has_head", "headers", "is_whole", "may_stay", "pieces", "status",
        "waiting",
    )  # fmt: skip

    def __init__(self) -> None:
        self.begin()
        self._llhttp = httptools.HttpResponseParser(self)
        self._llhttp.set_dangerous_leniencies(
            lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True
        )

    def begin(self, *, budget: int = 0, is_bodiless: bool = False) -> None:
        """Await an answer, in which `budget` bytes may come besides the head; a bodiless one answers a HEAD."""
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.pieces: list[bytes] = []
        self.waiting = 0
        self.has_head = self.is_whole = self.may_stay = self.has_begun = False
        self._budget = budget
        self._is_bodiless = is_bodiless
        self._refusal: Stopped | None = None
        self._heard = self._interim = 0
        self._fields = self._head_bytes = self._piece_count = self._piece_bytes = 0

    def feed(self, wire: memoryview) -> None:
        """Take in what came. Raises `Stopped` for PROTOCOL and TOO_LARGE, and is of no more use then."""
        self._heard += len(wire)
        try:
            self._llhttp.feed_data(wire)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            if not self.is_whole:
                raise self._refusal or _broken("what came is not HTTP") from None
            # More came than the answer.
            self.may_stay = False
        if self.is_whole:
            return
        if not self.has_head and self._heard > _LARGEST_HEAD:
            raise _broken("the head of the answer has no end")
        if self._heard > _LARGEST_HEAD + self._budget:
            raise Stopped(Reason.TOO_LARGE, "more bytes than an answer of this size needs")

    def end(self) -> None:
        """Take in that nothing more comes, which is the end of some bodies. Raises `Stopped` for PROTOCOL."""
        if self.is_whole:
            self.may_stay = False
        elif not self.has_begun:
            raise _broken("the server hung up without an answer")
        elif (
            not self.has_head
            or self._values(b"content-length")
            or self._values(b"transfer-encoding")
        ):
            raise _broken("the answer ended too early")
        self.is_whole = True

    def take(self) -> bytes:
        """Return what waits of the body, which then waits no more."""
        piece = self.pieces[0] if len(self.pieces) == 1 else b"".join(self.pieces)
        self.pieces.clear()
        self.waiting = 0
        return piece

    # What llhttp calls

    def on_message_begin(self) -> None:
        """Refuse to begin with an answer that nobody asked for."""
        if self.is_whole:
            raise self._refuse("a second answer")
        self.has_begun = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a field, or count one that is of the trailer."""
        self._fields += 1
        self._head_bytes += len(name) + len(value)
        if self._fields > _MOST_FIELDS or self._head_bytes > _LARGEST_HEAD:
            raise self._refuse("more header fields than any answer needs")
        if not self.has_head:
            self.headers.append((name, value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        """Judge the head, unless it is that of an interim answer (RFC 9110 §15.2)."""
        status = self._llhttp.get_status_code()
        if 100 <= status < 200 and status != 101:
            self._interim += 1
            if self._interim > _MOST_INTERIM:
                raise self._refuse("too many answers before the answer")
            self.headers.clear()
            return
        if status < 100 or self._values(b"transfer-encoding") not in ([], [b"chunked"]):
            raise self._refuse("what came is not HTTP")
        self.status = status
        self.has_head = True
        self.is_whole = self._is_bodiless

    def on_body(self, piece: bytes) -> None:
        """Keep a piece of the body."""
        if not self.has_head or self._is_bodiless:
            raise self._refuse("a body where there is none")
        self._piece_count += 1
        self._piece_bytes += len(piece)
        self.pieces.append(piece)
        self.waiting += len(piece)
        count = self._piece_count
        if count > _LEAST_PER_PIECE[0][0] and any(
            count > most and self._piece_bytes < count * least for most, least in _LEAST_PER_PIECE
        ):
            raise self._refuse("a body in too many pieces")

    def on_message_complete(self) -> None:
        """Note that the answer is whole, unless it was an interim one."""
        if self.has_head:
            self.is_whole = True
            # llhttp awaits the body that a HEAD's answer speaks of.
            self.may_stay = self._llhttp.should_keep_alive() and not self._is_bodiless

    def _values(self, name: bytes) -> list[bytes]:
        return [v.lower() for n, v in self.headers if len(n) == len(name) and n.lower() == name]

    def _refuse(self, detail: str) -> Stopped:
        # llhttp hides what its callbacks raise.
        self._refusal = _broken(detail)
        return self._refusal


def _broken(detail: str) -> Stopped:
    return Stopped(Reason.PROTOCOL, detail)
