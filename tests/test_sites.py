"""The pack of sites: every ready source of the documentation loads, and spellings of one link are one article."""

import re
from pathlib import Path

import pytest

from monitor.config import load
from monitor.config.sites import load_site, shipped_folder
from monitor.core.identity import belongs, identify

PAGE = Path(__file__).parent.parent / "docs" / "sites.md"
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.M)
SHIPPED = {path.stem for path in shipped_folder().glob("*.toml")} - {"canary.invalid"}

ONE_ARTICLE = {
    "24.kg#180523": ("24.kg", "https://24.kg/obschestvo/180523_slug/", "http://www.24.kg/vlast/180523"),
    "kaktus.media#515151": (
        "kaktus.media", "https://kaktus.media/doc/515151_a.b_.html", "//www.kaktus.media/doc/515151_c.html?f=cp",
    ),
    "akipress.org#2536067": (
        "akipress.org", "https://www.tazabek.kg/news:2536067?from=rss", "https://tazabek.kg/news:2536067",
        "http://www.tazabek.kg/news:2536067/", "//svodka.akipress.org/news:2536067/?from=portal&place=last&b=1",
        "https://kg.akipress.org/news:2536067:Slug/",
    ),
    "akipress.com#912345": ("akipress.com", "https://akipress.com/news:912345:A_b/", "http://akipress.com/news:912345"),
    "azattyk.org#33390112": (
        "azattyk.org", "https://www.azattyk.org/a/33390112.html", "https://azattyk.org/a/slug/33390112.html",
        "https://www.azattyk.org/amp/33390112.html", "https://dqo4kc1dcw9iw.cloudfront.net/amp/slug/33390112.html",
    ),
    "rus.azattyk.org#33390112": ("rus.azattyk.org", "https://rus.azattyk.org/a/33390112.html"),
    "sputnik.kg#1093112233": ("sputnik.kg", "https://sputnik.kg/20260413/a-1093112233.html"),
    "ru.sputnik.kg#1024938511": (
        "ru.sputnik.kg", "https://ru.sputnik.kg/Kyrgyzstan/201604131024938511-a/",
        "https://ru.sputnik.kg/20160413/b-1024938511.html",
    ),
    "kabar.kg#slug": ("kabar.kg", "https://kabar.kg/news/slug/", "https://kg.kabar.kg/news/slug"),
    "kloop.kg#blog/2026/04/13/slug": (
        "kloop.kg", "https://kloop.kg/blog/2026/04/13/slug/", "http://www.kloop.kg/blog/2026/04/13/slug?utm_source=x",
    ),
    "economist.kg#2026/04/13/slug": (
        "economist.kg", "https://economist.kg/vlast/2026/04/13/slug/", "https://economist.kg/biznes/2026/04/13/slug/",
    ),
    "t.me#news24kg/12": (
        "t.me", "https://t.me/s/News24KG/12", "https://t.me/news24kg/12?single", "https://telegram.me/news24kg/12",
    ),
    "https://vesti.kg/politika/item/1-a.html": ("vesti.kg", "http://www.vesti.kg/politika/item/1-a.html?utm_source=x"),
}  # fmt: skip
OTHERS = [
    ("24.kg", "https://24.kg/english/page_2/"),
    ("kaktus.media", "https://kaktus.media/?lable=8&date=2026-04-13"),
    ("akipress.org", "https://akipress.com/news:2536067/"),
    ("akipress.com", "https://kg.akipress.org/news:912345"),
    ("rus.azattyk.org", "https://www.azattyk.org/a/33390112.html"),
    ("ru.sputnik.kg", "https://sputnik.kg/20260413/a-1093112233.html"),
    ("t.me", "https://t.me/news24kg"),
]


@pytest.mark.parametrize("block", BLOCKS)
def test_every_ready_source_loads(block, tmp_path):
    path = tmp_path / "monitor.toml"
    path.write_text(block, encoding="utf-8")

    config = load(path, {})

    for source in config.sources:
        assert belongs(
            source.listing, load_site(shipped_folder() / f"{source.site}.toml").hosts
        ) or (source.site == "feed")


def test_every_site_that_ships_has_a_ready_source_and_stands_in_the_table():
    text = PAGE.read_text(encoding="utf-8")

    assert set(re.findall(r'^site = "(.*)"$', "\n".join(BLOCKS), re.M)) == SHIPPED
    assert set(re.findall(r"\(\.\./selectors/(.*?)\.toml\)", text)) == SHIPPED


@pytest.mark.parametrize("site", sorted(SHIPPED))
def test_every_file_says_how_far_it_is_to_be_trusted(site):
    text = (shipped_folder() / f"{site}.toml").read_text(encoding="utf-8")

    assert site == "feed" or re.search(r"confidence:", text, re.I)


@pytest.mark.parametrize("name", ONE_ARTICLE)
def test_spellings_of_one_link_are_one_article(name):
    site, *links = ONE_ARTICLE[name]
    selectors = load_site(shipped_folder() / f"{site}.toml")

    assert {identify(link, selectors).name for link in links} == {name}


@pytest.mark.parametrize(("site", "link"), OTHERS)
def test_what_is_no_article_of_the_site_has_no_number_of_it(site, link):
    selectors = load_site(shipped_folder() / f"{site}.toml")

    assert not identify(link, selectors).name.startswith(f"{site}#")
