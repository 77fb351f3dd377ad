"""What is learned besides the fields of an article: its box, where a page is cut, blocks, rates, the clock."""

import asyncio
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from benchmarks.healing import newsroom_pages
from benchmarks.layouts import NOW
from monitor.config import load_site, shipped_folder
from monitor.config.sites import read_site
from monitor.core.extract import read_article
from monitor.core.extract.article import see_article
from monitor.core.learning import Lesson, learn, written
from monitor.model import Page

UTC, BISHKEK = ZoneInfo("UTC"), ZoneInfo("Asia/Bishkek")
LEARNED_FROM = 3


def under_its_name(page: Page) -> Page:
    """Return an article's page as a listing leads to it: by an address with its headline."""
    found = re.search(rb'rel="canonical" href="([^"]+)"', page.body)
    assert found is not None
    url = found[1].decode()
    return replace(page, url=url, final_url=url)


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    return [under_its_name(page) for page in asyncio.run(newsroom_pages())]


@pytest.fixture(scope="module")
def learned(pages):
    lesson = Lesson(site="met", pages=pages[:LEARNED_FROM], zone=UTC, now=NOW)
    return read_site(written(learn(lesson)), "met")


def test_on_pages_not_learned_from_blocks_and_rates_are_those_that_a_person_found(pages, learned):
    shipped = load_site(shipped_folder() / "24.kg.toml")
    for page in pages[LEARNED_FROM:]:
        found, wanted = (read_article(page, by, now=NOW) for by in (learned, shipped))

        assert found.rates == wanted.rates != ()
        for name in ("popular", "latest"):
            links = [{link.url for link in each.links[name]} for each in (found, wanted)]
            assert links[0] == links[1] != set()
        assert {link.url for link in found.links["related"]} <= {
            link.url for link in wanted.links["related"]
        }


def test_the_box_changes_nothing_that_is_read(pages, learned):
    plain = replace(learned, article=replace(learned.article, within=None, cut_before=None))

    assert learned.article.within is not None
    for page in pages:
        found, wanted = (read_article(page, by, now=NOW) for by in (learned, plain))
        assert replace(found, hits={}) == replace(wanted, hits={})


PAGE = """<html><head><meta property="og:type" content="article"><title>{title} | Site</title>{head}</head><body>
<ul class="menu"><li><a href="/">Home</a></li></ul>
<div class="story"><h1>{title}</h1><span class="date">{day}.11.2026 16:05</span>
<div class="words"><p>{text}</p><p>{text}</p></div></div>
<div class="column">{rest}</div></body></html>"""
LINKED = (
    '<script type="application/ld+json">'
    '{{"@type":"NewsArticle","headline":"{title}","datePublished":"{told}"}}</script>'
)
FILLER = "<p>The same words stand here on every page of this site.</p>" * 12


def story(n: int, told: str = "", rest: str = FILLER) -> Page:
    title, day = f"Headline number {'abcdefg'[n]} of the day", 10 + n
    text = f"A sentence of article {'abcdefg'[n]}, with words of its own, one after the other. " * 6
    head = LINKED.format(title=title, told=told.format(day=day)) if told else ""
    html = PAGE.format(title=title, head=head, day=day, text=text, rest=rest)
    url = f"https://news.example.kg/one/{1200 + n}_headline_of_it/"
    return Page(url=url, final_url=url, body=html.encode(), content_type="text/html")


def proposed(told: str = "", count: int = 3, zone: ZoneInfo = UTC, **facts):
    pages = [
        story(n, told, **{k: v for k, v in facts.items() if k == "rest"}) for n in range(count)
    ]
    is_told = facts.get("is_zone_told", False)
    lesson = Lesson(site="met", pages=pages, zone=zone, now=NOW, is_zone_told=is_told)
    return pages, learn(lesson)


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ("2026-11-{day}T10:05:00Z", "Asia/Bishkek"),  # of the host's country
        ("2026-11-{day}T16:05:00+06:00", "Asia/Bishkek"),
        ("2026-11-{day}T13:05:00Z", "Etc/GMT-3"),  # of no country that is known by the host
        ("2026-11-{day}T19:05:00+00:00", "Etc/GMT+3"),
    ],
)
def test_the_clock_is_learned_from_times_with_and_without_an_offset(told, zone):
    _, proposal = proposed(told)

    assert str(proposal.zone) == zone
    assert proposal.clock is not None
    assert f'timezone = "{zone}"' in written(proposal)


@pytest.mark.parametrize(
    ("told", "facts"),
    [
        ("", {}),  # no time has an offset
        ("2026-11-{day}T10:05:00", {}),
        # As if it were UTC: that is said by sites that know no better, too.
        ("2026-11-{day}T16:05:00Z", {}),
        ("2026-11-{day}T10:07:30Z", {}),  # by no offset that there is
        ("2026-11-{day}T10:05:00Z", {"count": 1}),
        ("2026-11-{day}T10:05:00Z", {"is_zone_told": True}),
    ],
)
def test_what_is_not_proven_of_the_clock_is_left_as_it_was(told, facts):
    _, proposal = proposed(told, zone=ZoneInfo("Asia/Tokyo"), **facts)

    assert (str(proposal.zone), proposal.clock) == ("Asia/Tokyo", None)


def test_a_page_is_cut_behind_its_article():
    pages, proposal = proposed()
    selectors = read_site(written(proposal), "met")

    assert (selectors.article.within, selectors.article.cut_before) == (
        ".story",
        b'<div class="column"',
    )
    unseen = see_article(story(5), selectors, now=NOW)
    assert unseen.is_cut
    assert unseen.extraction == read_article(story(5), selectors, now=NOW)
    assert pages


def test_a_single_number_beside_a_currency_is_no_table_of_rates():
    _, proposal = proposed(rest='<div class="rate"><b>USD</b> <span>87.45</span></div>')

    assert proposal.rates is None


def test_links_without_words_that_say_what_they_are_are_no_block():
    links = "".join(
        f'<a href="/two/{n}_another_of_them/">A headline, {n}</a>' for n in range(1300, 1306)
    )

    _, unsaid = proposed(rest=f"<h3>On the side</h3><div class='list'>{links}</div>")
    _, said = proposed(rest=f"<h3>Most read</h3><div class='list'>{links}</div>")

    assert unsaid.blocks == ()
    assert [(each.name, each.within) for each in said.blocks] == [("popular", ".list")]
