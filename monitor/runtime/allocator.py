"""How the C library keeps what a page took, for the process that parses. Nothing else sets the allocator.

A page's tree is some hundred kilobytes that are asked for and given back within a millisecond. By default glibc
returns the top of its heap to the kernel each time, and takes the same pages from it, zeroed, for the next.
"""

import ctypes
import platform

# malloc.h, and mallopt(3).
_M_TRIM_THRESHOLD = -1
_M_TOP_PAD = -2
_M_MMAP_THRESHOLD = -3
# So much may lie free at the top. A process that read a page of the largest size gives the rest back.
_KEPT = 64 << 20
# The largest that glibc takes (HEAP_MAX_SIZE / 2). Set, because who sets the others stops it from finding its own.
_MAPPED = 32 << 20
_PAD = 1 << 20


def keep_freed_memory() -> bool:
    """Have this process keep up to 64 MiB for its next page; say whether it does. Only glibc is asked."""
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    wishes = ((_M_TRIM_THRESHOLD, _KEPT), (_M_MMAP_THRESHOLD, _MAPPED), (_M_TOP_PAD, _PAD))
    taken = [mallopt(name, value) for name, value in wishes]
    return taken == [1, 1, 1]
