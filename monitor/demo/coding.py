"""Gzip from pieces that were compressed once. Owns the bit-level joining; never knows what is in a page.

Each segment is a raw deflate run that ends on a byte boundary and refers to nothing before it, so runs
join by concatenation (RFC 1951 §3.2); the whole is one gzip member (RFC 1952), because common clients
read only the first. The checksum of the whole follows from those of the parts: CRC-32 over a known text
is an affine function of the checksum before it, so 33 numbers replace a pass over the text.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import field

from monitor.noun import dataclass

GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
LAST_BLOCK = b"\x03\x00"
# A stored deflate block holds at most that much (RFC 1951 §3.2.4).
MAX_STORED = 0xFFFF
# Below this a pass over the text is cheaper than applying the table.
SHORT = 2048


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a page, plain and as a deflate run. Make it with `pack` or `store`."""

    plain: bytes
    run: bytes
    table: tuple[int, ...] = field(default=(), repr=False)
    zero: int = 0

    def advance(self, checksum: int) -> int:
        """Return the CRC-32 of everything before, whose own was `checksum`, followed by this piece."""
        if not self.table:
            return zlib.crc32(self.plain, checksum)
        advanced = self.zero
        for effect in self.table:
            if checksum & 1:
                advanced ^= effect
            checksum >>= 1
        return advanced


def pack(text: str | bytes, level: int = 6) -> Segment:
    """Return `text` as a compressed segment."""
    plain = text.encode() if isinstance(text, str) else text
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    run = deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH)
    if len(plain) < SHORT:
        return Segment(plain, run)
    zero = zlib.crc32(plain, 0)
    return Segment(plain, run, tuple(zlib.crc32(plain, 1 << bit) ^ zero for bit in range(32)), zero)


def store(text: str) -> Segment:
    """Return a short text as an uncompressed segment: cheap enough to be made per answer."""
    plain = text.encode()
    size = len(plain)
    if size > MAX_STORED:
        raise ValueError("a stored block holds at most 65,535 bytes")
    return Segment(plain, struct.pack("<BHH", 0, size, size ^ MAX_STORED) + plain)


def gzipped(segments: Iterable[Segment]) -> tuple[bytes, ...]:
    """Return the parts of one gzip member that unpacks to the segments' joined text."""
    parts = [GZIP_HEAD]
    checksum = size = 0
    for segment in segments:
        parts.append(segment.run)
        checksum = segment.advance(checksum)
        size += len(segment.plain)
    parts.append(LAST_BLOCK + struct.pack("<II", checksum, size & 0xFFFFFFFF))
    return tuple(parts)
