"""What the daemon says to a scout, as bytes and back; a scout trusts it. Owns no letter and no framing.

What is asked of it for each page is MessagePack, which takes a fifth of the time that a pickle does; all else, what is
said now and then and holds patterns, is pickled. What a scout says is another matter (`reports.py`).
"""

import pickle
from collections.abc import Callable
from functools import cache

import msgspec

from monitor.fetch.letters import Ask

# The first byte. A pickle of a protocol of our days begins with 0x80.
_ASK = b"\x00"

_encode = msgspec.msgpack.Encoder().encode


def pack_order(letter: object) -> bytes:
    """Return the letter as it crosses."""
    if isinstance(letter, Ask):
        return _ASK + _encode(letter)
    return pickle.dumps(letter, pickle.HIGHEST_PROTOCOL)


def load_order(body: bytes) -> object:
    """Return the letter that `pack_order` packed; whatever else it is given may do anything."""
    if body.startswith(_ASK):
        return _decoder()(memoryview(body)[1:])
    return pickle.loads(body)  # noqa: S301 - from the daemon


@cache
def _decoder() -> Callable[[memoryview], Ask]:
    return msgspec.msgpack.Decoder(Ask).decode
