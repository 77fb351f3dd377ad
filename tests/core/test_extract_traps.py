"""Each trap that real pages set, by its number in the research on markup."""

from datetime import UTC, datetime

import pytest

from monitor.core.identity import identify
from monitor.model import Problem, ProblemKind
from tests.pages.snippets import LISTING, article, listing, site

RELATED = '[article.related]\nrow = ".one"\nlink = "a::attr(href)"\n'


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize("tag", ["strong", "span", "b"])
def test_trap_1_a_highlighted_title_is_read_like_any_other(tag):
    found = listing(f"<div class=one><a href=/a/1/><{tag}>Big news</{tag}></a></div>")

    assert [link.title for link in found.candidates] == ["Big news"]


def test_trap_2_an_icon_only_link_is_not_another_candidate():
    row = "<div class=one><a href=/a/1/>{}</a><a href=/a/1/ title=фото>{}</a></div>"
    icon = "<i class=fa></i>"

    for html in (row.format("News", icon), row.format(icon, "News")):
        found = listing(html)
        assert [(link.url, link.title) for link in found.candidates] == [
            ("https://24.kg/a/1/", "News")
        ]


def test_trap_3_a_day_header_without_a_year_is_of_the_year_just_past():
    rows = "".join(
        f"<p class=day>{day}</p><div class=one><span class=time>{time}</span><a href=/a/{i}/>x</a></div>"
        for i, (day, time) in enumerate(
            [("1 января, четверг", "00:30"), ("31 декабря, среда", "23:50")]
        )
    )
    found = listing(rows, now=utc(2025, 12, 31, 19, 0))

    assert [link.published_at for link in found.candidates] == [
        utc(2025, 12, 31, 18, 30),
        utc(2025, 12, 31, 17, 50),
    ]


def test_trap_4_the_same_markup_beside_the_article_is_not_the_article():
    html = "<div class=side><h1>Other</h1></div><div class=art><h1>Mine</h1><p class=t>x</p></div>"

    assert article(html, 'within = ".art"').title == "Mine"


def test_trap_5_a_date_and_an_author_printed_twice_are_one():
    byline = "<p class=d>10:14, 20 января 2021</p><p class=a>Руслан ОБРАЗЦОВ</p>"
    found = article(byline * 2, 'published = ".d"\nauthor = ".a"')

    assert (found.published_at, found.author) == (utc(2021, 1, 20, 4, 14), "Руслан ОБРАЗЦОВ")


def test_trap_6_a_title_in_full_and_cut_short_is_one_title():
    html = "<div class=one><a href=/a/1/><span class=full>A long title</span><span class=short>A lo…</span></a></div>"
    found = article(html, RELATED + 'title = ["span.full", "a"]')

    assert [link.title for link in found.links["related"]] == ["A long title"]


def test_trap_7_blanks_of_every_kind_are_one_blank():
    html = "<h1>\n A&nbsp;b\u202fc  \n</h1><p class=v>просмотров:&nbsp;1&nbsp;234\u202f567</p>"
    found = article(html, "views = { css = \".v\", pattern = '(\\d[\\d\\s]*)' }")

    assert (found.title, found.views) == ("A b c", 1_234_567)


def test_trap_8_a_damaged_attribute_gives_way_to_the_text():
    html = '<span itemprop=datePublished content="2021-01-20\\">10:14, 20 января 2021</span>'
    found = article(html, 'published = ["span::attr(content)", "span"]')

    assert found.published_at == utc(2021, 1, 20, 4, 14)
    assert found.hits["published"] == "span"
    assert (
        Problem(field="published", kind=ProblemKind.UNREADABLE, detail="2021-01-20\\")
        in found.problems
    )


def test_trap_9_a_javascript_link_is_refused():
    html = '<div class=one><a href="javascript:window.print();">x</a></div>'
    second = '<div class=one><a href=" JavaScript:x()">x</a><a href=/a/1/>y</a></div>'

    assert listing(html).candidates == ()
    assert [link.url for link in listing(second).candidates] == ["https://24.kg/a/1/"]
    assert article(html, RELATED).links == {"related": ()}


def test_trap_10_the_link_is_kept_as_spelled_and_the_id_makes_it_one():
    selectors = site(top="article_id = '/(\\d+)(?:_[^/]*)?/?$'")
    row = "<div class=one><a href=/a/180255_{}/>x</a></div>"
    html = row.format("v_shkolu") + row.format("vnbspshkolu")
    urls = [link.url for link in listing(html).candidates]

    assert urls == ["https://24.kg/a/180255_v_shkolu/", "https://24.kg/a/180255_vnbspshkolu/"]
    assert len({identify(url, selectors).key for url in urls}) == 1


def test_trap_11_a_disabled_next_leads_nowhere_and_a_template_goes_on():
    keys = LISTING + '\nnext = ".next:not(.disabled) a::attr(href)"'
    pager = "<ul><li class=next><a href=/page_2/>»</a></li></ul>"

    assert listing(pager, keys).next_url == "https://24.kg/page_2/"
    assert listing(pager.replace("=next", '"next disabled"'), keys).next_url is None
    assert listing("", keys).next_url is None
    assert listing("", LISTING + '\npage = "page_{page}/"').next_url == "https://24.kg/page_2/"


def test_trap_12_a_page_that_is_something_else_yields_no_candidates():
    for body in (
        b"<?xml version='1.0'?><rss><item><link>x</link></item></rss>",
        b"{}",
        b"",
        b"\0\xff\xfe%PDF",
    ):
        assert listing(body).candidates == ()


def test_trap_13_the_year_0001_means_no_date():
    html = '<meta name=m content="0001-01-01 00:00:00Z">'
    found = article(html, 'modified = "meta[name=m]::attr(content)"')

    assert found.modified_at is None
    assert all(problem.field != "modified" for problem in found.problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-05T10:00:00-04:00", utc(2024, 3, 5, 14, 0)),
        ("2024-03-05T10:00:00+02:00", utc(2024, 3, 5, 8, 0)),
        ("2024-03-05T10:00:00", utc(2024, 3, 5, 4, 0)),
    ],
)
def test_trap_14_a_foreign_offset_counts_and_none_means_the_site_s(text, expected):
    assert (
        article(f"<time datetime={text}></time>", 'published = "time::attr(datetime)"').published_at
        == expected
    )


def test_trap_15_yesterday_is_a_day():
    html = "<div class=one><span class=time>Вчера, 14:05</span><a href=/a/1/>x</a></div>"

    assert listing(html).candidates[0].published_at == utc(2026, 11, 21, 8, 5)


@pytest.mark.parametrize(
    ("text", "expected"), [("1.2K", 1200), ("1,1K", 1100), ("2 345", 2345), ("", None)]
)
def test_trap_16_views_are_rounded_grouped_or_absent(text, expected):
    found = article(f"<h1>x</h1><span class=views>{text}</span>", 'views = ".views"')

    assert (found.views, found.problems) == (expected, ())


def test_trap_17_links_are_relative_in_every_way():
    hrefs = [
        "//24.kg/a/1/",
        "/a/2/",
        "3/",
        "?id=4",
        "https://24.kg/a/5/",
        "../6/",
        "HTTPS://24.KG/a/7/",
    ]
    rows = "".join(f'<div class=one><a href="{href}">x</a></div>' for href in hrefs)
    found = listing(rows, url="https://24.kg/english/")

    assert [link.url for link in found.candidates] == [
        "https://24.kg/a/1/",
        "https://24.kg/a/2/",
        "https://24.kg/english/3/",
        "https://24.kg/english/?id=4",
        "https://24.kg/a/5/",
        "https://24.kg/6/",
        "https://24.KG/a/7/",
    ]


def test_trap_18_a_lazy_image_is_the_one_that_will_be_shown():
    html = """<img src="data:image/gif;base64,R0" data-src="/a.jpg"><img src=/b.jpg><img src="">
    <img src=/b.jpg><img src="data:image/gif;base64,R0"><img src="javascript:x"><a class=g href=//cdn.kg/c.jpg></a>"""

    assert article(html, 'images = ["img", "a.g::attr(href)"]').images == (
        "https://24.kg/a.jpg",
        "https://24.kg/b.jpg",
        "https://cdn.kg/c.jpg",
    )


def test_trap_19_blocks_part_words_and_inline_tags_do_not():
    html = "<p>visa<b>-free</b> for<i> all</i></p><p>second<br>line</p><div>x</div>y<ul><li>1<li>2</ul>"

    assert (
        article(f"<div class=b>{html}</div>", 'body = ".b"').body
        == "visa-free for all\nsecond\nline\nx\ny\n1\n2"
    )
    assert (
        article("<p class=s><span>a</span> <span>b</span></p>", 'section = ".s"').section == "a b"
    )
    assert article("<div class=s><div>a</div><div>b</div></div>", 'section = ".s"').section == "a b"


def test_trap_20_an_article_may_have_no_text():
    found = article("<h1>Photo report</h1><div class=b><script>x</script></div>", 'body = ".b"')

    assert (found.title, found.body, found.problems) == ("Photo report", None, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24 Чын куран 2024", utc(2024, 4, 23, 18, 0)),
        ("14 Үчтүн айы 2021 15:35", utc(2021, 1, 14, 9, 35)),
        ("8-Сентябрь, 2024-жыл, жекшемби, Бишкек убактысы 06:34", utc(2024, 9, 8, 0, 34)),
    ],
)
def test_trap_21_kyrgyz_dates_of_both_kinds(text, expected):
    assert article(f"<p class=d>{text}</p>", 'published = ".d"').published_at == expected


def test_trap_22_the_byline_is_not_part_of_the_name():
    html = "<div class=d>11:29, 13 April 2021, Bishkek - 24.kg news agency, <span>by Anastasia SAMPLE</span></div>"
    found = article(html, 'published = ".d"\nauthor = ".d span"')

    assert (found.published_at, found.author) == (utc(2021, 4, 13, 5, 29), "Anastasia SAMPLE")
