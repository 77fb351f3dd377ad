"""A newsroom watched by the engine for most of a day of virtual time: told, rising, edited, withdrawn, copied.

It makes the same archive each time, so that pages and pictures of it are the same too.
"""

import contextlib
import io
from datetime import timedelta
from pathlib import Path

from benchmarks.afterlife import START, VirtualClock
from monitor.config import load
from monitor.demo import Newsroom
from monitor.model import EventKind
from monitor.runtime.engine import Engine, open_engine
from monitor.runtime.listeners import Listeners
from tests.web.configured import configured

NOW = START + timedelta(hours=9)
TICK = timedelta(minutes=10)
RULES = """
[[rule]]
id = "visa"
query = "visa OR visas OR виза"
on = ["matched", "edited", "headline_changed", "withdrawn"]
sinks = ["desk"]

[[rule]]
id = "vakunov"
query = "~Vakunov"
sinks = ["desk"]

[[rule]]
id = "earthquake"
query = "earthquake OR землетрясение"
sinks = ["desk"]
"""


async def watch(folder: Path) -> Path:
    """Return the monitor.toml in `folder` whose archive holds what was seen until `NOW`."""
    clock = VirtualClock(seed=7)
    async with Newsroom(
        articles=12, seed=7, page_size=15, editions=("en", "ru"), now=clock.now
    ) as newsroom:
        toml = configured(
            folder,
            newsroom.address,
            RULES,
            sink="desk",
            politeness="concurrency = 8\nrobots = false",
        )
        engine = await open_engine(
            load(toml, {}),
            clock=clock,
            console=io.StringIO(),
            listeners=Listeners(on_checked=lambda _: None, on_settled=lambda _: None),
        )
        try:
            await _live(engine, newsroom, clock)
        finally:
            await engine.close()
    return toml


async def _live(engine: Engine, newsroom: Newsroom, clock: VirtualClock) -> None:
    engine.checks.finish()
    engine.deliveries.finish()
    made: list[int] = []
    tick = 0
    while clock.now() < NOW:
        if tick and tick % 3 == 0 and len(made) < 12:
            _publish(newsroom, made)
        if tick == 24:
            newsroom.edit(made[0], title="Vakunov meets <three> ambassadors about visas")
            for kind in (EventKind.NUMBER_CHANGED, EventKind.HEADLINE_CHANGED):
                for number in made:
                    with contextlib.suppress(ValueError):
                        newsroom.revise(number, kind)
                        break
            newsroom.withdraw(made[3])
            newsroom.republish(made[4])
        clock.set(START + tick * TICK)
        await engine.checks.work()
        await engine.deliveries.work()
        tick += 1


def _publish(newsroom: Newsroom, made: list[int]) -> None:
    turn = len(made)
    topics = ("vakunov", "visa-free") if turn % 4 == 0 else ("visa-free",) if turn % 4 == 3 else ()
    title = "Vakunov meets the ambassador about visas" if turn == 0 else None
    article = newsroom.publish(edition="en" if turn % 3 != 2 else "ru", title=title, topics=topics)
    made.append(article.id)
