"""A day of two hundred sources in bad weather, in virtual time: what it takes of the machine, and how polite it was.

The engine works in a process of its own and goes from minute to minute as soon as nothing is due; the hosts are
addresses of the loopback network, and read the same clock.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.torture.shared_clock import SharedClock
from benchmarks.torture.soak_checks import CHECKS, Record, Sample, shown
from benchmarks.torture.soak_site import Weather
from benchmarks.torture.taken import Taken
from benchmarks.torture.tally import Size, Tally
from monitor.demo import Newsroom, Receiver

DELAY = timedelta(seconds=2)
EDITIONS = ("en", "ru")
_CONFIG = """\
[monitor]
database = "monitor.db"
selectors = "selectors"

[fetch]
agent = "monitor-torture (+https://example.org/monitor)"
timeout = "400ms"
max_bytes = "4MB"
allow_addresses = [{addresses}]

[politeness]
delay = "{delay}s"
budget = 100000

[[rule]]
id = "vakunov"
query = "~Vakunov"
on = ["matched", "edited"]
sinks = ["desk"]

[[sink]]
id = "desk"
kind = "webhook"
url = "{hook}"
"""
_SOURCE = """
[[source]]
id = "{site}-{edition}"
site = "{site}"
listing = "{listing}"
language = "{edition}"
every = "{every}m"
recheck = ["3h:1h"]
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """How many hosts, each with a source an edition, for how many virtual hours, the first of which warm up."""

    hosts: int
    hours: int
    warm_up: int
    every: int
    per_hour: float


_SCENARIOS = {
    Size.SHORT: Scenario(hosts=6, hours=2, warm_up=1, every=10, per_hour=2),
    Size.FULL: Scenario(hosts=100, hours=24, warm_up=6, every=20, per_hour=0.5),
}


def torture(size: Size) -> Tally:
    """Return what the day came to."""
    return soak(_SCENARIOS[size])


def soak(scenario: Scenario) -> Tally:
    """Return what such a day came to."""
    with tempfile.TemporaryDirectory() as folder:
        return tally(asyncio.run(live(Path(folder), scenario)))


def tally(record: Record) -> Tally:
    """Return the counts of a record, and what it broke."""
    return Tally(
        name="soak",
        counts=shown(record),
        broken=tuple(sentence for check in CHECKS for sentence in check(record)),
    )


async def live(folder: Path, scenario: Scenario) -> Record:
    """Return the record of a life in `folder`."""
    async with AsyncExitStack() as stack:
        clock = stack.enter_context(SharedClock(folder / "clock"))
        newsroom = Newsroom(articles=20, editions=EDITIONS, page_size=15, now=clock.now)
        weather = Weather(newsroom, clock, per_hour=scenario.per_hour, editions=EDITIONS)
        newsroom.weather = weather.meet
        receiver = await stack.enter_async_context(Receiver())
        addresses = {}
        for number in range(1, scenario.hosts + 1):
            host = f"127.0.1.{number}"
            server = await stack.enter_async_context(newsroom.also_at(host))
            addresses[f"site-{number}"] = f"{host}:{server.port}"
        _configure(folder, newsroom, receiver, addresses, scenario)
        samples = await _run(folder, scenario)
        return Record(
            delay=DELAY,
            warm_up=scenario.warm_up,
            samples=samples,
            visits=tuple(weather.visits),
            messages=len(receiver.received),
            sources=scenario.hosts * len(EDITIONS),
            hosts=scenario.hosts,
        )


async def _run(folder: Path, scenario: Scenario) -> Sequence[Sample]:
    words = (folder / "monitor.toml", folder / "clock", scenario.hours)
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.torture.soak_life", *map(str, words)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    samples = [_sample(json.loads(line)) async for line in program.stdout]
    if await program.wait():
        raise RuntimeError(f"the engine ended with exit code {program.returncode}")
    return samples


def _sample(told: dict[str, Any]) -> Sample:
    scouts = {int(pid): Taken(**each) for pid, each in told.pop("scouts").items()}
    return Sample(**told, scouts=scouts)


def _configure(
    folder: Path,
    newsroom: Newsroom,
    receiver: Receiver,
    addresses: dict[str, str],
    scenario: Scenario,
) -> None:
    text = _CONFIG.format(
        addresses=", ".join(f'"{each}"' for each in (receiver.address, *addresses.values())),
        delay=f"{DELAY.total_seconds():.0f}",
        hook=receiver.url,
    )
    selectors = Path("selectors/24.kg.toml").read_text(encoding="utf-8")
    (folder / "selectors").mkdir()
    for site, address in addresses.items():
        (folder / "selectors" / f"{site}.toml").write_text(
            _renamed(selectors, site), encoding="utf-8"
        )
        for edition in EDITIONS:
            path = newsroom.listing(edition).removeprefix(newsroom.url)
            text += _SOURCE.format(
                site=site, edition=edition, listing=f"http://{address}{path}", every=scenario.every
            )
    (folder / "monitor.toml").write_text(text, encoding="utf-8")


def _renamed(selectors: str, site: str) -> str:
    """Return the site's selectors under another name; each host is a site of its own, with its own articles."""
    lines = selectors.splitlines()
    kept = [line for line in lines if not line.startswith(("site =", "hosts =", "article_url ="))]
    return "\n".join((f'site = "{site}"', *kept, ""))
