"""Every selectors file that ships loads, and reads its own pages in full.

A page is `tests/pages/<site>/<listing or article>-<edition>.html` (a feed or a sitemap: `.xml`); beside it stands,
as JSON, where it came from, when it was read, and what must be read from it. What is empty may be left out there.
"""

import json
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import pytest

from monitor.config.sites import load_site, load_sites, shipped_folder
from monitor.core.doors import read_door
from monitor.core.extract import read_article, read_listing
from monitor.model import Extraction, Listing, Page

PAGES = Path(__file__).parent / "pages"
SITES = sorted(path.stem for path in shipped_folder().glob("*.toml"))
FIXTURES = sorted((*PAGES.glob("*/*.html"), *PAGES.glob("*/*.xml")))


def read_fixture(path: Path) -> Listing | Extraction:
    origin = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    selectors = load_site(shipped_folder() / f"{path.parent.name}.toml")
    now = datetime.fromisoformat(origin["now"])
    page = Page(url=origin["url"], final_url=origin["url"], body=path.read_bytes())
    if path.suffix == ".xml":
        return read_door(page, selectors, first_page=page.url, now=now)
    if path.stem.startswith("listing"):
        return read_listing(page, selectors, first_page=page.url, page_number=1, now=now)
    return read_article(page, selectors, now=now)


def as_json(value: object) -> object:
    return full(json.loads(json.dumps(value, default=lambda moment: moment.isoformat())))


def full(value: object) -> object:
    """Return the value without what is empty in it."""
    if isinstance(value, list):
        return [full(each) for each in value]
    if isinstance(value, dict):
        items = {name: full(each) for name, each in value.items()}
        return {name: each for name, each in items.items() if each not in (None, "", False, [], {})}
    return value


def test_every_shipped_file_loads_under_its_own_name():
    assert sorted(load_sites(shipped_folder())) == SITES


@pytest.mark.parametrize("site", SITES)
def test_every_site_has_pages_of_its_kinds(site):
    kinds = {path.stem.partition("-")[0] for path in FIXTURES if path.parent.name == site}
    has_pages = not load_site(shipped_folder() / f"{site}.toml").article.is_on_listing

    assert kinds == ({"article", "listing"} if has_pages else {"listing"})


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_reads_as_expected(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["expected"]

    found = as_json(asdict(read_fixture(path)))
    # The selectors of a shipped file find all that they must.
    assert not found.pop("fallbacks", None)
    assert found == full(expected)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_stands_beside_the_text_is_not_read_as_text(path):
    page = read_fixture(path)
    if isinstance(page, Extraction):
        assert "visa-free" not in (page.body or "").replace("a visa-free regime for students", "")
    else:
        assert all("holidays" not in link.title for link in page.candidates)


ARTICLES = [path for path in FIXTURES if path.stem.startswith("article")]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_blocks_that_are_asked_for_by_name_have_the_addresses_of_those_read_in_full(path):
    origin = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    selectors = load_site(shipped_folder() / f"{path.parent.name}.toml")
    page = Page(url=origin["url"], final_url=origin["url"], body=path.read_bytes())
    now = datetime.fromisoformat(origin["now"])

    whole = read_article(page, selectors, now=now)
    named = read_article(page, selectors, now=now, blocks=selectors.article.blocks.keys())

    assert replace(named, links={}) == replace(whole, links={})
    assert {
        name: [(link.url, link.title, link.published_at) for link in links]
        for name, links in named.links.items()
    } == {name: [(link.url, "", None) for link in links] for name, links in whole.links.items()}
