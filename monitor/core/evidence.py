"""Pages packed and unpacked, and the dictionaries by which a site's pages take little room. Keeps nothing itself.

What is unpacked is held to its size and its digest: bytes that were changed since are not taken for the page.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b, sha256

import zstandard

from monitor.model.evidence import Capture, Dictionary

# Level 6 takes three times the CPU and more, and saves a sixth.
LEVEL = 3
# Of a trained dictionary. zstd advises the largest, and often a smaller one does better.
_SIZES = (32_768, 65_536, 112_640)
# Of one page that serves as it is.
_RAW = 131_072
# A quarter of the samples judges what was made of the others.
_SHARE_TRIED = 4
# A dictionary that saves less is not worth its own room.
_GAIN = 0.9
# Of all samples together, in bytes: what training costs grows with them.
_MOST_SAMPLES = 8 << 20
# A head has the room that egress leaves the fields of an answer, twice.
_MOST_HEAD = 1 << 20
_ID_BYTES = 16


class Unkept(ValueError):
    """What was kept is not what it was, or not to be unpacked with that dictionary."""


class Packer:
    """Packs and unpacks with one dictionary, trained or a plain page, or with none. A damaged one raises `Unkept`."""

    def __init__(self, dictionary: Dictionary | None) -> None:
        words = None if dictionary is None else zstandard.ZstdCompressionDict(dictionary.words)
        try:
            if words is not None:
                words.precompute_compress(level=LEVEL)
        except zstandard.ZstdError as error:
            raise Unkept(f"the dictionary is damaged ({error})") from error
        self._compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=words)
        self._decompressor = zstandard.ZstdDecompressor(dict_data=words)

    def pack(self, plain: bytes) -> bytes:
        """Return `plain` as one zstd frame (RFC 8878) that says its size."""
        return self._compressor.compress(plain)

    def unpack(self, packed: bytes, most: int) -> bytes:
        """Return what `pack` was given. Raises `Unkept` if it is no such frame, or of more than `most` bytes."""
        try:
            # First: the room for it is taken by what the frame says.
            if not 0 <= zstandard.frame_content_size(packed) <= most:
                raise Unkept("the packed bytes do not say a size, or a wrong one")
            return self._decompressor.decompress(packed)
        except zstandard.ZstdError as error:
            raise Unkept(f"the bytes cannot be unpacked ({error})") from error


def packed(
    packer: Packer,
    dictionary: int | None,
    *,
    url: str,
    final_url: str,
    at: datetime,
    status: int,
    head: bytes,
    body: bytes,
) -> Capture:
    """Return one exchange as it is kept."""
    return Capture(
        url=url,
        final_url=final_url,
        at=at,
        status=status,
        digest=sha256(body).digest(),
        size=len(body),
        dictionary=dictionary,
        head=packer.pack(head),
        body=packer.pack(body),
    )


def unpacked_body(packer: Packer, capture: Capture) -> bytes:
    """Return the body of a capture. Raises `Unkept` if it is not the one that came."""
    body = packer.unpack(capture.body, capture.size)
    if sha256(body).digest() != capture.digest:
        raise Unkept("the bytes are not those that came: their digest is another")
    return body


def unpacked_head(packer: Packer, capture: Capture) -> bytes:
    """Return what was asked and the fields of the answer, as `monitor.core.http_head` reads it. Raises `Unkept`."""
    return packer.unpack(capture.head, _MOST_HEAD)


def page_id(capture: Capture) -> str:
    """Return the name of a kept page: another one for each look at a URL, the same for the same look."""
    at = capture.at.isoformat(timespec="milliseconds")
    name = f"{capture.url}\n{capture.final_url}\n{at}\n".encode()
    return blake2b(name + capture.digest, digest_size=_ID_BYTES).hexdigest()


def train(samples: Sequence[bytes]) -> bytes:
    """Return what makes pages like the samples, newest first, take the least room; b"" if nothing makes them less.

    Candidates are zstd's own training at several sizes, and a whole page or two: which is best differs from site to
    site, so each is tried on samples that it was not made of.
    """
    samples = _within(samples)
    tried, rest = samples[: len(samples) // _SHARE_TRIED], samples[len(samples) // _SHARE_TRIED :]
    if not tried:
        return b""
    candidates = [b"".join(page[:_RAW] for page in reversed(rest[:count])) for count in (1, 2)]
    candidates += [words for size in _SIZES if (words := _trained(rest, size))]
    best = min(candidates, key=lambda words: _cost(words, tried))
    return best if _cost(best, tried) < _cost(None, tried) * _GAIN else b""


def _within(samples: Sequence[bytes]) -> list[bytes]:
    chosen, size = [], 0
    for sample in samples:
        if size + len(sample) <= _MOST_SAMPLES:
            chosen.append(sample)
            size += len(sample)
    return chosen


def _trained(samples: Sequence[bytes], size: int) -> bytes:
    try:
        return zstandard.train_dictionary(size, [*samples]).as_bytes()
    except zstandard.ZstdError:
        return b""


def _cost(words: bytes | None, samples: Sequence[bytes]) -> int:
    packer = Packer(None if words is None else Dictionary(id=0, words=words))
    return sum(len(packer.pack(sample)) for sample in samples)
