"""Many hosts on loopback, one after the other as houses in a street. Owns who was asked when; judges nothing.

Each is an address with a newsroom and a site of its own, so that its articles are nobody else's.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Self

from monitor.config import shipped_folder
from monitor.demo import Newsroom
from monitor.demo.messages import Request
from monitor.demo.server import Act, Server, Wire
from monitor.demo.site import Site

_CONFIG = """\
[monitor]
database = "{database}"
selectors = "selectors"

[fetch]
agent = "monitor-fleet (+https://example.org/monitor)"
concurrency = {at_once}
allow_addresses = [{addresses}]

[politeness]
delay = "{delay}ms"
concurrency = 1
budget = 100000
"""
_HOST = """
[politeness.host."{address}"]
delay = "{delay}ms"
concurrency = {concurrency}
"""
_SOURCE = """
[[source]]
id = "{name}"
site = "{name}.example"
listing = "http://{address}:{port}/english/"
language = "en"
every = "{every}"
first_run = "alert"
recheck = ["{recheck}"]
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manners:
    """What a host is owed."""

    delay: timedelta
    concurrency: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One request as its host saw it, in seconds of the monotonic clock."""

    host: str
    path: str
    began: float
    ended: float


@dataclass(kw_only=True, slots=True)
class Street:
    """`async with Street(houses=50, takes=…) as street`: so many hosts, each answering after so long."""

    houses: int
    takes: timedelta
    articles: int = 30
    visits: list[Visit] = field(default_factory=list)
    _undo: AsyncExitStack = field(default_factory=AsyncExitStack)
    _ports: dict[str, int] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        for number in range(self.houses):
            host = f"127.0.1.{number + 1}"
            # Of its own texts: what all print alike would be copies of one another.
            newsroom = Newsroom(
                articles=self.articles, seed=number, editions=("en",), page_size=self.articles
            )
            server = Server(self._responder(newsroom.site, host), host=host)
            await self._undo.enter_async_context(server)
            self._ports[host] = server.port
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._undo.aclose()

    @property
    def hosts(self) -> Sequence[str]:
        """Return the hosts' names."""
        return [*self._ports]

    def settle(
        self,
        folder: Path,
        database: str,
        manners: Mapping[str, Manners],
        *,
        delay: timedelta,
        at_once: int,
        every: str,
        recheck: str,
    ) -> None:
        """Write the configuration and the site files of all hosts into `folder`."""
        site = (shipped_folder() / "24.kg.toml").read_text(encoding="utf-8")
        (folder / "selectors").mkdir(parents=True)
        addresses = ", ".join(f'"{host}:{port}"' for host, port in self._ports.items())
        text = _CONFIG.format(
            database=database, at_once=at_once, addresses=addresses, delay=_ms(delay)
        )
        for host, owed in manners.items():
            text += _HOST.format(address=host, delay=_ms(owed.delay), concurrency=owed.concurrency)
        for host, port in self._ports.items():
            name = "h" + host.rpartition(".")[2]
            text += _SOURCE.format(name=name, address=host, port=port, every=every, recheck=recheck)
            theirs = site.replace('site = "24.kg"', f'site = "{name}.example"')
            (folder / "selectors" / f"{name}.example.toml").write_text(theirs, encoding="utf-8")
        (folder / "monitor.toml").write_text(text, encoding="utf-8")

    def _responder(self, site: Site, host: str):
        def respond(request: Request) -> Act:
            began = time.monotonic()

            async def act(wire: Wire) -> None:
                try:
                    await wire.hold(self.takes)
                finally:
                    # Before the answer is on its way: nobody can have seen the end earlier.
                    ended = time.monotonic()
                    self.visits.append(
                        Visit(host=host, path=request.path, began=began, ended=ended)
                    )
                await wire.respond(site.respond(request, host))

            return act

        return respond


def _ms(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)
