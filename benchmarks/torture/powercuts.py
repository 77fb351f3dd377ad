"""Simulated power cuts: what the real store wrote is recorded, and opened again without what was not synced.

Of the writes since a file's last sync each 512 bytes may be on the disk or not, whatever came before; so may be the
names of files that were given, changed or removed since their folder's last sync, in their order.
"""

import asyncio
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.torture.desk import NOW, broken_promises, prepare, wording
from benchmarks.torture.shim import Call, compile_shim, environment, read_calls
from benchmarks.torture.tally import Size, Tally
from monitor.errors import StoreError
from monitor.store import open_store

CUTS = {Size.SHORT: 30, Size.FULL: 2_000}
ARTICLES = 240
_SECTOR = 512
_TEND_EVERY = 8
_DEADLINE = 300
_NEAR = 10


def torture(size: Size) -> Tally:
    """Cut the power so often and return what came of it. Raises `NoCompilerError`."""
    return cut(CUTS[size], "FULL")


def cut(cuts: int, synchronous: str) -> Tally:
    """Record one run of the store with this `PRAGMA synchronous`, and open so many images of its disk."""
    # Where memory can be had as a folder: the images are written and synced for nobody.
    memory = Path("/dev/shm")
    parent = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="monitor-power-", dir=parent) as name:
        folder = Path(name)
        calls = _record(folder, synchronous)
        tally = asyncio.run(_open_images(folder, calls, cuts))
        packed = _packed(folder / "state" / "monitor.db")
    return replace(tally, counts={**tally.counts, "readings packed": packed})


def _packed(database: Path) -> int:
    """Return how many readings the housekeeping moved while the calls were recorded."""
    with closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT sum(count) FROM observation_packed").fetchone()
    return int(count or 0)


def _record(folder: Path, synchronous: str) -> list[Call]:
    under = folder / "state"
    under.mkdir()
    log = folder / "calls"
    environ = environment(compile_shim(folder), under, log=log)
    command = [sys.executable, "-m", "benchmarks.torture.powercuts", str(under), synchronous]
    subprocess.run(command, env=environ, check=True, capture_output=True, timeout=_DEADLINE)
    return list(read_calls(log))


async def _open_images(folder: Path, calls: Sequence[Call], cuts: int) -> Tally:
    chance = random.Random(1)
    disk, done = Disk(folder / "state"), 0
    acknowledged: set[int] = set()
    losses, broken = 0, []
    aimed = _around_names(calls)
    for until in sorted([*aimed, *(chance.randrange(len(calls)) for _ in range(cuts))]):
        for call in calls[done:until]:
            if call.what == "ack":
                acknowledged.add(call.at)
            else:
                disk.take(call)
        done = max(done, until)
        image = folder / "image"
        image.mkdir()
        disk.image(image, chance)
        found = await judge(image, acknowledged)
        losses += any("is lost" in sentence for sentence in found)
        broken += [f"cut at call {until}: {sentence}" for sentence in found[:1]]
        shutil.rmtree(image)
    counts = {
        "cuts": cuts,
        "cuts where files get their names": len(aimed),
        "calls": len(calls),
        "syncs": sum(call.what == "sync" for call in calls),
        "acknowledged": sum(call.what == "ack" for call in calls),
        "images with losses": losses,
        "images broken": len(broken),
    }
    return Tally(name="powercuts", counts=counts, broken=tuple(broken))


def _around_names(calls: Sequence[Call]) -> list[int]:
    """Return the places before and after a file gets another name: few, and much is begun there."""
    named = [place for place, call in enumerate(calls) if call.what == "named"]
    near = (range(place - _NEAR, place + 2 * _NEAR) for place in named)
    return [place for places in near for place in places if 0 <= place < len(calls)]


async def judge(image: Path, acknowledged: set[int]) -> list[str]:
    """Return what the store, opened on an image, breaks of its promises."""
    database = image / "monitor.db"
    try:
        store = await open_store(database, NOW)
    except StoreError as error:
        return [f"was not opened: {error}"]
    await store.close()
    return broken_promises(database, acknowledged)


@dataclass(slots=True)
class File:
    """What is surely on the disk of one file, and what was done to it since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        """Let all that was done be on the disk."""
        for call in self.pending:
            _apply(self.durable, call)
        self.pending.clear()

    def torn(self, chance: random.Random, kept: float) -> bytes:
        """Return what may be on the disk if each sector that is not synced is there with the chance `kept`."""
        content = bytearray(self.durable)
        for call in self.pending:
            if call.what == "cut":
                if chance.random() < kept:
                    _apply(content, call)
                continue
            for start in range(0, len(call.content), _SECTOR):
                if chance.random() < kept:
                    sector = call.content[start : start + _SECTOR]
                    _put(content, call.at + start, sector)
        return bytes(content)


class Disk:
    """The files under one folder as a power cut may leave them."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder.resolve())
        # Open files keep what they hold when their name goes.
        self._now: dict[str, File] = {}
        self._durable: dict[str, File] = {}
        self._renamings: list[dict[str, File]] = []

    def take(self, call: Call) -> None:
        """Let a call happen."""
        if call.path == self._folder:
            self._settle_names()
            return
        name = call.path.removeprefix(self._folder + "/").removesuffix(" (deleted)")
        if call.what == "gone":
            self._now.pop(name, None)
            self._renamings.append(dict(self._now))
        elif call.what == "named":
            source = call.content.decode().removeprefix(self._folder + "/")
            self._now[name] = self._now.pop(source)
            self._renamings.append(dict(self._now))
        else:
            self._change(name, call)

    def image(self, folder: Path, chance: random.Random) -> None:
        """Write what a power cut now may leave into `folder`."""
        kept = chance.choice((0.0, 0.5, 0.9, 1.0))
        names = chance.choice([self._durable, *self._renamings, self._now])
        for name, file in names.items():
            (folder / name).write_bytes(file.torn(chance, kept))

    def _change(self, name: str, call: Call) -> None:
        if name not in self._now:
            self._now[name] = File()
            self._renamings.append(dict(self._now))
        if call.what == "sync":
            self._now[name].sync()
            # A file that is synced has its name on the disk, where nothing had that name (ext4, xfs, btrfs).
            self._durable.setdefault(name, self._now[name])
        else:
            self._now[name].pending.append(call)

    def _settle_names(self) -> None:
        self._durable = dict(self._now)
        self._renamings.clear()


def _apply(content: bytearray, call: Call) -> None:
    if call.what == "cut":
        del content[call.at :]
        content.extend(bytes(call.at - len(content)))
    else:
        _put(content, call.at, call.content)


def _put(content: bytearray, at: int, piece: bytes) -> None:
    content.extend(bytes(max(at - len(content), 0)))
    content[at : at + len(piece)] = piece


async def _work(folder: Path, synchronous: str) -> None:
    """Store articles, two at a time, and write down beside the calls what the store acknowledged."""
    store = await open_store(folder / "monitor.db", NOW)
    await store._writer.run_outside(  # noqa: SLF001 - to show what a weaker setting costs
        lambda connection: connection.execute(f"PRAGMA synchronous = {synchronous}").fetchall()
    )
    targets = await prepare(store, ARTICLES)
    with open(os.environ["SHIM_LOG"], "ab", buffering=0) as log:  # noqa: ASYNC230, PTH123 - nobody else waits
        for place in range(0, ARTICLES, 2):
            pair = targets[place : place + 2]
            await asyncio.gather(*(store.commit(wording(target)) for target in pair))
            for target in pair:
                log.write(f"ack {target.article} 0 -\n".encode())
            if place % (2 * _TEND_EVERY) == 0:
                await store.tend(NOW)
    await store.close()


if __name__ == "__main__":
    asyncio.run(_work(Path(sys.argv[1]), sys.argv[2]))
