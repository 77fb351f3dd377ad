"""The listing page has 24.kg's markup, traps included."""

import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.demo import Newsroom
from monitor.demo.addresses import article_id
from monitor.demo.edition import ZONE


def path_id(href, page_url="http://127.0.0.1/"):
    return article_id(re.sub(r"^https?://[^/]+|[?#].*$", "", urljoin(page_url, href)))


def rows(html):
    tree = LexborHTMLParser(html)
    return tree, tree.css("#newslist .lineNews .one")


@pytest.mark.parametrize("edition", ["en", "ru", "ky"])
async def test_rows_bear_time_title_and_link_newest_first(newsroom, client, edition):
    page = await client.get(newsroom.listing(edition))
    _, found = rows(page.text)
    expected = newsroom.listed(edition)[:30]
    titles = [row.css_first(".title a").text(strip=True).replace("\u00a0", " ") for row in found]
    assert titles == [article.title for article in expected]
    times = [row.css_first(".time").text() for row in found]
    assert times == [f"{article.published_at.astimezone(ZONE):%H:%M}" for article in expected]
    links = [row.css_first(".title a").attributes["href"] for row in found]
    assert [path_id(link) for link in links] == [article.id for article in expected]
    assert all(link.startswith("/") and "_" in link and link.endswith("/") for link in links)


async def test_titles_are_spans_or_strong_and_some_rows_have_a_second_icon_link(newsroom, client):
    tree, found = rows((await client.get("/")).text)
    assert {row.css_first(".title a > *").tag for row in found} == {"span", "strong"}
    doubled = [row for row in found if len(row.css(".title a")) == 2]
    assert doubled
    assert all(
        len({link.attributes["href"] for link in row.css(".title a")}) == 1 for row in doubled
    )
    assert tree.css("#newslist .promo a")
    assert tree.css_first("#newslist").attributes.get("data-pjax-container") == ""


@pytest.mark.parametrize(
    ("edition", "headers"),
    [
        ("en", ["1 January, Thursday", "31 December, Wednesday"]),
        ("ru", ["1 января, четверг", "31 декабря, среда"]),
        ("ky", ["1-январь, бейшемби", "31-декабрь, шаршемби"]),
    ],
)
async def test_day_headers_have_no_year_even_over_new_year(newsroom, client, edition, headers):
    newsroom.site.page_size = 100
    tree, _ = rows((await client.get(newsroom.listing(edition))).text)
    assert [node.text() for node in tree.css("#newslist .lineDate")][:2] == headers


async def test_the_carousel_repeats_rows_under_another_slug(newsroom, client):
    tree, found = rows((await client.get("/english/")).text)
    lead = [a.attributes["href"] for a in tree.css(".mainNews .mainNewsOne .one .h2 a")]
    listed = [row.css_first(".title a").attributes["href"] for row in found]
    assert [path_id(link) for link in lead] == [path_id(link) for link in listed[:3]]
    assert not set(lead) & set(listed)


async def test_pages_cover_the_listing_and_the_last_one_is_repeated_past_the_end(newsroom, client):
    seen = []
    path = "/english/"
    while path:
        tree, found = rows((await client.get(path)).text)
        seen += [path_id(row.css_first(".title a").attributes["href"]) for row in found]
        step = tree.css_first("ul.pagination .next a")
        path = step.attributes["href"] if step else None
    assert seen == [article.id for article in newsroom.listed("en")]
    assert tree.css_first("ul.pagination .next.disabled")
    past = await client.get("/english/page_99/")
    ids = [path_id(row.css_first(".title a").attributes["href"]) for row in rows(past.text)[1]]
    assert past.status_code == 200
    assert ids == seen[-len(ids) :]


async def test_old_pages_spell_their_links_differently_at_each_poll(newsroom, client):
    polls = [rows((await client.get("/page_2/")).text)[1] for _ in range(3)]
    links = [[row.css_first(".title a").attributes["href"] for row in poll] for poll in polls]
    assert len({tuple(poll) for poll in links}) == 3
    assert len({tuple(map(path_id, poll)) for poll in links}) == 1


async def test_page_1_is_the_listing_itself(newsroom, client):
    assert (await client.get("/english/page_1/")).text == (await client.get("/english/")).text


async def test_a_section_page_has_its_head_and_only_its_articles(newsroom, client):
    tree, found = rows((await client.get("/vlast/")).text)
    assert tree.css_first("h1.pageTitle").text() == "Власть"
    assert tree.css_first(".mainNewsinCat h3.title a")
    ids = [path_id(row.css_first(".title a").attributes["href"]) for row in found]
    assert ids == [article.id for article in newsroom.listed("ru", "vlast")][:30]


async def test_what_is_published_edited_and_withdrawn_shows_at_once(newsroom, client, clock):
    clock.advance(timedelta(minutes=1))
    article = newsroom.publish(edition="en", title="A title <b>& more</b>", paragraphs=["One."])
    _, found = rows((await client.get("/english/")).text)
    assert found[0].css_first(".title a").text(strip=True) == "A title <b>& more</b>"
    newsroom.edit(article.id, title="Another title")
    assert (
        rows((await client.get("/english/")).text)[1][0].css_first(".title a").text()
        == "Another title"
    )
    newsroom.withdraw(article.id, 410)
    _, found = rows((await client.get("/english/")).text)
    assert path_id(found[0].css_first(".title a").attributes["href"]) != article.id
    assert (await client.get(f"/english/{article.id}/")).status_code == 410


async def test_an_empty_newsroom_still_has_a_listing(client, clock):
    async with Newsroom(articles=0, editions=("en",), now=clock) as empty:
        page = await client.get(empty.listing("en"))
    assert page.status_code == 200
    assert rows(page.text)[1] == []


async def test_the_feed_names_the_latest_articles(newsroom, client):
    for edition in ("en", "ru"):
        page = await client.get(newsroom.feed(edition))
        ids = [int(number) for number in re.findall(r"<guid[^>]*>(\d+)</guid>", page.text)]
        assert page.headers["content-type"] == "application/rss+xml; charset=UTF-8"
        assert ids == [article.id for article in newsroom.listed(edition)[:30]]
