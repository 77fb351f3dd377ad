"""`python -m benchmarks.instructions`: what an article page costs a scout, counted in instructions by valgrind.

A clock says what the machine was busy with, too; instructions come out the same within a thousandth on any day. One
scout is asked for few pages of a still site and one for many, sixteen at once, each page for the first time: the
difference is theirs. What the kernel does is not counted, and all instructions count alike.
"""

import argparse
import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.scouting import _AT_ONCE, _questions, clock
from benchmarks.still_site import still_site_beside
from monitor.config.sites import load_site, shipped_folder
from monitor.fetch.frames import Frames
from monitor.fetch.letters import Ask, Begin, Learn, Question, Ready, Told
from monitor.fetch.mark import new_memory
from monitor.fetch.orders import pack_order
from monitor.fetch.reports import load_report
from monitor.model import Fetched, FetchLimits

_FEW = 50
_PATIENCE = timedelta(minutes=5)
_TOTAL = re.compile(r"^(?:totals|summary): (\d+)", re.MULTILINE)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    many: int = parser.parse_args().articles
    with still_site_beside(many) as address:
        few, all_of_them = (asyncio.run(_counted(address, pages)) for pages in (_FEW, many))
    print(f"{(all_of_them - few) / (many - _FEW):,.0f} instructions of the scout a page")


async def _counted(address: str, pages: int) -> int:
    """Return the instructions of a scout, its start among them, that is asked for so many pages."""
    selectors = load_site(shipped_folder() / "24.kg.toml")
    selectors = replace(selectors, hosts=selectors.hosts | {address})
    limits = FetchLimits(
        allow_addresses=frozenset({address}),
        # valgrind takes fifty times as long.
        connect_timeout=_PATIENCE,
        read_timeout=_PATIENCE,
    )
    questions = await _questions(address, limits, selectors, pages)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        ours, theirs = socket.socketpair()
        mark = new_memory()
        command = ["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={out}"]
        command += [sys.executable, "-P", "-m", "monitor.runtime.scout"]
        scout = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs here
            [*command, str(theirs.fileno()), str(mark)],
            pass_fds=(theirs.fileno(), mark),
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        theirs.close()
        link = _Link()
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: link.frames, sock=ours)
        link.frames.send(Begin(limits=limits))
        link.frames.send(Learn(number=1, selectors=selectors))
        await link.ready.wait()
        waiting = iter(enumerate(questions[:pages], 1))
        await asyncio.gather(*(link.ask_all(waiting) for _ in range(_AT_ONCE)))
        link.frames.close()
        await asyncio.to_thread(scout.wait)
        os.close(mark)
        found = _TOTAL.search(out.read_text(errors="replace"))
        assert found is not None
        return int(found[1])


class _Link:
    """The daemon's end of a link, and nothing of the daemon."""

    def __init__(self) -> None:
        self.frames = Frames(self._hear, lambda: None, pack=pack_order, load=load_report)
        self.ready = asyncio.Event()
        self._told: dict[int, asyncio.Future[object]] = {}

    async def ask_all(self, waiting: "enumerate[Question]") -> None:
        for number, question in waiting:
            told = self._told[number] = asyncio.get_running_loop().create_future()
            # Else all of them, or none, would have the blocks beside the article read.
            target = replace(question.target, id=number)
            asked = replace(question, target=target)
            self.frames.send(Ask(number=number, at=clock.now(), question=asked, selectors=1))
            came = await told
            assert isinstance(came, Fetched), came

    def _hear(self, message: object) -> None:
        match message:
            case Ready():
                self.ready.set()
            case Told():
                self._told.pop(message.number).set_result(message.came)


if __name__ == "__main__":
    main()
