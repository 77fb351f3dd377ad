"""Write errors: the k-th write or sync of the real store fails, for k over the run; nothing acknowledged is lost.

The store works in a process of its own, under a shim that fails writes with ENOSPC, EIO or half of them done, and
syncs with EIO. After each fault it must go on by itself, and what it refused it must then take.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.torture.desk import NOW, broken_promises, claim, prepare, wording
from benchmarks.torture.shim import compile_shim, environment
from benchmarks.torture.tally import Size, Tally
from monitor.errors import StoreError, StoreUnavailable
from monitor.model import Target
from monitor.store import SqliteStore, open_store

KINDS = ("enospc", "eio", "short", "fsync")
FAULTS = {Size.SHORT: 20, Size.FULL: 500}
_TOGETHER = 4
# As many calls as a fault lasts; a disk that is full stays so for a while.
_LASTS = 12
# A group of commits and the move of the log make about so many calls.
_REACH = 60
_REOPEN_EVERY = 20
_DEADLINE = 1_200


def torture(size: Size) -> Tally:
    """Inject the faults and return what came of them. Raises `NoCompilerError`."""
    with tempfile.TemporaryDirectory(prefix="monitor-writes-") as name:
        return judge(Path(name), *inject(Path(name), FAULTS[size]))


def inject(
    folder: Path, faults: int, *, forgetful: bool = False
) -> tuple[dict[str, int], set[int]]:
    """Return what the store counted under so many faults, and which articles it acknowledged.

    A `forgetful` one calls stored what was refused: a judge must see it.
    """
    under = folder / "state"
    under.mkdir()
    environ = environment(compile_shim(folder), under, fault=folder / "fault")
    command = [
        sys.executable,
        "-m",
        "benchmarks.torture.writes",
        str(under),
        str(faults),
        str(int(forgetful)),
    ]
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, check=False, timeout=_DEADLINE
    )
    if done.returncode:
        return {"crashes": 1, "faults": 0, "said": 0}, set()
    said = json.loads(done.stdout.splitlines()[-1])
    return said["counts"], set(said["acknowledged"])


def judge(folder: Path, counts: dict[str, int], acknowledged: set[int]) -> Tally:
    """Return the counts, and what was broken."""
    broken = []
    if counts.get("crashes"):
        broken.append("the store ended with an error that is none of its own")
    else:
        broken = broken_promises(folder / "state" / "monitor.db", acknowledged)
    if counts.get("unrecovered"):
        broken.append(f"{counts['unrecovered']} times the store did not go on after a fault")
    return Tally(
        name="writes",
        counts={**counts, "acknowledged": len(acknowledged), "broken": len(broken)},
        broken=tuple(broken),
    )


class Victim:
    """The real store under faults."""

    def __init__(self, database: Path, fault: Path, forgetful: bool) -> None:
        self._database = database
        self._fault = fault
        self._forgetful = forgetful
        self._count = 0
        self.acknowledged: set[int] = set()
        self.counts = dict.fromkeys(
            ("faults", "met", "refused", "refused starts", "unrecovered"), 0
        )

    async def suffer(self, faults: int) -> None:
        """Meet so many faults, one after the other, with a new start under a fault now and then."""
        self._fault.touch()
        store = await open_store(self._database, NOW)
        waiting = await prepare(store, faults * _TOGETHER)
        for number in range(1, faults + 1):
            if number % _REOPEN_EVERY == 0:
                store = await self._start_again(store, number)
                waiting = await claim(store)
            batch, waiting = waiting[:_TOGETHER], waiting[_TOGETHER:]
            await self._meet(store, number, batch)
        await store.close()

    async def _meet(self, store: SqliteStore, number: int, batch: Sequence[Target]) -> None:
        """Commit under a fault that begins at the next call of this number, end it, and commit what is left."""
        self._arm(number)
        results = await asyncio.gather(
            *(store.commit(wording(target)) for target in batch), return_exceptions=True
        )
        # The log is moved into the file too: half of the calls are made there.
        with suppress(StoreUnavailable):
            await store.tend(NOW)
        self._disarm()
        refused = [t for t, r in zip(batch, results, strict=True) if isinstance(r, StoreError)]
        self._note(batch, refused)
        for unforeseen in results:
            if isinstance(unforeseen, BaseException) and not isinstance(unforeseen, StoreError):
                raise unforeseen
        if not self._forgetful:
            await self._recover(store, refused)

    async def _recover(self, store: SqliteStore, refused: Sequence[Target]) -> None:
        """Let the store take what it refused, as it must once the fault is over."""
        # Nobody waits here for a pause to end.
        store._trouble._ask_at = 0.0  # noqa: SLF001 - the harness moves the store's clock
        try:
            again = {target.id: target for target in await claim(store)} if refused else {}
            for target in refused:
                await store.commit(wording(again[target.id]))
                self.acknowledged.add(target.article or 0)
        except (StoreError, KeyError):
            self.counts["unrecovered"] += 1

    def _note(self, batch: Sequence[Target], refused: Sequence[Target]) -> None:
        self.counts["faults"] += 1
        self.counts["met"] += bool(refused)
        self.counts["refused"] += len(refused)
        kept = batch if self._forgetful else [t for t in batch if t not in refused]
        self.acknowledged |= {target.article or 0 for target in kept}

    async def _start_again(self, store: SqliteStore, number: int) -> SqliteStore:
        await store.close()
        self._arm(number // _REOPEN_EVERY)
        with suppress(StoreUnavailable):
            return await open_store(self._database, NOW)
        self.counts["refused starts"] += 1
        self._disarm()
        return await open_store(self._database, NOW)

    def _arm(self, number: int) -> None:
        kind = KINDS[number % len(KINDS)]
        first = 1 + number // len(KINDS) % _REACH
        self._write(f"{kind} {first} {first + _LASTS} {self._serial()}")

    def _disarm(self) -> None:
        self._write("")

    def _serial(self) -> int:
        self._count += 1
        return self._count

    def _write(self, line: str) -> None:
        draft = self._fault.with_suffix(".part")
        draft.write_text(line, encoding="ascii")
        draft.replace(self._fault)


async def _main(folder: Path, faults: int, forgetful: bool) -> None:
    victim = Victim(folder / "monitor.db", Path(os.environ["SHIM_FAULT"]), forgetful)
    await victim.suffer(faults)
    print(json.dumps({"counts": victim.counts, "acknowledged": sorted(victim.acknowledged)}))


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1"))
