"""Stops at many moments: SIGTERM and SIGINT, once and twice, over what hangs. Owns how each one went."""

import asyncio
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.crash.aims import (
    Aim,
    at_any_time,
    at_work,
    early,
    while_it_sends,
    while_it_writes,
)
from benchmarks.crash.configuration import configuration
from benchmarks.crash.receivers import Sometimes
from benchmarks.crash.stage import Life, Stage
from benchmarks.crash.storm import leases_of
from monitor.demo import Stall
from monitor.model.wish import SilenceWish
from monitor.runtime.mailbox import Mailbox

# What the service manager is told to expect.
LIMIT = timedelta(seconds=10)
# One that has not ended by then never will.
_GIVE_UP = timedelta(seconds=60)
# A request that is let hang hangs longer than a stop may take.
_HANGS_S = 60
_STALLED_PAGES = 0.02
_AIMS: tuple[Aim, ...] = (early, at_any_time, at_work, while_it_writes, while_it_sends)
_COLD = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """One stop: `took` seconds, the exit code, whether the program could hear of it, and what was wrong with it."""

    took: float
    code: int
    was_heard: bool
    flaws: tuple[str, ...] = ()


async def stops(stage: Stage, count: int) -> list[Stop]:
    """Stop the daemon so many times while the newsroom publishes, then let everything come to rest."""
    hanging = configuration(
        stage.newsroom,
        stage.receivers,
        timeout_s=_HANGS_S,
        scouts=1,
        sink_timeout_ms=_HANGS_S * 1_000,
    )
    (stage.folder / "monitor.toml").write_text(hanging, encoding="utf-8")
    await stage.crawl()
    stage.torment()
    stall = Sometimes(fault=Stall(), chance=stage.chance, share=_STALLED_PAGES)
    stage.newsroom.script("/*", stall)
    mailbox = Mailbox(stage.letterbox)
    wishes: list[str] = []
    done: list[Stop] = []
    async with stage.publishing():
        for number in range(count):
            life = await stage.start("run", is_cold=stage.chance.random() < _COLD)
            await stage.chance.choice(_AIMS)(stage, life, stage.chance)
            if stage.chance.random() < 0.3:
                wishes.append(mailbox.put(_wish(number)))
            done.append(await _stop(stage, life))
    await stage.come_to_rest()
    return [*done, *_unanswered(mailbox, wishes)]


def flaws_of(stop: Stop) -> list[str]:
    """Return which promises this stop broke, as sentences."""
    found = list(stop.flaws)
    if stop.took > LIMIT.total_seconds():
        found.append(f"a stop took {stop.took:.1f} s")
    # Who has not begun to listen is ended by the signal itself, and holds nothing.
    if stop.was_heard and stop.code:
        found.append(f"a stop ended with code {stop.code}")
    return found


async def _stop(stage: Stage, life: Life) -> Stop:
    chance = stage.chance
    loop = asyncio.get_running_loop()
    was_heard = _listens(life.pid)
    if was_heard and chance.random() < 0.3:
        life.send(signal.SIGHUP)
        await asyncio.sleep(chance.uniform(0.0, 0.05))
    began = loop.time()
    life.stop(chance.choice((signal.SIGTERM, signal.SIGTERM, signal.SIGINT)))
    if chance.random() < 0.3:
        await asyncio.sleep(chance.uniform(0.0, 0.3))
        life.stop(chance.choice((signal.SIGTERM, signal.SIGINT)))
    try:
        async with asyncio.timeout(_GIVE_UP.total_seconds()):
            code = await stage.bury(life)
    except TimeoutError:
        await stage.kill(life)
        return Stop(took=loop.time() - began, code=-signal.SIGKILL, was_heard=was_heard)
    took = loop.time() - began
    return Stop(took=took, code=code, was_heard=was_heard, flaws=_left(stage, life, was_heard))


def _left(stage: Stage, life: Life, was_heard: bool) -> tuple[str, ...]:
    """Return what a stop left that it may not leave."""
    found = []
    if was_heard and "Traceback" in (said := life.words):
        found.append(f"a stop left a traceback: {said[said.index('Traceback') :][:2000]}")
    if was_heard and (leases := leases_of(stage)):
        found.append(f"a stop left {leases} leases")
    return tuple(found)


def _unanswered(mailbox: Mailbox, wishes: list[str]) -> list[Stop]:
    """Return a flawed stop for each wish that has no answer, or one that refuses it."""
    flaws = []
    for name in wishes:
        answer = mailbox.collect(name)
        if answer is None or answer.trouble:
            flaws.append(f"a wish came to {answer}")
    return [Stop(took=0.0, code=0, was_heard=False, flaws=(flaw,)) for flaw in flaws]


def _wish(number: int) -> SilenceWish:
    now = datetime.now(UTC)
    return SilenceWish(
        matchers=("rule=nobody",),
        author="the storm",
        reason=f"number {number}",
        begins_at=now,
        ends_at=now + timedelta(hours=1),
    )


def _listens(pid: int) -> bool:
    """Say whether the process has a say in what SIGTERM does to it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return False
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
