"""Whatever sites say to do harm stays text in a real browser: on every page that shows it nothing is made of it."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from monitor.config import load
from tests.web.browser.conftest import DESKTOP, Site
from tests.web.browser.serving import serving
from tests.web.busy import watch
from tests.web.hostile import poison

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("browser")]
# What the browser makes of a page that it does not show: elements that are none of ours, what acts, and its text.
MADE = """
async addresses => Promise.all(addresses.map(async address => {
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const never = "script, iframe, object, embed, base, style, audio, video, math, marquee, template";
  const links = ["href", "src", "action", "formaction", "xlink:href"];
  const ours = each => (each.getAttribute("src") ?? "").startsWith("/static/");
  const acts = [...page.querySelectorAll("*")].filter(each =>
    each.matches(never) && !ours(each)
    || [...each.attributes].some(one => one.name.startsWith("on"))
    || links.some(name => /^\\s*(javascript|data|vbscript):/i.test(each.getAttribute(name) ?? ""))
    || each.matches("img") && !each.getAttribute("src").startsWith("/")
    || each.matches("form[method=post]") && !each.getAttribute("action").startsWith("/"));
  return {
    status: answer.status,
    acts: acts.map(each => `${address}: ${each.outerHTML.slice(0, 200)}`),
  };
}))
"""


async def leaves(page: Page, address: str) -> int:
    """Show every leaf of a list, and return how many there were."""
    count, ahead = 0, address
    while ahead:
        await page.goto(ahead)
        count += 1
        onward = page.locator("a[rel=next]")
        ahead = await onward.get_attribute("href") if await onward.count() else ""
        if ahead:
            ahead = f"{address.partition('?')[0]}{ahead}"
    return count


async def test_nothing_that_a_site_says_acts_in_a_browser(browser: Browser, tmp_path: Path):
    toml = await watch(tmp_path)
    poisoned = await asyncio.to_thread(poison, load(toml, {}).database)
    async with serving(toml) as url:
        site = Site(url=url, toml=toml)
        wrong: list[str] = []
        context = await browser.new_context(
            base_url=site.url, viewport={"width": DESKTOP, "height": 800}
        )
        context.set_default_timeout(90_000)
        page = await context.new_page()
        page.on("dialog", lambda dialog: wrong.append(f"a dialog: {dialog.message}"))
        page.on("console", lambda said: wrong.append(f"the console: {said.text}"))
        page.on("pageerror", lambda error: wrong.append(f"an error: {error}"))
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith(site.url) else wrong.append(f"asks for {asked.url}")
            ),
        )
        # Shown for real: lists and what looks them over.
        lists = [await leaves(page, address) for address in ("/articles", "/alerts")]
        for address in (
            "/",
            "/stories",
            "/rules/visa",
            "/sources/24kg-en",
            "/rules/try?q=alert&days=90",
        ):
            await page.goto(address)
        for row, _ in poisoned[:10]:
            await page.goto(f"/articles/{row}")
            assert await page.locator("h1").count() == 1
        # Every single page, as the browser reads it.
        made = []
        for first in range(0, len(poisoned), 50):
            some = [f"/articles/{row}" for row, _ in poisoned[first : first + 50]]
            some += [f"/alerts/msg_{number:032}" for number in range(first, first + 50)]
            made += await page.evaluate(MADE, some)
        await context.close()

    assert wrong == []
    assert min(lists) > 3
    assert {each["status"] for each in made} == {200}
    assert [act for each in made for act in each["acts"]] == []
    assert len(made) == 2 * len(poisoned) == 400
