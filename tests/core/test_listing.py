from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.extract import read_listing
from monitor.model import Link, Problem, ProblemKind
from tests.pages.snippets import LISTING, NOW, listing, page, site

ROW = "<div class=one><span class=time>{}</span><a href='{}'>{}</a></div>"


def urls(html: str, keys: str = LISTING) -> list[str]:
    return [link.url for link in listing(html, keys).candidates]


def test_rows_come_in_page_order_with_title_and_time():
    html = (
        "<p class=day>22 ноября</p>"
        + ROW.format("11:34", "/a/2/", "Two")
        + ROW.format("", "/a/1/", "One")
    )

    assert listing(html).candidates == (
        Link(
            url="https://24.kg/a/2/",
            title="Two",
            published_at=datetime(2026, 11, 22, 5, 34, tzinfo=UTC),
        ),
        Link(url="https://24.kg/a/1/", title="One"),
    )


def test_many_rows_read_like_few():
    rows = [ROW.format("11:34", f"/a/{number}/", f"T{number}") for number in range(60)]
    many = listing("<p class=day>22 ноября</p>" + "".join(rows)).candidates
    few = [listing("<p class=day>22 ноября</p>" + row).candidates[0] for row in rows]

    assert list(many) == few


def test_a_header_is_of_the_rows_below_it_and_of_no_row_above():
    row = ROW.format("11:34", "/a/1/", "x")
    found = listing(row + "<p class=day>20 ноября</p>" + row + "<p class=day>19 ноября</p>" + row)

    assert [link.published_at.day for link in found.candidates] == [22, 20, 19]


def test_a_foreign_link_is_left_out_and_told():
    html = "".join(
        ROW.format("", href, "x")
        for href in ("https://evil.example/1/", "//24.kg.evil.example/", "/a/1/")
    )
    found = listing(html)

    assert [link.url for link in found.candidates] == ["https://24.kg/a/1/"]
    assert [(problem.field, problem.kind, problem.detail) for problem in found.problems] == [
        ("link", ProblemKind.FOREIGN, "https://evil.example/1/"),
        ("link", ProblemKind.FOREIGN, "https://24.kg.evil.example/"),
    ]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:x()",
        "mailto:a@24.kg",
        "tel:+996",
        "data:text/html,x",
        "ftp://24.kg/",
        "#",
        "",
        " ",
        "http://[",
        "http://",
        "/" + "x" * 3_000,
    ],
)
def test_what_leads_to_no_page_is_left_out_silently(href):
    found = listing(ROW.format("", href, "x"))

    assert (found.candidates, found.problems) == ((), ())


@pytest.mark.parametrize(
    "href", ["https://evil.example\\@24.kg/", "https://24.kg@evil.example/", "//evil.example"]
)
def test_no_spelling_smuggles_a_foreign_host_in(href):
    assert urls(ROW.format("", href, "x")) == []


def test_the_host_of_the_listing_is_of_the_site():
    html = ROW.format("", "http://127.0.0.1:8080/a/1/", "x")
    found = read_listing(
        page(html, "http://127.0.0.1:8080/"),
        site(),
        first_page="http://127.0.0.1:8080/",
        page_number=1,
        now=NOW,
    )

    assert [link.url for link in found.candidates] == ["http://127.0.0.1:8080/a/1/"]


def test_a_base_element_counts_and_cannot_lead_away():
    row = ROW.format("", "1/", "x")

    assert urls(f"<head><base href=/deep/></head>{row}") == ["https://24.kg/deep/1/"]
    assert urls(f"<head><base href=https://evil.example/></head>{row}") == []
    assert urls(f"<head><base href='javascript:x'></head>{row}") == ["https://24.kg/1/"]


def test_the_row_itself_may_be_the_link():
    keys = 'row = "a.news"\nlink = "::attr(href)"\ntime = "i"'
    html = "<a class=news href=/a/1/><i>11:34</i><b>Title</b></a>" * 12

    found = listing(html, keys + '\ntitle = "b"').candidates
    assert (found[0].title, found[0].url, len(found)) == ("Title", "https://24.kg/a/1/", 12)


def test_a_time_that_cannot_be_read_or_believed_is_told():
    html = ROW.format("soon", "/a/1/", "x") + ROW.format("2031-01-01", "/a/2/", "y")
    found = listing(html)

    assert [link.published_at for link in found.candidates] == [None, None]
    assert found.problems == (
        Problem(field="time", kind=ProblemKind.UNREADABLE, detail="soon"),
        Problem(field="time", kind=ProblemKind.DOUBTFUL, detail="2031-01-01"),
    )


def test_an_epoch_in_an_attribute_is_a_time():
    keys = 'row = ".one"\nlink = "a::attr(href)"\ntime = ".d::attr(data-unixtime)"'
    html = "<div class=one><i class=d data-unixtime=1611116040>Вчера, 10:14</i><a href=/a/1/>x</a></div>"

    assert listing(html, keys).candidates[0].published_at == datetime(
        2021, 1, 20, 4, 14, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("first_page", "template", "expected"),
    [
        ("https://24.kg/", "page_{page}/", "https://24.kg/page_4/"),
        ("https://24.kg/english/", "page_{page}/", "https://24.kg/english/page_4/"),
        ("https://24.kg/english", "page_{page}/", "https://24.kg/english/page_4/"),
        ("https://24.kg/z/123", "?p={page}", "https://24.kg/z/123?p=4"),
        ("https://24.kg/politics.html", "?start={page}", "https://24.kg/politics.html?start=4"),
        ("https://24.kg/english/", "/all/{page}", "https://24.kg/all/4"),
    ],
)
def test_the_template_is_relative_to_the_first_page(first_page, template, expected):
    selectors = site(listing=f'{LISTING}\npage = "{template}"')
    found = read_listing(
        page("", f"{first_page}page_3/"), selectors, first_page=first_page, page_number=3, now=NOW
    )

    assert found.next_url == expected


@pytest.mark.parametrize(
    "href", ["#", "javascript:more()", "https://24.kg/", "https://evil.example/2"]
)
def test_a_next_that_leads_nowhere_ends_the_listing(href):
    found = listing(f"<a class=next href='{href}'>»</a>", LISTING + '\nnext = "a.next::attr(href)"')

    assert found.next_url is None


def test_a_page_of_a_million_rows_is_read_to_a_bound():
    found = listing("<div class=one><a href=/a/1/>x</a></div>" * 5_000)

    assert len(found.candidates) == 2_000


def test_a_thousand_foreign_links_are_twenty_problems():
    html = "".join(ROW.format("", f"https://evil{number}.example/", "x") for number in range(1_000))

    assert len(listing(html).problems) == 20


@given(st.text())
def test_no_link_raises(href):
    found = listing(f"<div class=one><a href='{href.replace(chr(39), '')}'>x</a></div>")

    assert all(link.url.startswith(("http://", "https://")) for link in found.candidates)


def test_rows_from_old_to_new_are_turned_round():
    html = ROW.format("10:00", "/a/1/", "Old") + ROW.format("11:00", "/a/2/", "New")
    keys = LISTING + "\nnewest_last = true"

    assert urls(html, keys) == ["https://24.kg/a/2/", "https://24.kg/a/1/"]


@pytest.mark.parametrize(
    ("keys", "following"),
    [
        ('page = "?start={offset}"\nstep = 30', "https://24.kg/list.html?start=30"),
        ('page = "/?date={day}"', "https://24.kg/?date=2026-11-21"),
    ],
)
def test_the_page_after_may_be_told_by_rows_or_by_day(keys, following):
    html, first_page = ROW.format("10:00", "/a/1/", "x"), "https://24.kg/list.html?start=0"

    assert listing(html, f"{LISTING}\n{keys}", url=first_page).next_url == following


def test_a_page_of_a_day_dates_its_rows_and_an_empty_morning_leads_on():
    selectors = site(
        listing='row = ".one"\nlink = "a::attr(href)"\ntime = ".time"\npage = "/?d={day}"'
    )
    html = ROW.format("23:50", "/a/1/", "x")

    def read(text: str, number: int):
        first_page = "https://24.kg/"
        return read_listing(
            page(text, first_page), selectors, first_page=first_page, page_number=number, now=NOW
        )

    assert read(html, 2).candidates[0].published_at == datetime(2026, 11, 21, 17, 50, tzinfo=UTC)
    assert read(html, 2).next_url == "https://24.kg/?d=2026-11-20"
    assert [read("<p>", number).leads_on for number in (1, 2)] == [True, False]
    assert not read(html, 1).leads_on
