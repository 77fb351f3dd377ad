"""What feeds say, in each of their kinds and with the faults that feeds have."""

from datetime import UTC, datetime

import pytest

from monitor.config.sites import load_site, shipped_folder
from monitor.core.doors import Door, door_of, read_door
from monitor.core.reading import read
from monitor.model import Listing, Page, ProblemKind
from tests.factories import listing_target

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
HERE = "https://example.org/news/feed.xml"
FEED = load_site(shipped_folder() / "feed.toml")

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:x="http://purl.org/rss/1.0/modules/content/"
  xmlns:a="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Paper</title><link>https://www.example.org/</link><language>ru-RU</language>
<a:link rel="next" href="/news/feed.xml?page=2"/>
{items}
</channel></rss>"""
ITEM = """<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"""


def rss(*items: str) -> str:
    return RSS.format(items="\n".join(items))


def item(title: str = "T", link: str = "/1", date: str = "Fri, 27 Nov 2026 10:00:00 +0600") -> str:
    return ITEM.format(title=title, link=link, date=date)


def opened(document: str | bytes, content_type: str = "", url: str = HERE) -> Listing:
    body = document if isinstance(document, bytes) else document.encode()
    page = Page(url=url, final_url=url, body=body, content_type=content_type)
    return read_door(page, FEED, first_page=url, now=NOW)


def titles(document: str | bytes, content_type: str = "") -> list[str]:
    return [link.title for link in opened(document, content_type).candidates]


def test_rss_gives_link_title_time_author_section_text_and_pictures():
    found = opened(
        rss(
            """<item><title>A &amp;quot;big&amp;quot; <![CDATA[<b>day</b>]]></title>
            <link>\n https://example.org/a?utm_source=rss </link>
            <pubDate>Fri, 27 Nov 2026 10:00:00 +0600</pubDate><dc:creator>Ann Lee</dc:creator>
            <category>World</category><description>Short</description>
            <x:encoded><![CDATA[<p>One</p><p>Two &amp; three</p><script>x()</script>]]></x:encoded>
            <media:thumbnail url="/a.jpg"/><enclosure url="b.png" type="image/png"/>
            <media:statistics views="1234"/></item>"""
        )
    )

    (link,) = found.candidates
    said = found.said[link.url]
    assert (link.url, link.title) == ("https://example.org/a?utm_source=rss", 'A "big" day')
    assert link.published_at == datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
    assert (said.author, said.section, said.language, said.views) == (
        "Ann Lee",
        "World",
        "ru",
        1234,
    )
    assert said.body == "One\nTwo & three"
    assert said.images == ("https://example.org/a.jpg", "https://example.org/news/b.png")
    assert found.next_url == "https://example.org/news/feed.xml?page=2"
    assert (found.door, found.rows, found.problems) == ("rss", 1, ())


def test_rss_1_has_its_items_beside_the_channel():
    found = opened(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>P</title></channel>
        <item rdf:about="https://example.org/1"><title>One</title><dc:date>2026-11-27T09:00:00Z</dc:date></item>
        </rdf:RDF>"""
    )

    assert [(link.url, link.title) for link in found.candidates] == [
        ("https://example.org/1", "One")
    ]
    assert found.candidates[0].published_at == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    assert found.door == "rdf"


def test_atom_gives_the_page_behind_an_entry_and_resolves_by_xml_base():
    found = opened(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ky" xml:base="https://example.org/blog/">
        <author><name>Desk</name></author><link href="/"/><link rel="next" href="?p=2"/>
        <entry xml:base="2026/"><title type="html">&lt;i&gt;Эл&lt;/i&gt; &amp;amp; мамлекет</title>
        <link rel="self" href="x.atom"/><link rel="alternate" type="text/html" href="x/"/>
        <published>2026-11-27T10:00:00+06:00</published><updated>2026-11-27T11:00:00+06:00</updated>
        <category term="w" label="Дүйнө"/>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>1 &lt; 2</p><p>Эки</p></div></content>
        </entry>
        <entry><title>A &lt;b&gt; tag</title><id>https://example.org/y</id><updated>2026-11-27T03:00:00Z</updated></entry>
        </feed>"""
    )

    first, second = found.candidates
    said = found.said[first.url]
    assert (first.url, first.title) == ("https://example.org/blog/2026/x/", "Эл & мамлекет")
    assert said.body == "1 < 2\nЭки"
    assert (said.author, said.section, said.language) == ("Desk", "Дүйнө", "ky")
    assert said.modified_at == datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
    assert (second.url, second.title) == ("https://example.org/y", "A <b> tag")
    assert second.published_at == datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
    assert found.said[second.url].published_at is None
    assert found.next_url == "https://example.org/blog/?p=2"


def test_json_feed_gives_the_same_and_a_post_without_a_title_is_headed_by_its_first_line():
    found = opened(
        """{"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://example.org/", "items": [
        {"id": "1", "url": "/1", "content_html": "<p>First line.</p><p>More</p>", "tags": ["City"],
         "authors": [{"name": "Ann"}], "date_published": "2026-11-27T10:00:00+06:00"},
        {"id": "https://example.org/2", "title": "2 < 3", "content_text": "a\\nb"}, {"id": 3}, "x", null],
        "next_url": "https://example.org/more.json"}"""
    )

    first, second = found.candidates
    assert (first.title, found.said[first.url].body) == ("First line.", "First line.\nMore")
    assert (found.said[first.url].author, found.said[first.url].section) == ("Ann", "City")
    assert (second.url, second.title) == ("https://example.org/2", "2 < 3")
    assert found.said[second.url].body == "a\nb"
    assert found.next_url == "https://example.org/more.json"
    assert [problem.kind for problem in found.problems] == [ProblemKind.MISSING]


def test_a_page_that_is_no_feed_is_no_door():
    for body in (
        b"<!doctype html><html><body><feed>", b"", b"{}", b'{"a": 1}', b"<?xml version='1.0'?><x/>", b"\x1f\x8bxx",
    ):  # fmt: skip
        assert door_of(body) is None


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <html> --><?xml-stylesheet href='x'?><rss version='2.0'>",
        '<?xml version="1.0" encoding="utf-16"?><rss version="2.0">'.encode("utf-16"),
        b'<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://my.example/rss.dtd"><rss version="0.91">',
        b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>",
    ],
)
def test_a_feed_is_known_by_its_first_element(body):
    assert door_of(body) is Door.RSS


def test_entities_that_nobody_declared_and_stray_ampersands_are_read_as_meant():
    text = rss(item("Tom&nbsp;&mdash; R&D &hellip; &unknown; &#0; &#x41; a&b=1", "/a?x=1&y=2"))
    found = opened(text)

    assert found.candidates[0].title == "Tom — R&D … &unknown; \ufffd A a&b=1"
    assert found.candidates[0].url == "https://example.org/a?x=1&y=2"
    assert not found.problems


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("cp1251", "windows-1251", ""),
        ("cp1251", "utf-8", "application/rss+xml; charset=utf-8"),
        ("utf-8", "windows-1251", "text/xml; charset=iso-8859-1"),
        ("koi8-r", "x", "text/xml; charset=koi8-r"),
        ("utf-16", "utf-16", ""),
    ],
)
def test_the_character_set_is_what_the_bytes_are(encoding, declared, content_type):
    title = "Жогорку Кеңеш" if encoding.startswith("utf") else "Премьер-министр выступил с речью"
    text = rss(item(title)).replace('encoding="utf-8"', f'encoding="{declared}"')

    assert titles(text.encode(encoding), content_type) == [title]


@pytest.mark.parametrize(
    ("date", "hour"),
    [
        ("Fri, 27 Nov 2026 10:00:00 +0600", 4), ("27 Nov 26 10:00 GMT", 10), ("2026-11-27T10:00:00+06:00", 4),
        ("2026-11-27 10:00", 10), ("Пт, 27 ноя 2026 10:00:00 +0600", 4), ("November 27, 2026 10:00 am", 10),
        ("1795770000", 9), ("yesterday-ish", None), ("0001-01-01T00:00:00Z", None), ("", None),
        ("Fri, 27 Nov 2036 10:00:00 GMT", None),
    ],
)  # fmt: skip
def test_dates_are_read_in_many_spellings_and_a_bad_one_is_a_problem(date, hour):
    found = opened(rss(item(date=date)))

    at = found.candidates[0].published_at
    assert (at and at.hour) == hour
    assert [problem.field for problem in found.problems] == (
        ["time"] if date and hour is None else []
    )


def test_an_item_without_a_link_or_with_a_foreign_one_is_a_problem_and_the_others_are_read():
    found = opened(
        rss(
            item("No link", ""), item("Away", "https://evil.example/1"), item("Odd", "javascript:x()"),
            item("Twice", "/1"), item("Twice again", "/1"), item("On www", "https://www.example.org/2"),
            "<item><title>By guid</title><guid>https://example.org/3</guid></item>",
            "<item><title>No page</title><guid isPermaLink='false'>https://example.org/4</guid></item>",
        )
    )  # fmt: skip

    assert [link.title for link in found.candidates] == ["Twice", "On www", "By guid"]
    assert [problem.kind for problem in found.problems] == [
        ProblemKind.MISSING, ProblemKind.FOREIGN, ProblemKind.UNREADABLE, ProblemKind.MISSING,
    ]  # fmt: skip


def test_the_newest_come_first_where_all_have_a_date_and_else_the_order_stays():
    early, late = "Fri, 27 Nov 2026 08:00:00 GMT", "Fri, 27 Nov 2026 09:00:00 GMT"
    dated = rss(item("Early", "/1", early), item("Late", "/2", late))
    undated = rss(item("Early", "/1", early), item("Late", "/2", late), item("Some time", "/3", ""))

    assert titles(dated) == ["Late", "Early"]
    assert titles(undated) == ["Early", "Late", "Some time"]


def test_one_broken_item_costs_itself_and_no_other():
    broken = "<item><title>Half <b>bold</title><link>/2</link></item>"
    found = opened(rss(item("One", "/1"), broken, "<item><title></item>", item("Three", "/3")))

    assert [link.title for link in found.candidates] == ["One", "Half bold", "Three"]
    assert [problem.detail.partition(":")[0] for problem in found.problems][1:] == [
        "an item cannot be read"
    ]


def test_a_feed_that_is_cut_off_is_read_as_far_as_it_came():
    whole = rss(item("One", "/1"), item("Two", "/2"))

    assert titles(whole[: whole.index("Two")]) == ["One"]


def test_texts_are_read_only_where_they_are_the_article():
    with_pages = load_site(shipped_folder() / "24.kg.toml")
    page = Page(url="https://24.kg/rss/", final_url="https://24.kg/rss/", body=rss(
        "<item><title>T</title><link>https://24.kg/vlast/1_x/</link><description>Text</description></item>"
    ).encode())  # fmt: skip
    pages = read(listing_target(url=page.url), page, with_pages, NOW)
    whole = read(listing_target(url=page.url), page, FEED, NOW)

    assert ([i.name for _, i in pages.named], pages.told) == (["24.kg#1"], {})
    assert [told.extraction.body for told in whole.told.values()] == ["Text"]


def test_an_index_leads_to_the_sitemap_that_was_changed_last_and_tells_the_others_with_their_times():
    def child(name: str, changed: str) -> str:
        said = f"<lastmod>{changed}</lastmod>" if changed else ""
        return f"<sitemap><loc>/{name}.xml</loc>{said}</sitemap>"

    rows = [("a", "2026-11-26"), ("b", "2026-11-27T10:00:00Z"), ("c", ""), ("d", "2019-01-01")]
    names = "".join(child(*row) for row in rows)
    found = opened(f"<sitemapindex>{names}</sitemapindex>")

    assert (found.next_url, found.leads_on) == ("https://example.org/b.xml", True)
    assert [(url[-5:], at.date().isoformat()) for url, at in found.others] == [
        ("a.xml", "2026-11-26"),
        ("d.xml", "2019-01-01"),
    ]
