"""The report in a real browser: it asks for nothing, fits a phone, can be used by all, and is printed."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from monitor.config import load
from monitor.runtime.printing import printed
from monitor.store.reading import open_archive
from monitor.web.report import report_of, written
from tests.web.browser.conftest import PHONE, Site, needed
from tests.web.browser.test_pages import serious, sideways
from tests.web.busy import NOW

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("browser")]


@pytest.fixture
def html(site: Site) -> str:
    config = load(site.toml, {})
    with open_archive(config.database) as archive:
        rules = [rule.id for rule in config.rules]
        said = report_of(archive, NOW - timedelta(days=7), NOW, config.timezone, rules)
    return written(said, config.timezone, "en")


async def test_it_fits_a_phone_asks_for_nothing_and_can_be_used_by_all(
    browser: Browser, axe: Path, html: str, tmp_path: Path
):
    place = tmp_path / "report.html"
    place.write_text(html, encoding="utf-8")
    asked, said = [], []
    context = await browser.new_context(viewport={"width": PHONE, "height": 800})
    await context.add_init_script(path=axe)
    page = await context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: said.append(line.text))
    await page.goto(place.as_uri())

    assert await sideways(page) == 0
    assert await serious(page) == []
    assert asked == [place.as_uri()]
    assert said == []
    await context.close()


async def test_it_is_printed(html: str):
    needed(shutil.which("chromium"), "chromium")
    pdf = await asyncio.to_thread(printed, html)

    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 20_000
