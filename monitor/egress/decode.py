"""Content codings, undone within bounds: no input makes a decoder give more than was asked, nor stack them.

Owns gzip, deflate, br and zstd (RFC 9110 §8.4.1, RFC 7932, RFC 8878). Knows nothing of character sets.
"""

from collections.abc import Callable
from typing import Protocol, cast

import brotli
import zstandard

from monitor.egress.fault import Stopped
from monitor.model import Reason

try:
    # Two to three times as fast as zlib, with the same interface.
    from isal import isal_zlib as inflater
except ImportError:
    # There is no wheel of it for this machine.
    import zlib as inflater  # type: ignore[no-redef]

_Damaged = cast("type[Exception]", inflater.error)
_WINDOW = inflater.MAX_WBITS

ACCEPTED = "gzip, br, zstd"

# RFC 9659: a zstd frame on the web needs no window over 8 MB.
_ZSTD_WINDOW = 8 << 20
# zstd's decoder knows no output limit. A block takes 4 bytes at least and gives 128 KiB at most,
# so that this many bytes of input give 4 MiB at most.
_ZSTD_SLICE = 128


class Decoder(Protocol):
    """Undoes one content coding. Raises `Stopped` for BAD_ENCODING."""

    def feed(self, wire: bytes, room: int) -> bytes | bytearray:
        """Return what `wire` adds. More than `room` bytes mean that there is more than that, not how much."""
        ...

    def finish(self) -> None:
        """Check that the stream is whole."""
        ...


def decoder_of(content_encoding: str) -> Decoder:
    """Return the decoder of a Content-Encoding field. Raises `Stopped` for an unknown or stacked coding."""
    codings = [c for c in (part.strip().lower() for part in content_encoding.split(",")) if c]
    named = [coding for coding in codings if coding != "identity"]
    if not named:
        return _Identity()
    if len(codings) > 1:
        raise _broken("stacked content codings")
    make = _DECODERS.get(named[0])
    if make is None:
        raise _broken("unknown content coding")
    return make()


class _Identity:
    def feed(self, wire: bytes, room: int) -> bytes:
        return wire[: room + 1]

    def finish(self) -> None:
        return None


class _Zlib:
    """gzip, and deflate as RFC 1950 means it or as old servers do: without the wrapping."""

    def __init__(self, window_bits: int | None) -> None:
        self._inflate = None if window_bits is None else inflater.decompressobj(window_bits)
        self._first = b""

    def feed(self, wire: bytes, room: int) -> bytes:
        if self._inflate is None:
            self._first += wire
            if len(self._first) < 2:
                return b""
            wire, self._first = self._first, b""
            self._inflate = inflater.decompressobj(_deflate_window(wire))
        if self._inflate.eof and wire:
            raise _broken("bytes after the end of the compressed body")
        try:
            plain = self._inflate.decompress(wire, room + 1)
        except _Damaged:
            raise _broken("the compressed body is damaged") from None
        if self._inflate.unused_data:
            raise _broken("bytes after the end of the compressed body")
        return plain

    def finish(self) -> None:
        if self._inflate is None or not self._inflate.eof:
            raise _broken("the compressed body is cut short")


class _Brotli:
    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    def feed(self, wire: bytes, room: int) -> bytes:
        try:
            plain: bytes = self._decompressor.process(wire, output_buffer_limit=room + 1)
        except brotli.error:
            raise _broken("the compressed body is damaged") from None
        return plain

    def finish(self) -> None:
        if not self._decompressor.is_finished():
            raise _broken("the compressed body is cut short")


class _Zstd:
    def __init__(self) -> None:
        context = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._decompressor = context.decompressobj()

    def feed(self, wire: bytes, room: int) -> bytearray:
        plain = bytearray()
        for start in range(0, len(wire), _ZSTD_SLICE):
            if self._decompressor.eof:
                raise _broken("bytes after the end of the compressed body")
            try:
                plain += self._decompressor.decompress(wire[start : start + _ZSTD_SLICE])
            except zstandard.ZstdError:
                raise _broken("the compressed body is damaged") from None
            if len(plain) > room:
                break
        if self._decompressor.unused_data:
            raise _broken("bytes after the end of the compressed body")
        return plain

    def finish(self) -> None:
        if not self._decompressor.eof:
            raise _broken("the compressed body is cut short")


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: _Zlib(16 + _WINDOW),
    "x-gzip": lambda: _Zlib(16 + _WINDOW),
    "deflate": lambda: _Zlib(None),
    "br": _Brotli,
    "zstd": _Zstd,
}


def _deflate_window(wire: bytes) -> int:
    """Return zlib's window argument: a zlib header is divisible by 31 and says method 8 (RFC 1950 §2.2)."""
    is_wrapped = wire[0] & 0x0F == 8 and (wire[0] << 8 | wire[1]) % 31 == 0
    return _WINDOW if is_wrapped else -_WINDOW


def _broken(detail: str) -> Stopped:
    return Stopped(Reason.BAD_ENCODING, detail)
