from datetime import UTC, datetime

import pytest

from monitor.core.extract import read_article
from monitor.model import Link, Problem, ProblemKind, Rate
from tests.pages.snippets import NOW, article, page, site


def kinds(found) -> list[tuple[str, ProblemKind]]:
    return [(problem.field, problem.kind) for problem in found.problems]


def test_the_first_pick_that_yields_something_is_recorded():
    found = article("<h1> </h1><h2>Title</h2>", 'title = ["h1", "h2", "h3"]')

    assert (found.title, found.hits) == ("Title", {"title": "h2"})


def test_an_empty_hit_gives_way_to_the_next_hit_of_the_same_pick():
    assert article("<h1><img alt=x></h1><h1>Title</h1>").title == "Title"


def test_a_required_field_that_is_not_there_is_missing_and_an_optional_one_is_not():
    found = article("<p>x</p>", 'required = ["section"]\nsection = ".s"\nauthor = ".a"')

    assert kinds(found) == [("section", ProblemKind.MISSING), ("title", ProblemKind.MISSING)]


def test_a_pattern_keeps_its_first_group():
    html = "<p class=l>https://24.kg/a/180523/<br>\nпросмотров: 410</p>"
    found = article(html, "views = { css = '.l', pattern = 'просмотр\\w*:\\s*(\\d+)' }")

    assert found.views == 410


def test_a_pattern_never_sees_more_than_the_beginning():
    html = "<p class=l>" + "x" * 20_000 + "views: 1</p>"

    assert article(html, "views = { css = '.l', pattern = 'views: (\\d+)' }").views is None


def test_what_is_dropped_is_left_out_and_still_there_for_other_fields():
    html = "<div class=b><p>text</p><p class=x>aside <a href=/s/>s</a></p></div>"
    keys = 'body = { css = ".b p", drop = ".x", many = true }\nsection = ".x a"'

    assert (article(html, keys).body, article(html, keys).section) == ("text", "s")


def test_many_takes_a_hit_within_a_hit_once():
    html = "<div class=t>one <div class=t>two</div></div><div class=t>three</div>"

    assert article(html, 'body = { css = ".t", many = true }').body == "one\ntwo\nthree"


def test_a_number_that_cannot_be_read_is_told_and_the_next_pick_tried():
    found = article("<h1>x</h1><i>many</i><b>7</b>", 'views = ["i", "b"]')

    assert (found.views, kinds(found)) == (7, [("views", ProblemKind.UNREADABLE)])


def test_a_date_in_the_future_is_doubtful():
    found = article("<h1>x</h1><i>2031-01-01</i><b>2026-11-23T11:00Z</b>", 'published = ["i", "b"]')

    assert found.published_at == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    assert kinds(found) == [("published", ProblemKind.DOUBTFUL)]


@pytest.mark.parametrize(
    ("html", "language"),
    [("ky-KG", "ky"), ("en_US", "en"), ("RU", "ru"), ("kg", "ky"), ("", None), ("klingon", None)],
)
def test_a_language_is_its_code(html, language):
    assert (
        article(f"<html lang='{html}'><h1>x</h1>", 'language = "html::attr(lang)"').language
        == language
    )


def test_the_page_s_own_address_can_tell_the_language():
    keys = "language = { css = ['html::attr(lang)', '::url'], pattern = '^(?:https?://[^/]+/)?(en|ru|ky)' }"
    found = read_article(page("<h1>x</h1>", "https://24.kg/kyrgyzcha/1/"), site(keys), now=NOW)

    assert (found.language, found.hits["language"]) == ("ky", "::url")


@pytest.mark.parametrize(
    "name", ["by Aida SAMPLE", "By  Aida SAMPLE", "Автор: Aida SAMPLE", "Aida SAMPLE"]
)
def test_an_author_is_a_name(name):
    assert article(f"<h1>x</h1><i>{name}</i>", 'author = "i"').author == "Aida SAMPLE"


def test_a_claimed_address_must_be_an_address_of_the_site():
    html = "<h1>x</h1><link rel=canonical href='https://evil.example/1'><i>24.kg/a/1/</i><b>https://24.kg/a/1/</b>"
    found = article(html, 'canonical = "link::attr(href)"\nshort = ["i", "b"]')

    assert (found.canonical_url, found.short_url) == (None, "https://24.kg/a/1/")
    assert kinds(found) == [("canonical", ProblemKind.FOREIGN), ("short", ProblemKind.UNREADABLE)]


def test_an_article_whose_box_is_gone_is_looked_for_on_the_whole_page():
    found = article("<h1>Title</h1>", 'within = ".gone"')

    assert (found.title, kinds(found)) == ("Title", [("within", ProblemKind.DOUBTFUL)])


def test_page_wide_selectors_look_beyond_the_box():
    html = "<head><meta name=d content=2021-01-20></head><div class=a><h1>x</h1></div><b>B</b>"
    found = article(html, "within = '.a'\npublished = 'meta[name=d]::attr(content)'\nsection = 'b'")

    assert (found.published_at is not None, found.section) == (True, None)


POPULAR = """[article.popular]
within = ".box"
heading = { css = ".head", pattern = "(Popular)" }
row = "a"
link = "::attr(href)"
title = "span"
"""


def test_a_heading_tells_boxes_of_one_markup_apart():
    card = "<a href=/a/{0}/><img alt='T{0}'><span>T{0}</span></a>"
    head, box = "<p class=head>{}</p>", "<div class=box>{}</div>"
    above = head.format("Business") + box.format(card.format(1))
    above += head.format("Popular news") + box.format(card.format(2))
    inside = box.format(head.format("Popular") + card.format(3))
    inside += box.format(head.format("No") + card.format(4))

    expected = tuple(
        Link(url=f"https://24.kg/a/{number}/", title=f"T{number}") for number in (2, 3)
    )
    assert article(above + inside, POPULAR).links == {"popular": expected}


def test_only_the_blocks_that_are_wanted_are_read():
    selectors = site(POPULAR)

    assert read_article(page("<h1>x</h1>"), selectors, now=NOW, blocks=()).links == {}
    assert read_article(page("<h1>x</h1>"), selectors, now=NOW).links == {"popular": ()}


def test_rates_have_a_point_or_a_comma_and_a_share_is_no_rate():
    html = """<div id=c><p><b>USD</b><i>88.85</i></p><p><b>EUR</b><i>94,81</i></p><p><b>₽</b><i>0.95</i></p>
    <p><b>Centerra</b><i>6.17</i></p><p><b>USD</b><i>1</i></p><p><b>KZT</b><i>-</i></p><p><b>CNY</b><i>0</i></p></div>"""
    keys = '[article.rates]\nrow = "#c p"\ncurrency = "b"\nvalue = "i"'

    assert article(html, keys).rates == (
        Rate(currency="USD", value=88.85),
        Rate(currency="EUR", value=94.81),
        Rate(currency="RUB", value=0.95),
    )


def test_a_page_of_nothing_is_an_extraction_of_nothing():
    found = article(b"")

    assert (found.title, found.hits, kinds(found)) == (None, {}, [("title", ProblemKind.MISSING)])


def test_a_text_has_no_control_characters():
    found = article(b"<h1>a\x00b\x07 &#1; &#xFFFE;c</h1>")

    assert found.title is not None
    assert found.title.isprintable()


def test_problems_are_told_once():
    found = article("<i>x</i><i>x</i>", 'views = ["i", "i"]')

    assert found.problems == (
        Problem(field="title", kind=ProblemKind.MISSING),
        Problem(field="views", kind=ProblemKind.UNREADABLE, detail="x"),
    )
