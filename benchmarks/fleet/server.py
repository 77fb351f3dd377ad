"""A private server for a harness, kept as one keeps a server for good, and what it and others have worked."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import Server, serving

# As a small server is set, where the tests' own forgets all that costs time.
_SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "autovacuum_naptime": "5s",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "max_connections": "100",
}
_TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def served(**settings: str) -> Iterator[Server]:
    """Yield a server that nothing is lost of with the power."""
    with serving(**(_SETTINGS | settings)) as server:
        yield server


def server_seconds(server: Server) -> float:
    """Return the CPU seconds of all processes of the server, those that ended among them."""
    children = sum(sum(_ticks(pid)[:2]) for pid in _children(server.pid))
    return (sum(_ticks(server.pid)) + children) / _TICK


def cpu_seconds(server: Server) -> float:
    """Return the CPU seconds of this process and of the server together."""
    return time.process_time() + server_seconds(server)


def process_seconds(pid: int) -> float:
    """Return the CPU seconds of a process and of its children, whether they ended or not."""
    return (sum(_ticks(pid)) + sum(sum(_ticks(child)) for child in _children(pid))) / _TICK


def _children(pid: int) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        if _fields(int(process.name))[1:2] == [str(pid)]:
            yield int(process.name)


def _ticks(pid: int) -> list[int]:
    """Return user and system time, of itself and of children that ended and were waited for (proc(5))."""
    return [int(field) for field in _fields(pid)[11:15]] or [0] * 4


def _fields(pid: int) -> list[str]:
    """Return the fields of the process' `stat` from its state on; none if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []
