"""Every page in a real browser: it fits a phone, asks nobody else, complains of nothing, and all can use it."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.web.browser.conftest import DESKTOP, PHONE, Opening

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    # One browser and one archive, whoever else tests beside it.
    pytest.mark.xdist_group("browser"),
]
# A page that is added and led to is met by itself; these have to be.
PAGES = {
    *("/", "/alerts", "/alerts/*", "/articles", "/articles/*", "/stories", "/stories/*"),
    *("/rules", "/rules/try", "/rules/*", "/sources", "/sources/*", "/deliveries", "/rates"),
}
# Nothing links to the login as long as everybody is let in.
ALONE = ("/login",)
# Pictures and feeds are no pages; a try of nothing shows little.
SKIPPED = re.compile(r"\.(svg|png)\b|^/(feeds|api|static|metrics)")
LINKS = "links => links.map(link => link.getAttribute('href'))"


def shape(address: str) -> str:
    """Return which page an address is of, whatever it shows there."""
    path = address.partition("?")[0].partition("#")[0]
    return path if path == "/rules/try" else re.sub(r"(?<=^/)(\w+)/[^/]+$", r"\1/*", path)


async def every_page(page: Page, look) -> set[str]:
    """Open one page of every shape that links lead to, let `look` look at it, and return the shapes."""
    met, ahead = set(), ["/", *ALONE]
    while ahead:
        address = ahead.pop(0)
        if shape(address) in met or SKIPPED.search(address):
            continue
        met.add(shape(address))
        answer = await page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        await look(page)
        links = await page.eval_on_selector_all("a[href^='/']:not([hreflang])", LINKS)
        # What asks for something shows more than what does not.
        ahead += sorted(links, key=lambda link: "?q=" not in link)
    return met


async def sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    root = "document.documentElement"
    return await page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")


@pytest.mark.parametrize(
    ("width", "has_scripts", "language"),
    [(PHONE, True, "ru"), (PHONE, False, "ky"), (DESKTOP, True, "en")],
)
async def test_every_page_fits_and_is_quiet(
    opening: Opening, width: int, has_scripts: bool, language: str
):
    wide = {}

    async def look(page: Page) -> None:
        if by := await sideways(page):
            wide[page.url] = by

    async with opening(width, has_scripts=has_scripts, language=language) as tab:
        met = await every_page(tab.page, look)

    assert wide == {}
    assert met >= PAGES


async def serious(page: Page) -> list[str]:
    """Return what axe-core finds that keeps people out, on light ground and on dark."""
    found = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        # What is neither text nor colour is the same on both.
        rules = {} if scheme == "light" else {"runOnly": ["color-contrast"]}
        result = await page.evaluate("rules => axe.run(document, rules)", rules)
        assert result["passes"], page.url
        found += [
            f"{page.url} {scheme}: {each['id']} {[node['target'] for node in each['nodes']][:3]}"
            for each in result["violations"]
            if each["impact"] in ("serious", "critical")
        ]
    return found


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
async def test_every_page_can_be_used_by_all(opening: Opening, axe: Path, width: int):
    found = []

    async def look(page: Page) -> None:
        found.extend(await serious(page))

    async with opening(width, init=axe) as tab:
        met = await every_page(tab.page, look)

    assert found == []
    assert met >= PAGES
