"""Where nothing is, and where feeds are: what every page says of addresses."""

import re
from html import unescape

import httpx
import pytest

LINK = re.compile(r'<link rel="alternate" type="([^"]+)" title="([^"]+)" href="([^"]+)">')
FORMS = {"application/atom+xml", "application/rss+xml", "application/feed+json"}


@pytest.mark.parametrize(
    "address", ["/nowhere", "/sources/none", "/rules/none", "/static/none", "/alerts/msg_0"]
)
async def test_where_nothing_is_a_page_says_so_and_leads_back(
    reader: httpx.AsyncClient, address: str
):
    answer = await reader.get(address)

    assert answer.status_code == 404
    assert "There is no page at this address" in answer.text
    assert "ack" not in answer.text.replace("back", "")
    assert '<a href="/">' in answer.text


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        ("/", "/feeds/alerts"),
        ("/alerts", "/feeds/alerts"),
        ("/alerts?rule=visa", "/feeds/rules/visa"),
        ("/alerts?rule=none", "/feeds/alerts"),
        ("/rules", "/feeds/alerts"),
        ("/rules/visa", "/feeds/rules/visa"),
        ("/sources/24kg-en", "/feeds/sources/24kg-en"),
        ("/articles", "/feeds/search"),
        ("/articles?text=ambassador&source=24kg-en", "/feeds/search"),
    ],
)
async def test_a_page_leads_to_its_feed_in_every_form(
    reader: httpx.AsyncClient, address: str, feed: str
):
    found = LINK.findall((await reader.get(address)).text)
    answers = [await reader.get(unescape(href)) for _, _, href in found]

    assert {media for media, _, _ in found} == FORMS
    assert all(href.startswith(f"{feed}.") for _, _, href in found)
    assert len({title for _, title, _ in found}) == 3
    for (media, _, _), answer in zip(found, answers, strict=True):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media)


async def test_a_search_that_no_feed_can_have_leads_to_none(reader: httpx.AsyncClient):
    for address in (
        "/articles?views=1",
        "/articles?since=2026-01-01",
        f"/articles?text={'a' * 201}",
    ):
        assert LINK.findall((await reader.get(address)).text) == []


async def test_the_search_that_a_page_shows_is_the_search_of_its_feed(reader: httpx.AsyncClient):
    page = await reader.get("/articles?text=ambassador+Vakunov&source=24kg-en")
    (address,) = [href for media, _, href in LINK.findall(page.text) if media.endswith("json")]
    told = (await reader.get(unescape(address))).json()

    assert [item["title"] for item in told["items"]] == ["Vakunov <b>meets</b> the ambassador"]


async def test_the_sources_lead_to_their_list(reader: httpx.AsyncClient):
    ((media, _, href),) = LINK.findall((await reader.get("/sources")).text)

    assert (media, href) == ("text/x-opml", "/feeds/sources.opml")
    assert (await reader.get(href)).status_code == 200
