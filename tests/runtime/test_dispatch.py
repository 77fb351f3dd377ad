"""What waits for a sink while it is judged: nothing is ruled by a time that is not the time any more."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import Config, load
from monitor.runtime.clock import SystemClock
from monitor.runtime.dispatch import Dispatcher
from monitor.store import SqliteStore
from tests.store.desk import NOW, Desk, opened

HOUR = timedelta(hours=1)
DAILY = frozenset({"daily"})
CONFIG = """
[monitor]
database = "monitor.db"

[[source]]
id = "24kg-en"
site = "24.kg"
listing = "https://24.kg/english/"

[[rule]]
id = "visa-free"
query = "visa"
sinks = ["daily"]

[[sink]]
id = "daily"
kind = "console"
group_by = ["rule"]
wait = "1m"
"""


class SetClock(SystemClock):
    """A clock that is moved by hand; its running clock stands still meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW

    def now(self):
        return self.at

    def monotonic(self) -> float:
        return 0.0


class Meanwhile:
    """A store in which the clock is set while it says what a sink was told of late."""

    def __init__(self, store: SqliteStore, clock: SetClock, by: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._by = by

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def past(self, *asked: object) -> object:
        past = await self._store.past(*asked)
        if self._by:
            self._clock.at += self._by
            await self._store.follow(self._by, self._clock.at, lambda _: ())
            self._by = timedelta()
        return past


@pytest.fixture
def config(tmp_path: Path) -> Config:
    path = tmp_path / "monitor.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return load(path, {})


@pytest.mark.parametrize(
    ("by", "left"), [(-HOUR, ["msg_1"]), (HOUR, [])], ids=["a minute is to pass", "an hour passed"]
)
async def test_what_was_judged_while_the_clock_was_set_is_judged_anew(tmp_path, config, by, left):
    clock = SetClock()
    async with opened(tmp_path / "monitor.db") as desk:
        target = await desk.claim_article()
        await desk.adopt(sinks=("daily",))
        alert = desk.alert("msg_1", "visa-free", "daily")
        plan = desk.wording(target, 1, matches=(desk.match(),), alerts=(alert,))
        await desk.store.commit(plan)
        dispatcher = Dispatcher(Meanwhile(desk.store, clock, by), config, clock)

        await dispatcher.dispatch(DAILY)
        assert await waits(desk, clock) == ["msg_1"]

        await dispatcher.dispatch(DAILY)
        clock.at += timedelta(minutes=1)
        assert await waits(desk, clock) == left


async def waits(desk: Desk, clock: SetClock) -> list[str]:
    """Return what is due by the time as it is, and to be ruled upon."""
    return [each.alert for each in await desk.store.waiting(DAILY, clock.now())]
