"""Older layouts of a site: which of them reads a page, and that it is told."""

from datetime import datetime, timedelta

import pytest

from monitor.core.extract import read_article, read_listing
from monitor.core.extract.layouts import layouts_at
from monitor.errors import ConfigError
from tests.pages.snippets import LISTING, NOW, page, site

TODAY = 'title = "h1.now"\nbody = ".text"'
OLDER = """
[[layout]]
valid_until = 2026-03-01
name = "second"
[layout.article]
title = "h1.second"
body = ".story"

[[layout]]
valid_until = 2024-01-01T12:00:00
[layout.article]
title = "h1.first"
[layout.listing]
row = ".row"
link = "a::attr(href)"
"""


def layered(more: str = ""):
    return site(TODAY + more + OLDER)


def names(at: datetime) -> list[str]:
    return [each.article.fields["title"].picks[0].source for each in layouts_at(layered(), at)]


def test_the_layout_of_the_time_comes_first_then_its_neighbours():
    now, second, first = "h1.now", "h1.second @second", "h1.first @2024-01-01"

    assert names(NOW) == [now, second, first]
    assert names(NOW - timedelta(days=300)) == [second, now, first]
    assert names(datetime.fromisoformat("2020-01-01T00:00:00+00:00")) == [first, second, now]


def test_a_time_is_of_the_zone_of_the_site():
    until = layered().layouts[1].valid_until

    assert until == datetime.fromisoformat("2024-01-01T12:00:00+06:00")


def test_a_page_is_read_by_one_layout_from_end_to_end():
    html = '<h1 class="second">Title</h1><div class="text">of today</div><div class="story">of then</div>'
    found = read_article(page(html), layered(), now=NOW)

    assert (found.title, found.body) == ("Title", "of then")
    assert found.hits == {"title": "h1.second @second", "body": ".story @second"}


def test_of_two_that_read_a_page_the_one_of_its_time_does():
    html = '<h1 class="second">Then</h1><h1 class="now">Now</h1>'

    assert read_article(page(html), layered(), now=NOW).title == "Now"
    assert read_article(page(html), layered(), now=NOW - timedelta(days=300)).title == "Then"


def test_a_page_that_none_reads_is_told_as_the_first_does():
    found = read_article(page('<div class="text">words</div>'), layered(), now=NOW)

    assert found.title is None
    assert found.hits == {"body": ".text"}


def test_a_listing_without_rows_is_read_by_an_older_layout():
    html = '<div class="row"><a href="/news/5/">A headline</a></div>'
    found = read_listing(page(html), layered(), first_page="https://24.kg/", page_number=1, now=NOW)

    assert [link.title for link in found.candidates] == ["A headline"]
    assert found.gave["link"] == {"a::attr(href) @2024-01-01": 1}
    assert LISTING.startswith('row = ".one"')


@pytest.mark.parametrize(
    ("older", "fault"),
    [
        ('[[layout]]\n[layout.article]\ntitle = "h1"', "valid_until: is missing"),
        (
            '[[layout]]\nvalid_until = "2026-01-01"\n[layout.article]\ntitle = "h1"',
            "without quotes",
        ),
        ("[[layout]]\nvalid_until = 2026-01-01", "layout[1].article"),
        (
            '[[layout]]\nvalid_until = 2026-01-01\n[layout.article]\nbody = "p"',
            "article.title: is missing",
        ),
        ("[layout]\nvalid_until = 2026-01-01", "wants a list"),
        ('[[layout]]\nvalid_untill = 2026-01-01\n[layout.article]\ntitle = "h1"', "unknown key"),
    ],
)
def test_what_is_wrong_with_a_layout_is_told(older, fault):
    with pytest.raises(ConfigError) as raised:
        site(f"{TODAY}\n{older}")

    assert fault in str(raised.value)
