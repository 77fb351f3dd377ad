"""`python -m tests.web.browser.screenshots FOLDER`: pictures of pages over a newsroom that was watched for hours.

They are made for docs/screenshots/, each as small as it can be without a loss that is seen.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.web.browser.serving import FLAGS, serving
from tests.web.busy import watch

# The name of a picture: which page, how wide and high, and on which ground.
PICTURES = {
    "today-light": ("/", (1100, 900), "light"),
    "today-dark": ("/", (1100, 900), "dark"),
    "today-phone": ("/", (360, 760), "light"),
    "article-light": ("/articles?rule=vakunov", (1100, 1000), "light"),
    "article-dark": ("/articles?rule=vakunov", (1100, 1000), "dark"),
    "rule-tester": ("/rules/try?q=visa+OR+%D0%B2%D0%B8%D0%B7%D0%B0", (1100, 900), "light"),
}


async def take(folder: Path) -> None:
    """Write every picture into `folder`."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("there is no chromium: tests/web/browser/setup.sh installs it")
    with tempfile.TemporaryDirectory() as archive:
        toml = await watch(Path(archive))
        async with serving(toml) as url, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=[*FLAGS])
            await _take_all(browser, url, folder)
            await browser.close()


async def _take_all(browser: Browser, url: str, folder: Path) -> None:
    for name, (address, (width, height), scheme) in PICTURES.items():
        context = await browser.new_context(
            base_url=url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en",
        )
        context.set_default_timeout(90_000)
        page = await context.new_page()
        await page.goto(address)
        if name.startswith("article"):
            # The first that rules met, and the page at its curve.
            await page.locator("main h3 a").last.click()
            await page.locator("#views").evaluate("it => it.scrollIntoView()")
        await page.wait_for_load_state("networkidle")
        await page.screenshot(path=folder / f"{name}.png")
        await context.close()


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(place))
