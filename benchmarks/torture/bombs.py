"""Decompression bombs, and bodies without end: each is asked for as a page is, and its cost measured.

The server stays here; who asks is a process of its own, so that its memory is its own. Its growth is that of its peak,
which is reset before each exchange, over what it held before the first: what a bomb leaves behind counts as well.
"""

import asyncio
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.torture.bombs_made import BOMBS, respond_with
from benchmarks.torture.child import in_child
from benchmarks.torture.tally import Size, Tally
from monitor.demo.server import Server
from monitor.egress import Answer, Egress, Request
from monitor.model import FetchLimits
from monitor.runtime.clock import SystemClock

# What a bomb unfolds to, in MiB, and how often each goes off.
_MEGABYTES = {Size.SHORT: 64, Size.FULL: 1024}
_TIMES = {Size.SHORT: 2, Size.FULL: 100}
_MOST_GROWTH = 32 << 20
_MOST_SECONDS = 1.0
_CAP = FetchLimits().max_bytes
_CUT = frozenset({"too_large", "bad_encoding", "protocol"})
_PATIENCE = timedelta(seconds=20)


@dataclass(frozen=True, kw_only=True, slots=True)
class Burst:
    """One bomb that went off: why it was cut, by how many bytes the process had grown at its peak, the seconds it took.

    A body that was taken has `why` "taken".
    """

    bomb: str
    why: str
    growth: int
    wall: float
    cpu: float


def torture(size: Size) -> Tally:
    """Return what the bombs came to. Time is judged in full only: in short it is the tests' neighbours' as well."""
    megabytes = _MEGABYTES[size]
    bursts = asyncio.run(set_off(tuple(BOMBS), megabytes, _TIMES[size]))
    return tally_of(bursts, megabytes, is_timed=size is Size.FULL)


async def set_off(
    bombs: Sequence[str], megabytes: int, times: int, cap: int = _CAP
) -> Sequence[Burst]:
    """Return what the bombs came to, asked for by a process of its own under this cap of bytes."""
    async with Server(respond_with(megabytes)) as server:
        address = f"127.0.0.1:{server.port}"
        return await asyncio.to_thread(in_child, perform, address, bombs, times, cap)


def tally_of(bursts: Sequence[Burst], megabytes: int, *, is_timed: bool) -> Tally:
    """Return the counts of the bursts, and the broken promises."""
    held = sum(not any(violations(burst, is_timed=is_timed)) for burst in bursts)
    worst = max(bursts, key=lambda burst: burst.growth)
    slowest = max(bursts, key=lambda burst: burst.wall)
    counts: dict[str, object] = {
        "held": f"{held:,} of {len(bursts):,}, of {megabytes:,} MiB each",
        "greatest growth": f"{worst.growth / (1 << 20):.1f} MiB ({worst.bomb})",
        "longest": f"{slowest.wall:.2f} s ({slowest.bomb})",
        "most CPU": f"{max(burst.cpu for burst in bursts):.2f} s",
    }
    return Tally(
        name="bombs",
        counts=counts | _by_bomb(bursts),
        broken=tuple(said for burst in bursts for said in violations(burst, is_timed=is_timed)),
    )


def _by_bomb(bursts: Sequence[Burst]) -> Mapping[str, object]:
    each = {burst.bomb: [b for b in bursts if b.bomb == burst.bomb] for burst in bursts}
    return {
        f"  {bomb}": f"{max(b.growth for b in those) / (1 << 20):.1f} MiB, "
        f"{max(b.wall for b in those):.2f} s, {those[0].why}"
        for bomb, those in each.items()
    }


def violations(burst: Burst, *, is_timed: bool) -> Iterator[str]:
    """Yield a sentence for each promise that was broken."""
    if burst.why not in _CUT:
        yield f"{burst.bomb}: {burst.why}"
    if burst.growth >= _MOST_GROWTH:
        yield f"{burst.bomb}: the process grew by {burst.growth / (1 << 20):.1f} MiB"
    if is_timed and burst.wall >= _MOST_SECONDS:
        yield f"{burst.bomb}: took {burst.wall:.2f} s"


def perform(address: str, bombs: Sequence[str], times: int, cap: int) -> list[Burst]:
    """Return what the bombs of the server at `address` came to; for a process of its own."""
    return asyncio.run(_perform(address, bombs, times, cap))


async def _perform(address: str, bombs: Sequence[str], times: int, cap: int) -> list[Burst]:
    limits = FetchLimits(allow_addresses=frozenset({address}))
    context = ssl.create_default_context()
    async with Egress(limits, SystemClock(), context=context) as egress:
        # What is loaded and made once is no bomb's.
        await _ask(egress, f"http://{address}/warm", cap)
        held = _memory("VmRSS")
        return [
            await _burst(egress, bomb, f"http://{address}/{bomb.replace(' ', '-')}", cap, held)
            for _ in range(times)
            for bomb in bombs
        ]


async def _burst(egress: Egress, bomb: str, url: str, cap: int, held: int) -> Burst:
    _forget_peak()
    wall, cpu = time.monotonic(), time.process_time()
    why = await _ask(egress, url, cap)
    return Burst(
        bomb=bomb,
        why=why,
        growth=_memory("VmHWM") - held,
        wall=time.monotonic() - wall,
        cpu=time.process_time() - cpu,
    )


async def _ask(egress: Egress, url: str, cap: int) -> str:
    answer = await egress.send(Request(url=url, max_bytes=cap, timeout=_PATIENCE))
    return "taken" if isinstance(answer, Answer) else str(answer.reason)


def _forget_peak() -> None:
    # Linux: the peak becomes what is resident now (proc(5), clear_refs).
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _memory(what: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith(what))
