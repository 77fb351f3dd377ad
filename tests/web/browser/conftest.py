"""One real Chromium and one real server on loopback, for all tests in a browser. `setup.sh` gets the browser."""

import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, async_playwright

from tests.web.browser.serving import FLAGS, serving
from tests.web.busy import watch

AXE = Path(__file__).parents[3] / ".browser/node_modules/axe-core/axe.min.js"
PHONE, DESKTOP = 360, 1200


@dataclass(frozen=True, kw_only=True)
class Site:
    """The pages as they are served, and the configuration behind them."""

    url: str
    toml: Path


@dataclass(kw_only=True)
class Tab:
    """A page in the browser, and whatever it should not have done there."""

    page: Page
    faults: list[str] = field(default_factory=list)


Opening = Callable[..., AbstractAsyncContextManager[Tab]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    toml = await watch(tmp_path_factory.mktemp("busy"))
    async with serving(toml) as url:
        yield Site(url=url, toml=toml)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium")
    needed(chromium, "chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=[*FLAGS])
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def axe() -> Path:
    needed(AXE.exists(), "axe-core")
    return AXE


@pytest.fixture
def opening(browser: Browser, site: Site) -> Opening:
    """Return what opens a tab; when it is closed nothing may have gone wrong in it."""

    @asynccontextmanager
    async def tab(
        width: int = DESKTOP,
        *,
        has_scripts: bool = True,
        language: str = "en",
        init: Path | None = None,
    ) -> AsyncIterator[Tab]:
        context = await browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=has_scripts,
            locale=language,
        )
        # Against what hangs; a busy machine takes its time.
        context.set_default_timeout(90_000)
        if init is not None:
            await context.add_init_script(path=init)
        tab = Tab(page=await context.new_page())
        await context.route("**/*", lambda route: _at_home(route, site, tab))
        tab.page.on("console", lambda said: _note(tab, said.type, said.text))
        tab.page.on("pageerror", lambda error: tab.faults.append(f"fails: {error}"))
        yield tab
        await context.close()
        assert tab.faults == []

    return tab


def needed(found: object, what: str) -> None:
    """Skip the test where something is not installed; fail where it has to be."""
    if not found:
        reason = f"{what} is not there: tests/web/browser/setup.sh installs it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


async def _at_home(route: Route, site: Site, tab: Tab) -> None:
    if route.request.url.startswith((site.url, "data:")):
        await route.continue_()
    else:
        tab.faults.append(f"asks for {route.request.url}")
        await route.abort()


def _note(tab: Tab, kind: str, text: str) -> None:
    if kind in ("error", "warning"):
        tab.faults.append(f"{tab.page.url} says: {text}")
