"""What a page took stays with the process that took it, where the C library can be told so."""

import platform
import subprocess
import sys

import pytest

# Takes and gives back 40 MiB at the top of the heap, and says how often the kernel was asked for pages meanwhile.
_PROBE = """
import ctypes, resource, sys
from monitor.runtime.allocator import keep_freed_memory
if sys.argv[1] == "kept":
    assert keep_freed_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    pieces = [libc.malloc(64 << 10) for _ in range(640)]
    for piece in pieces:
        ctypes.memset(piece, 1, 64 << 10)
    for piece in pieces:
        libc.free(piece)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is asked")
def test_memory_that_was_freed_is_not_asked_for_again():
    def faults(how: str) -> int:
        command = [sys.executable, "-c", _PROBE, how]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    # Ten times 40 MiB in pages of 4 KiB are 100,000, of which glibc itself learns to save some; once is 10,000.
    assert faults("kept") < 20_000 < faults("default")
