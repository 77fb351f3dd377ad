"""Which question is being read, in memory that two processes share: it outlives the one that dies over a page.

A message could be stuck in a buffer when a page takes its reader down; a number that was written is there.
"""

import mmap
import os
import struct

_NUMBER = struct.Struct("<Q")


class Mark:
    """A number in the memory behind `descriptor`; 0 is nothing."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, _NUMBER.size)

    @property
    def number(self) -> int:
        """Return the number that was set last."""
        number: int = _NUMBER.unpack_from(self._memory)[0]
        return number

    @number.setter
    def number(self, number: int) -> None:
        _NUMBER.pack_into(self._memory, 0, number)


def new_memory() -> int:
    """Return a descriptor of memory for one mark, that nobody has marked. The caller closes it."""
    descriptor = os.memfd_create("monitor-mark", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, _NUMBER.size)
    return descriptor
