"""One browser for all tests of this room, and pages that it renders."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from monitor.egress import Answer, Egress, Request
from monitor.fetch.letters import Lost, Rendering
from monitor.fetch.rendering import Rendered, Unrendered
from monitor.model import FetchLimits
from monitor.render import tab
from monitor.render.chromium import Chromium
from tests.egress.stage import Play, RealClock, Stage
from tests.web.browser.conftest import needed

AGENT = "monitor/1 (+https://example.org)"
# Once it says so, the page is done.
DONE = Rendering(awaited=((("#done", None),),))
Render = Callable[..., Awaitable[Rendered | Unrendered | Lost]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Chromium]:
    path = shutil.which("chromium")
    needed(path, "chromium")
    browser = Chromium(FetchLimits(browser=path or "", agent=AGENT), RealClock())
    yield browser
    await browser.aclose()


@pytest.fixture(autouse=True)
def patient(monkeypatch) -> None:
    """Let a page take its time, for others work beside this test; but not the time in which no more is to come."""
    monkeypatch.setattr(tab, "_STILL_S", 0.1)
    monkeypatch.setattr(tab, "_LOOK", timedelta(milliseconds=30))
    monkeypatch.setattr(tab, "_SILENT_S", 30.0)
    monkeypatch.setattr(tab, "_STUCK_S", 60.0)


@pytest_asyncio.fixture(loop_scope="session")
async def render(chromium) -> AsyncIterator[Render]:
    """Return what renders `/` of a stage, within its bounds, and reaches no other."""
    opened: list[Egress] = []

    async def show(
        stage: Stage, rendering: Rendering = DONE, *, max_bytes: int = 100_000, seconds: float = 60
    ):
        limits = FetchLimits(allow_addresses=frozenset({stage.address}), agent=AGENT)
        egress = Egress(limits, RealClock())
        opened.append(egress)
        request = Request(
            url=stage.url("/"), max_bytes=max_bytes, timeout=timedelta(seconds=seconds)
        )
        assert await chromium.prepare() is None
        answer = await egress.send(request)
        assert isinstance(answer, Answer)
        return await chromium.render(request, answer, rendering, egress.send)

    yield show
    for egress in opened:
        await egress.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def set_stage() -> AsyncIterator[Callable[[dict[str, Play]], Awaitable[Stage]]]:
    stages: list[Stage] = []

    async def start(plays: dict[str, Play]) -> Stage:
        stage = Stage(plays)
        await stage.open()
        stages.append(stage)
        return stage

    yield start
    for stage in stages:
        await stage.close()
