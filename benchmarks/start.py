"""`python -m benchmarks.start`: what the program costs before it works, and while it has nothing to do.

Each command is a process of its own, started in turns with `python -c pass`; the table shows the median of the
rounds, CPU (user and system, that of all its processes) and wall. The first request is heard by a server of ours that
answers nothing; what was spent is read off at that moment. The idle service has a thousand sources that are not due.
Memory is that of all processes, what they share counted once.
"""

import argparse
import os
import resource
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from benchmarks.family import memory_of, with_descendants
from monitor.runtime.clock import SystemClock
from monitor.store.rows import to_text

Row = tuple[str, float, str]

_MONITOR = (sys.executable, "-m", "monitor")
_CONFIG = """\
[monitor]
database = "monitor.db"
[fetch]
agent = "monitor-benchmark (+https://example.org/monitor)"
scouts = {scouts}
allow_addresses = ["{address}"]
[politeness]
robots = false
[[sink]]
id = "log"
kind = "console"
"""
_SOURCE = """\
[[source]]
id = "source-{number}"
site = "24.kg"
listing = "http://{address}/{number}/"
every = "1d"
"""


def main() -> None:
    """Measure and print."""
    wish = _arguments()
    for label, value, unit in measure(wish.rounds, wish.idle, wish.sources):
        print(f"{label:<44}{value:9.1f} {unit}")


def measure(rounds: int, idle: float, sources: int) -> list[Row]:
    """Return the rows of the table: label, value, unit. `idle` is how long the idle service is watched, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        commands: dict[str, Callable[[], tuple[float, float]]] = {
            "python -c pass": lambda: _run(sys.executable, "-c", "pass"),
            "monitor --help": lambda: _run(*_MONITOR, "--help"),
            "import of what a scout needs": lambda: _run(
                sys.executable, "-c", "import monitor.runtime.scout"
            ),
            "first monitor crawl, to its first request": lambda: _first_request(there, is_new=True),
            "monitor crawl, to its first request": lambda: _first_request(there),
            "the same without scouts": lambda: _first_request(there, scouts=0),
        }
        seen: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                seen[name].append(command())
        rows: list[Row] = []
        for name, runs in seen.items():
            rows.append((f"{name}: CPU", statistics.median(cpu for cpu, _ in runs), "ms"))
            rows.append((f"{name}: wall", statistics.median(wall for _, wall in runs), "ms"))
        return rows + _idle(there, idle, sources)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--idle", type=float, default=30.0, help="seconds")
    parser.add_argument("--sources", type=int, default=1000)
    return parser.parse_args()


def _run(*command: str) -> tuple[float, float]:
    """Return the CPU and the wall time of a command in milliseconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return 1e3 * cpu, 1e3 * wall


def _first_request(folder: Path, *, scouts: int = 1, is_new: bool = False) -> tuple[float, float]:
    """Return CPU and wall time of a crawl until it asks its first question; with `is_new` it makes its database."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        path = _configured(folder, server.getsockname()[1], scouts=scouts, sources=1)
        if is_new:
            _forget(folder)
        began = time.monotonic()
        with subprocess.Popen(
            [*_MONITOR, "crawl", "--config", str(path)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as program:
            server.accept()[0].close()
            cpu, wall = _ticks(program.pid) / os.sysconf("SC_CLK_TCK"), time.monotonic() - began
            program.terminate()
    return 1e3 * cpu, 1e3 * wall


def _configured(folder: Path, port: int, *, scouts: int, sources: int) -> Path:
    address = f"127.0.0.1:{port}"
    path = folder / "monitor.toml"
    listed = "".join(_SOURCE.format(number=n, address=address) for n in range(sources))
    path.write_text(_CONFIG.format(scouts=scouts, address=address) + listed)
    return path


def _forget(folder: Path) -> None:
    for old in folder.glob("monitor.db*"):
        old.unlink()


def _idle(folder: Path, seconds: float, sources: int) -> list[Row]:
    """Return what the service takes while nothing is due, its scouts included."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        path = _configured(folder, server.getsockname()[1], scouts=1, sources=sources)
        _forget(folder)
        _put_off(path, sources)
        with subprocess.Popen(
            [*_MONITOR, "run", "--config", str(path)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as program:
            try:
                time.sleep(20)
                before = _ticks(program.pid)
                time.sleep(seconds)
                core = (_ticks(program.pid) - before) / os.sysconf("SC_CLK_TCK") / seconds
                memory = memory_of(program.pid)
            finally:
                program.terminate()
    label = f"idle, {sources:,} sources"
    return [(f"{label}: memory", memory, "MiB"), (f"{label}: of a core", 100 * core, "%")]


def _put_off(path: Path, sources: int) -> None:
    """Let the program make its database, and put all its sources off for a day."""
    database = path.with_name("monitor.db")
    with subprocess.Popen(
        [*_MONITOR, "run", "--config", str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as program:
        while _targets(database) < sources:
            time.sleep(0.5)
        program.terminate()
    tomorrow = to_text(SystemClock().now() + timedelta(days=1))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE target SET due_at = ?, leased_until = NULL", (tomorrow,))


def _targets(database: Path) -> int:
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            count: int = connection.execute("SELECT count(*) FROM target").fetchone()[0]
        except sqlite3.OperationalError:
            return 0
    return count


def _ticks(pid: int) -> int:
    """Return what a process and its descendants spent, those that have ended included."""
    return sum(sum(map(int, _stat(one)[11:15])) for one in with_descendants(pid))


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


if __name__ == "__main__":
    main()
