"""`python -m benchmarks.start`: what the program costs before it works, and while it has nothing to do.

Each command is a process of its own, started in turns with `python -c pass`; the table shows the median of the
rounds, CPU (user and system, that of all its processes) and wall. The first request is heard by a server of ours that
answers nothing; what was spent is read off at that moment. A start is work of two cores, so it is held to its goal by
the wall clock: by the least of the rounds, because what else runs on the machine only ever adds.

The modules are compiled, as those of an installed program are: a first run of each command writes that down, and does
not count. Where Python is told to write none (`PYTHONDONTWRITEBYTECODE`), a start from a checkout compiles them all
anew, which takes as long again.

The idle service has a thousand sources that are not due. Memory is that of all processes, what they share counted once.
"""

import argparse
import os
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from benchmarks.family import memory_of, with_descendants
from benchmarks.row import Row, at_most, over_rounds, print_rows
from monitor.runtime.clock import SystemClock
from monitor.store.rows import to_text

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


# In milliseconds: of CPU, and of the least that any round took.
_GOALS = {"monitor --help": at_most(150)}
_WALL_GOALS = {
    "first monitor crawl, to its first request": at_most(400),
    "monitor crawl, to its first request": at_most(400),
}
_COMPILED = {key: v for key, v in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    """Measure and print."""
    wish = _arguments()
    print_rows(measure(wish.rounds, wish.idle, wish.sources))


def rows(*, is_short: bool) -> list[Row]:
    """Return the rows of the table."""
    return measure(3, 5.0, 1_000) if is_short else measure(7, 30.0, 1_000)


def measure(rounds: int, idle: float, sources: int) -> list[Row]:
    """Return the rows of the table. `idle` is how long the idle service is watched, in seconds."""
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
        for command in commands.values():
            command()
        seen: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                seen[name].append(command())
        found: list[Row] = []
        for name, runs in seen.items():
            cpu, wall = zip(*runs, strict=True)
            found.append(over_rounds(name, cpu, "ms CPU", _GOALS.get(name)))
            found.append(over_rounds(f"{name}: wall", wall, "ms"))
            if goal := _WALL_GOALS.get(name):
                found.append(Row(label=f"{name}: least", value=min(wall), unit="ms", goal=goal))
        return found + _idle(there, idle, sources)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--idle", type=float, default=30.0, help="seconds")
    parser.add_argument("--sources", type=int, default=1000)
    return parser.parse_args()


def _run(*command: str) -> tuple[float, float]:
    """Return the CPU and the wall time of a command in milliseconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_COMPILED)
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
            env=_COMPILED,
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
            env=_COMPILED,
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
    return [
        Row(label=f"{label}: memory", value=memory, unit="MiB", goal=at_most(100)),
        Row(label=f"{label}: of a core", value=100 * core, unit="%", goal=at_most(1)),
    ]


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
