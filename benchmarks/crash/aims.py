"""When a daemon is killed: each aim returns at its moment. Owns the spread of moments; kills nobody."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

from benchmarks.crash.moment import is_checkpointing, is_recovering, is_writing, pages_in_log
from benchmarks.crash.stage import Life, Stage

Aim = Callable[[Stage, Life, random.Random], Awaitable[None]]

# A daemon that does not come to what is waited for is killed all the same.
_PATIENCE = timedelta(seconds=2)
_LOOK = timedelta(milliseconds=1)
# A start takes about so long where everything is imported.
_START = timedelta(milliseconds=300)
# SQLite moves the log into the database once it holds 2,000 pages.
_ALMOST_FULL = 1_900


async def early(
    stage: Stage, life: Life, chance: random.Random, within: timedelta = _START
) -> None:
    """Return while it starts: before the lock, opening, recovering."""
    await asyncio.sleep(chance.uniform(0.0, within.total_seconds()))


async def while_it_recovers(stage: Stage, life: Life, chance: random.Random) -> None:
    """Return while it reads the log that the one before left, or once it has started."""
    # It is over within a millisecond or two.
    await until(
        lambda: is_recovering(life.pid, stage.database) or life.has_started or life.has_ended,
        look=timedelta(),
    )


async def at_any_time(stage: Stage, life: Life, chance: random.Random) -> None:
    """Return whatever it does."""
    await asyncio.sleep(chance.uniform(0.0, 4 * _START.total_seconds()))


async def at_work(stage: Stage, life: Life, chance: random.Random) -> None:
    """Return some time after its first request."""
    asked = stage.newsroom.requests
    before = asked.total
    await until(lambda: asked.total > before or life.has_ended)
    await asyncio.sleep(chance.uniform(0.0, 0.4))


async def while_it_writes(stage: Stage, life: Life, chance: random.Random) -> None:
    """Return within a transaction, whichever of its first dozen."""
    for _ in range(chance.randint(1, 12)):
        await until(lambda: is_writing(life.pid, stage.database) or life.has_ended)
        await asyncio.sleep(chance.uniform(0.0, 0.01))
    await until(lambda: is_writing(life.pid, stage.database) or life.has_ended)


async def while_it_sends(stage: Stage, life: Life, chance: random.Random) -> None:
    """Return while a message is under way, or right after one came, before its sender can have written that down."""
    before = stage.messages
    await until(lambda: stage.sending > 0 or stage.messages > before or life.has_ended)
    await asyncio.sleep(chance.choice((0.0, 0.0, chance.uniform(0.0, 0.02))))


async def while_it_stops(stage: Stage, life: Life, chance: random.Random) -> None:
    """Return while it drains and closes, which moves the log into the database."""
    await at_any_time(stage, life, chance)
    life.stop()
    await asyncio.sleep(chance.uniform(0.0, 0.15))


async def while_it_checkpoints(stage: Stage, life: Life, chance: random.Random) -> None:
    """Return while the log is moved into the database."""
    await until(lambda: is_checkpointing(life.pid, stage.database) or life.has_ended)


# Each with its share.
_AIMS: tuple[tuple[Aim, int], ...] = (
    (early, 15),
    (while_it_recovers, 5),
    (at_any_time, 25),
    (at_work, 20),
    (while_it_writes, 15),
    (while_it_sends, 10),
    (while_it_stops, 10),
)


def next_aim(stage: Stage, chance: random.Random) -> Aim:
    """Return an aim by chance; where the log is about to be moved, that, for it happens rarely."""
    if pages_in_log(stage.database) > _ALMOST_FULL and chance.random() < 0.5:
        return while_it_checkpoints
    (aim,) = chance.choices([aim for aim, _ in _AIMS], [share for _, share in _AIMS])
    return aim


async def until(is_so: Callable[[], bool], look: timedelta = _LOOK) -> None:
    """Return once it is so, or when patience ends."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE.total_seconds()
    while not is_so() and loop.time() < deadline:  # noqa: ASYNC110 - nobody tells of a lock
        await asyncio.sleep(look.total_seconds())
