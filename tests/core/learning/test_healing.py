"""Fields found again after a redesign; and that a doubtful one is never sure."""

import tomllib
from datetime import UTC, datetime

import pytest

from benchmarks.healing import Case, perform
from benchmarks.layouts import KNOWN, NOW
from benchmarks.learning import learned, page_of
from monitor.config.healed import healed_text
from monitor.config.sites import read_site, shipped_folder
from monitor.core.extract import read_article
from monitor.core.learning.healing import heal
from monitor.model import Page
from monitor.model.healing import Visit
from tests.pages.snippets import site

LAYOUTS = {layout.name: layout for layout in KNOWN}
TEXT = "A sentence of article {n}, with words of its own: {n}{n}. " * 6
KEYS = 'title = "h1.gone"\nbody = ".text"'


def switch(before: str, after: str) -> Case:
    stories = LAYOUTS[before].stories(7)
    _, selectors = learned(LAYOUTS[before], stories)
    pages = [[page_of(LAYOUTS[name], story) for story in stories] for name in (before, after)]
    return Case(name="x", selectors=selectors, before=pages[0], after=pages[1])


def test_a_site_that_is_drawn_anew_is_found_again():
    outcome = perform(switch("portal", "one line"))

    assert outcome.wrong == []
    assert {"body", "author", "views"} <= set(outcome.right)


def visits(
    html: str,
    titles=("The first of them", "The second of all", "The third one here", "A fourth and last"),
):
    for n, title in enumerate(titles):
        url = f"https://24.kg/news/{n}/"
        body = html.format(n=n, title=title, text=TEXT.format(n=n)).encode()
        yield Visit(
            page=Page(url=url, final_url=url, body=body),
            values={"title": title, "body": TEXT.format(n=n)},
        )


def remedies(html: str, broken=("title",), count: int = 4):
    return {each.field: each for each in heal(list(visits(html))[:count], site(KEYS), broken, NOW)}


NEW = '<div class="head">{title}</div><div class="text">{text}</div>'


def test_a_known_value_is_found_where_it_stands_now():
    found = remedies(NEW)["title"]

    assert found.selectors == (".head",)
    assert (found.is_sure, found.right, found.asked) == (True, 4, 4)


def test_two_pages_may_agree_by_chance():
    found = remedies(NEW, count=2)["title"]

    assert not found.is_sure
    assert "only 2 pages" in found.doubt


def test_tags_alone_are_not_sure():
    found = remedies('<div><div>{title}</div><p>x</p></div><div class="text">{text}</div>').get(
        "title"
    )

    assert found is None or (not found.is_sure and "tags alone" in found.doubt)


@pytest.mark.parametrize(
    "html",
    [
        '<div class="head">The name of the site</div><div class="text">{text}</div>',
        '<div class="head">Page {n}</div><div class="text">{text}</div>',
    ],
)
def test_what_is_not_on_the_pages_is_not_found(html):
    assert remedies(html) == {}


def test_a_remedy_outside_of_the_box_of_the_site_is_not_sure():
    boxed = site(f'{KEYS}\nwithin = ".box"')
    html = '<div class="head">{title}</div><div class="box"><div class="text">{text}</div></div>'
    (found,) = heal(list(visits(html)), boxed, ("title",), NOW)

    assert not found.is_sure
    assert "in the place of the old selectors" in found.doubt


def test_a_text_that_lost_a_paragraph_is_not_sure():
    html = '<h1 class="gone">{title}</h1><div class="story">A sentence of article {n}.</div>'

    assert not any(each.is_sure for each in remedies(html, ("body",)).values())


def test_the_file_keeps_what_was_before_as_a_layout():
    source = (shipped_folder() / "24.kg.toml").read_text(encoding="utf-8")
    since = datetime(2026, 11, 27, 10, tzinfo=UTC)
    text = healed_text(source, "24.kg", [remedies(NEW)["title"]], since)
    before, after = tomllib.loads(source), tomllib.loads(text)

    assert after["article"]["title"] == ".head"
    assert after["layout"] == [{"valid_until": since, "article": before["article"]}]
    assert {**after["article"], "title": before["article"]["title"]} == before["article"]
    assert {key: after[key] for key in before if key != "article"} == {
        key: before[key] for key in before if key != "article"
    }
    # Once more for the same redesign, and what was before it stays what it was.
    again = tomllib.loads(healed_text(text, "24.kg", [remedies(NEW)["title"]], since))
    assert again == after


def test_the_healed_file_reads_both_kinds_of_pages():
    source = (
        'site = "s"\nhosts = ["24.kg"]\n[listing]\nrow = "p"\nlink = "a::attr(href)"\n[article]\n'
        + KEYS
    )
    selectors = read_site(healed_text(source, "s", [remedies(NEW)["title"]], NOW), "s")
    new, old = next(visits(NEW)).page, next(visits('<h1 class="gone">{title}</h1>')).page

    assert read_article(new, selectors, now=NOW).hits["title"] == ".head"
    assert read_article(old, selectors, now=NOW).hits["title"] == "h1.gone @2026-11-27"
