"""Which question is being read, and its answer, in memory that two processes share: it outlives the reader.

A message could be stuck in a buffer when a page takes its reader down; what was written here is there.
"""

import mmap
import os
import struct

_NUMBER = struct.Struct("<Q")
_SIZES = struct.Struct("<II")
# Of an answer, its head and its body. What is larger is not left behind: few pages are, and the memory stays taken.
MOST_LEFT = 2 << 20
_LEFT_AT = _NUMBER.size + _SIZES.size
_WHOLE = _LEFT_AT + MOST_LEFT


class Mark:
    """A number in the memory behind `descriptor` (0 is nothing), and behind it what is left of a page that is read."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, _WHOLE)

    @property
    def number(self) -> int:
        """Return the number that was set last."""
        number: int = _NUMBER.unpack_from(self._memory)[0]
        return number

    @number.setter
    def number(self, number: int) -> None:
        _NUMBER.pack_into(self._memory, 0, number)

    def leave(self, head: bytes, body: bytes) -> None:
        """Leave an answer behind, in the place of the one before; none if it is too large."""
        if len(head) + len(body) > MOST_LEFT:
            head = body = b""
        _SIZES.pack_into(self._memory, _NUMBER.size, len(head), len(body))
        between, end = _LEFT_AT + len(head), _LEFT_AT + len(head) + len(body)
        self._memory[_LEFT_AT:between] = head
        self._memory[between:end] = body

    def left(self) -> tuple[bytes, bytes] | None:
        """Return the head and the body of the answer that was left; None if there is none."""
        head, body = _SIZES.unpack_from(self._memory, _NUMBER.size)
        if not head or head + body > MOST_LEFT:
            return None
        between = _LEFT_AT + head
        return self._memory[_LEFT_AT:between], self._memory[between : between + body]


def new_memory() -> int:
    """Return a descriptor of memory for one mark, that nobody has marked. The caller closes it."""
    descriptor = os.memfd_create("monitor-mark", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, _WHOLE)
    return descriptor
