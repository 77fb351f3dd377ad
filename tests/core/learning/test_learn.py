"""What is learned of sites that were never met, and that what is written loads and reads."""

from dataclasses import replace

import pytest

from benchmarks.layouts import KNOWN, NOW, ZONE
from benchmarks.learning import FIELDS, examine, front_of, page_of
from monitor.config.sites import read_site
from monitor.core.learning import Lesson, learn, more_pages, written
from monitor.core.learning.ids import propose_id
from monitor.model import Page

LAYOUTS = {layout.name: layout for layout in KNOWN}


def lesson_of(name: str, count: int = 3, **more) -> Lesson:
    layout = LAYOUTS[name]
    stories = layout.stories(8)
    pages = [page_of(layout, story) for story in stories[:count]]
    lesson = Lesson(
        site="example", pages=pages, zone=ZONE, now=NOW, listing=front_of(layout, stories)
    )
    return replace(lesson, **more)


@pytest.mark.parametrize("name", ["portal", "tables", "json-ld only", "styled components"])
def test_every_field_of_pages_that_were_not_learned_from(name):
    marks = examine(LAYOUTS[name], unseen=2)

    assert marks.wrong == []
    assert set(FIELDS) <= set(marks.asked)


def test_the_file_tells_what_it_rests_on():
    text = written(learn(lesson_of("portal")))

    assert "# title: 100 % right, 100 % held back: the listing calls the article so" in text
    assert "proposed by `monitor selectors learn` on 2026-11-27 from 3 pages" in text
    assert "# Not taken: " in text


def test_what_is_written_is_what_was_chosen():
    proposal = learn(lesson_of("drupal"))
    selectors = read_site(written(proposal), "example")

    for choice in proposal.fields:
        read = selectors.article.fields[choice.name]
        assert read.picks == choice.field.picks, choice.name
        assert (read.drop, read.many) == (choice.field.drop, choice.field.many)
    assert proposal.listing is not None
    assert selectors.listing.row == proposal.listing.row


def test_one_page_is_learned_from_but_nothing_is_held_back():
    proposal = learn(lesson_of("wordpress", count=1, listing=None))

    assert {choice.unseen for choice in proposal.fields} == {None}
    assert "title" in {choice.name for choice in proposal.fields}
    assert "No rows that lead to the articles" in written(proposal)


def test_an_example_outweighs_what_the_page_says():
    html = (
        "<html><head><title>Wrong name of the page</title></head><body><h1>Wrong name of the page</h1>"
        '<div class="real">The right name of page {n}</div><div class="text"><p>'
        + "Words of a text, which is long enough to be one. " * 6
        + "</p></div><span class='x'>{views}</span></body></html>"
    )
    pages = [
        Page(
            url=f"https://a.kg/{n}/",
            final_url=f"https://a.kg/{n}/",
            body=html.format(n=n, views=700 + n).encode(),
        )
        for n in (1, 2)
    ]
    examples = {"title": "The right name of page 1", "views": "701"}
    proposal = learn(Lesson(site="a", pages=pages, zone=ZONE, now=NOW, examples=examples))
    picks = {choice.name: choice.field.picks[0].css for choice in proposal.fields}

    assert picks["title"] == ".real"
    assert picks["views"] == ".x"


def test_a_listing_names_more_pages_to_learn_from():
    layout = LAYOUTS["portal"]
    stories = layout.stories(8)

    found = more_pages(front_of(layout, stories), [stories[3].url], 2)

    assert found == [stories[0].url, stories[1].url]


@pytest.mark.parametrize(
    ("paths", "spelled"),
    [
        (("/news:21001", "/news:21002/"), r"/news:(\d{3,})"),
        (("/vlast/180253_a/", "/vlast/180255_b/"), r"/(?:[a-z_-]+/)*(\d{3,})(?:[_-][^/]*)?/?$"),
        (
            ("/20261127/name-1045.html", "/20261127/other-1046.html"),
            r"[/_-](\d{4,})\.(?:html?|php|aspx?)$",
        ),
        (("/2026/11/27/one/", "/2026/11/27/two/"), None),
        (("/news/one-word/", "/news/two-words/"), None),
    ],
)
def test_the_part_of_the_link_that_tells_articles_apart(paths, spelled):
    rule = propose_id([f"https://a.kg{path}" for path in paths])

    assert (rule.spelled if rule else None) == spelled


def test_names_on_a_hostile_page_do_not_reach_the_file():
    body = "<p>" + "Words of a text, which is long enough to be one. " * 6 + "</p>"
    odd = "<div class='\"]\\n[evil] x\u202ey'><h1 id='\"#'>A headline of the day {n}</h1><div data-x='\"'>"
    html = f"{odd}{body}</div></div>"
    pages = [
        Page(
            url=f"https://a.kg/{n}/", final_url=f"https://a.kg/{n}/", body=html.format(n=n).encode()
        )
        for n in (1, 2)
    ]
    text = written(learn(Lesson(site="a", pages=pages, zone=ZONE, now=NOW)))

    assert read_site(text, "a").article.fields["title"].picks
    assert "evil" not in text
    assert "\u202e" not in text
