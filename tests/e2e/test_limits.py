"""Limits and budgets on three real hosts of one site: the whole check by a clock that is turned by hand."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import cli
from monitor.config import Config, load
from monitor.demo import Newsroom, Status
from monitor.demo.messages import Request
from monitor.egress import Egress
from monitor.fetch import Fetcher
from monitor.fetch.direct import Direct
from monitor.model import LimitScope
from monitor.pipeline import Pipeline
from monitor.ports import Store
from monitor.runtime.watches import watches_of
from monitor.store import open_store
from monitor.store.reading import open_archive
from tests.fetch.stagehand import HandClock

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
LISTING = "/english/"
WAIT_S = 60
BEGIN = HandClock().time
STEP = timedelta(seconds=1)
CONFIG = """\
[monitor]
database = "monitor.db"
selectors = "selectors"
stories = false

[fetch]
allow_addresses = [{addresses}]
scouts = 0

[politeness]
delay = "0s"
robots = false
{daily}
"""
SOURCE = """
[[source]]
id = "{host}"
site = "24.kg"
listing = "{listing}"
every = "30s"
recheck = ["3650d:60s"]
"""
SITE = 'hosts = ["24.kg", "www.24.kg"]'


class Site:
    """Three newsrooms and a limit, upon whom it concerns, for the middle four minutes of every ten."""

    def __init__(self, scope: LimitScope | None, status: int, clock: HandClock) -> None:
        self.scope, self.status, self.clock = scope, status, clock
        self.until: dict[object, float] = {}
        self.asked: list[tuple[str, str, float]] = []
        # When a limit was met that had been told, and whose listing was served when.
        self.early: list[float] = []
        self.served: dict[str, list[float]] = {host: [] for host in HOSTS}

    def weather(self, host: str):
        def fault(request: Request) -> Status | None:
            now, whom = self.clock.time, self.whom(host, request.path)
            self.asked.append((host, request.path, now))
            if now < self.until.get(whom, 0):
                self.early.append(now)
            elif whom is None or not self.is_on(now):
                if request.path == LISTING:
                    self.served[host].append(now)
                return None
            self.until[whom] = max(self.until.get(whom, 0), now + WAIT_S)
            left = str(ceil(self.until[whom] - now))
            return Status(code=self.status, headers=(("Retry-After", left),))

        return fault

    @staticmethod
    def is_on(now: float) -> bool:
        return 180 <= (now - BEGIN) % 600 < 420

    def whom(self, host: str, path: str) -> object:
        """Return whom a request counts for; None: nobody who is ever limited."""
        match self.scope:
            case LimitScope.URL:
                return LISTING if (host, path) == (HOSTS[0], LISTING) else None
            case LimitScope.HOST:
                return host if host == HOSTS[0] else None
            case LimitScope.DOMAIN:
                return "all"
            case _:
                return None


class Watching:
    """The program but for its crews: claims, checks, and lets time pass."""

    def __init__(self, path: Path, fetcher: Fetcher, config: Config, clock: HandClock) -> None:
        self.path, self.fetcher, self.config, self.clock = path, fetcher, config, clock

    async def watch(self, minutes: int) -> None:
        """Be at work for so long, from start to stop."""
        store = await open_store(self.path, self.clock.now())
        try:
            await store.adopt(self.config.sources, (), self.clock.now())
            await self._work(store, self.clock.now() + timedelta(minutes=minutes))
        finally:
            await store.close()

    async def _work(self, store: Store, end: datetime) -> None:
        config, clock = self.config, self.clock
        pipeline = Pipeline(
            fetcher=self.fetcher,
            store=store,
            watches=watches_of(config, config.compiled_rules),
            outlets={},
            alarms=(),
            clock=clock,
            on_checked=lambda _: None,
            on_settled=lambda _: None,
        )
        while (now := clock.now()) < end:
            # One at a time, so that nothing is under way when a limit is told.
            due = await store.claim_due(
                now, due_by=now, limit=1, lease=STEP * 60, politeness=config.politeness
            )
            for target in due:
                await pipeline.check(target)
            if not due:
                at = await store.next_check_at()
                clock.pass_by(max(STEP, min(at - now, end - now)) if at else end - now)


@asynccontextmanager
async def watching(
    folder: Path, site: Site, clock: HandClock, daily: str = ""
) -> AsyncIterator[Watching]:
    """Yield the program over the site's three hosts, with what it stored in `folder` before."""
    async with AsyncExitStack() as stack:
        rooms = [
            await stack.enter_async_context(
                Newsroom(articles=3, editions=("en",), host=host, seed=n, now=clock.now)
            )
            for n, host in enumerate(HOSTS)
        ]
        for host, room in zip(HOSTS, rooms, strict=True):
            room.weather = site.weather(host)
        config = configured(folder, rooms, daily)
        egress = Egress(config.limits, clock)
        stack.push_async_callback(egress.aclose)
        fetcher = Fetcher(
            egress,
            Direct(egress, clock.now),
            limits=config.limits,
            politeness=config.politeness,
            clock=clock,
        )
        yield Watching(folder / "monitor.db", fetcher, config, clock)


def configured(folder: Path, rooms: list[Newsroom], daily: str) -> Config:
    selectors = folder / "selectors"
    shutil.rmtree(selectors, ignore_errors=True)
    selectors.mkdir()
    text = Path("selectors/24.kg.toml").read_text(encoding="utf-8")
    assert SITE in text
    hosts = ", ".join(f'"{host}"' for host in HOSTS)
    (selectors / "24.kg.toml").write_text(text.replace(SITE, f"{SITE[:-1]}, {hosts}]"))
    addresses = ", ".join(f'"{room.address}"' for room in rooms)
    sources = [
        SOURCE.format(host=room.address.split(":")[0], listing=room.listing()) for room in rooms
    ]
    path = folder / "monitor.toml"
    path.write_text(
        CONFIG.format(addresses=addresses, daily=daily) + "".join(sources), encoding="utf-8"
    )
    return load(path, {})


def scopes(folder: Path) -> dict[str, LimitScope | None]:
    with open_archive(folder / "monitor.db") as archive:
        found = archive.sources()
    return {source.id: source.limit.scope if source.limit else None for source in found}


LEARNED = {
    LimitScope.URL: {HOSTS[0]: LimitScope.URL, HOSTS[1]: None, HOSTS[2]: None},
    LimitScope.HOST: {HOSTS[0]: LimitScope.HOST, HOSTS[1]: None, HOSTS[2]: None},
    LimitScope.DOMAIN: dict.fromkeys(HOSTS, LimitScope.DOMAIN),
}


@pytest.mark.parametrize(
    ("scope", "status"),
    [(LimitScope.URL, 503), (LimitScope.HOST, 403), (LimitScope.DOMAIN, 429)],
)
async def test_the_scope_of_a_limit_is_learned_and_kept_over_a_restart(tmp_path, scope, status):
    clock = HandClock()
    site = Site(scope, status, clock)
    async with watching(tmp_path, site, clock) as program:
        await program.watch(minutes=20)
        known_at, learned = clock.time, scopes(tmp_path)
        await program.watch(minutes=10)

    shown = CliRunner().invoke(cli, ["show", "sources", "--config", str(tmp_path / "monitor.toml")])
    assert f"it concerns the {scope}" in " ".join(shown.output.split())
    assert learned == LEARNED[scope]
    assert scopes(tmp_path) == LEARNED[scope]
    assert len(site.early) <= 1
    assert [at for at in site.early if at > known_at] == []
    # Nobody beyond its reach waits for it: of the third ten minutes no more than two polls are missing.
    for host, reached in LEARNED[scope].items():
        polls = [at for at in site.served[host] if at > known_at]
        assert reached or len(polls) >= 18


async def test_a_budget_of_a_day_ends_with_listings_and_begins_anew_with_the_day(tmp_path):
    clock = HandClock()
    site = Site(None, 0, clock)
    async with watching(tmp_path, site, clock, "daily_requests = 60") as program:
        await program.watch(minutes=30)
        await program.watch(minutes=30)
        today = list(site.asked)
        clock.pass_by(timedelta(hours=11))
        await program.watch(minutes=1)

    for host in HOSTS:
        mine = [(path, at) for name, path, at in today if name == host]
        articles = [at for path, at in mine if path != LISTING]
        listings = [at for path, at in mine if path == LISTING]
        assert len(mine) == 60
        assert len(articles) <= 54
        assert max(articles, default=0) < max(listings)
    assert {host for host, _, at in site.asked[len(today) :]} == set(HOSTS)
