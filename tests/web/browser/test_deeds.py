"""What people do on the pages, by keyboard alone, with scripts and without."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from monitor.config import load
from monitor.core.access import hashed
from monitor.model.access import Access, User
from monitor.runtime.access import AccessFile
from tests.web.browser.conftest import PHONE, Opening, Site

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("browser")]
both_ways = pytest.mark.parametrize("has_scripts", [True, False])
ONE_ALERT = re.compile("/alerts/[^?]")
NAME, PASSWORD = "aida", "correct horse battery"


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has that label or text has the focus, and it can be seen that it has."""
    focus = page.locator(":focus")
    for _ in range(60):
        await page.keyboard.press("Tab")
        if not await focus.count():
            # Behind the last one it is nowhere, then at the first one again.
            continue
        if name in await focus.evaluate(
            "it => [...(it.labels ?? []), it].map(each => each.textContent.trim())"
        ):
            style = await focus.evaluate("it => getComputedStyle(it).outlineStyle")
            assert style != "none", f"{name} shows no focus"
            return
    raise AssertionError(f"no way to {name} by Tab")


@both_ways
async def test_a_query_is_tried(opening: Opening, has_scripts: bool):
    async with opening(has_scripts=has_scripts) as tab:
        await tab.page.goto("/rules/try")
        await tab_to(tab.page, "Query")
        await tab.page.keyboard.type("visas NOT earthquake")
        if not has_scripts:
            await tab_to(tab.page, "Try")
            await tab.page.keyboard.press("Enter")

        await expect(tab.page.get_by_role("status")).to_contain_text("articles; about")
        await expect(tab.page).to_have_url(re.compile("q=visas[+]NOT[+]earthquake"))


async def test_a_query_with_a_fault_is_told_where_it_is_wrong(opening: Opening):
    async with opening(PHONE, has_scripts=False) as tab:
        await tab.page.goto("/rules/try?q=visa")
        await tab_to(tab.page, "Query")
        await tab.page.keyboard.press("Control+A")
        await tab.page.keyboard.type("visa AND (")
        await tab_to(tab.page, "Try")
        await tab.page.keyboard.press("Enter")

        await expect(tab.page.get_by_role("alert")).to_contain_text("Line 1")
        # Chromium itself says that the answer was no good one.
        tab.faults = [fault for fault in tab.faults if "422" not in fault]


@both_ways
async def test_note_is_taken_of_an_alert(opening: Opening, has_scripts: bool):
    async with opening(has_scripts=has_scripts) as tab:
        await tab.page.goto("/alerts?noted=no")
        await tab.page.locator("main h3 a, main h2 a").nth(int(has_scripts)).press("Enter")
        await tab.page.wait_for_url(ONE_ALERT)
        await tab_to(tab.page, "Your name")
        await tab.page.keyboard.type("Aida")
        await tab_to(tab.page, "I take note")
        await tab.page.keyboard.press("Enter")

        await expect(tab.page.get_by_role("status")).to_contain_text("Your note is taken.")
        await expect(tab.page.get_by_text("Aida took note at").first).to_be_visible()


@both_ways
async def test_an_alert_is_sent_again(opening: Opening, has_scripts: bool):
    async with opening(has_scripts=has_scripts) as tab:
        await tab.page.goto("/alerts")
        await tab.page.locator("main h3 a, main h2 a").first.press("Enter")
        await tab.page.wait_for_url(ONE_ALERT)
        again = tab.page.get_by_role("button", name="Send again")
        await again.press("Enter")

        await expect(tab.page.get_by_role("status")).to_contain_text("on its way again")


@pytest.fixture
def aida(site: Site) -> Iterator[None]:
    """Somebody has a password, so that everybody has to log in."""
    web = load(site.toml, {}).web
    assert web is not None
    file = AccessFile(site.toml.parent / web.access)
    file.write(Access(users=(User(name=NAME, password=hashed(PASSWORD, b"0" * 16)),)))
    yield
    file.write(Access())


@both_ways
async def test_somebody_logs_in_and_out(opening: Opening, aida: None, has_scripts: bool):
    async with opening(has_scripts=has_scripts) as tab:
        page = tab.page
        await page.goto("/rules")
        await expect(page.get_by_label("Name")).to_be_focused()
        await page.keyboard.type(NAME)
        await tab_to(page, "Password")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("/rules$"))

        await tab_to(page, f"Log out {NAME}")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("/login$"))
        await page.goto("/rules")
        await expect(page.get_by_label("Password")).to_be_visible()


async def test_the_first_tab_leads_past_the_navigation(opening: Opening):
    async with opening() as tab:
        await tab.page.goto("/alerts")
        await tab.page.keyboard.press("Tab")
        await tab.page.keyboard.press("Enter")

        await expect(tab.page).to_have_url(re.compile("/alerts#main$"))
