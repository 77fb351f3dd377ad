"""Feeds over a real archive, as feed readers take them and as their specifications want them."""

import re
import sqlite3
from contextlib import closing
from datetime import datetime
from xml.etree import ElementTree as ET

import feedparser
import httpx
import pytest

from monitor.core.opml import outlines_of

FORMS = ("rss", "atom", "json")
FEEDS = ("alerts", "search", "rules/vakunov", "sources/24kg-en")
ATOM = "{http://www.w3.org/2005/Atom}"
TAG = re.compile(r"tag:[\w.-]+,\d{4}:[\w/:@!$&'()*+,;=~.%-]+")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.mark.parametrize("form", ["rss", "atom"])
@pytest.mark.parametrize("feed", FEEDS)
async def test_a_feed_reader_finds_nothing_to_complain_of(
    reader: httpx.AsyncClient, feed: str, form: str
):
    answer = await reader.get(f"/feeds/{feed}.{form}")
    parsed = feedparser.parse(answer.content, response_headers=dict(answer.headers))

    assert answer.status_code == 200
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == {"rss": "rss20", "atom": "atom10"}[form]
    assert parsed.entries
    assert all(entry.id.startswith("tag:") and entry.published_parsed for entry in parsed.entries)
    assert len({entry.id for entry in parsed.entries}) == len(parsed.entries)
    assert all(entry.link.startswith("http") for entry in parsed.entries)


@pytest.mark.parametrize("feed", FEEDS)
async def test_atom_is_as_its_specification_wants_it(reader: httpx.AsyncClient, feed: str):
    answer = await reader.get(f"/feeds/{feed}.atom")
    root = ET.fromstring(answer.content)

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert root.tag == f"{ATOM}feed"
    # RFC 4287 §4.1.1 and §4.1.2: exactly one of each, and an author of the feed or of each entry.
    for place in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(place.findall(f"{ATOM}{name}")) == 1
        assert TAG.fullmatch(place.findtext(f"{ATOM}id") or "")
        assert RFC_3339.fullmatch(place.findtext(f"{ATOM}updated") or "")
        alternates = place.findall(f"{ATOM}link[@rel='alternate']")
        assert len(alternates) == 1
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    (itself,) = root.findall(f"{ATOM}link[@rel='self']")
    assert itself.get("href") == f"http://127.0.0.1:8787/feeds/{feed}.atom"
    updated = [each.findtext(f"{ATOM}updated") for each in root.iter(f"{ATOM}entry")]
    assert root.findtext(f"{ATOM}updated") == max(updated)


@pytest.mark.parametrize("feed", FEEDS)
async def test_json_feed_is_as_its_specification_wants_it(reader: httpx.AsyncClient, feed: str):
    answer = await reader.get(f"/feeds/{feed}.json")
    told = answer.json()

    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == f"http://127.0.0.1:8787/feeds/{feed}.json"
    assert told["title"]
    assert all(author["name"] for author in told["authors"])
    for item in told["items"]:
        # Required: an id that is a string, and a content; no null anywhere.
        assert TAG.fullmatch(item["id"])
        assert isinstance(item["content_text"], str)
        assert None not in item.values()
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert all(isinstance(each, str) for each in item.get("tags", []))
    assert len({item["id"] for item in told["items"]}) == len(told["items"])


async def test_a_feed_says_the_same_of_an_article_in_every_form(reader: httpx.AsyncClient):
    ids = {}
    for form in FORMS:
        answer = await reader.get("/feeds/sources/24kg-en." + form)
        ids[form] = set(re.findall(r"tag:127\.0\.0\.1,2026:article/24\.kg%23\d+", answer.text))

    assert len(ids["rss"]) > 5
    assert ids["rss"] == ids["atom"] == ids["json"]


async def test_a_rule_is_told_as_it_told_its_sinks(reader: httpx.AsyncClient):
    (item,) = [
        each
        for each in (await reader.get("/feeds/rules/vakunov.json")).json()["items"]
        if each["title"].startswith("Vakunov <b>")
    ]

    assert item["title"] == "Vakunov <b>meets</b> the ambassador"
    assert "Vakunov" in item["content_text"]
    assert item["tags"] == ["vakunov", "24kg-en"]


async def test_an_edit_is_an_update_under_the_old_id(reader: httpx.AsyncClient, folder):
    path = "/feeds/search.json?text=ambassador%20Vakunov"
    before = await reader.get(path)
    (item,) = before.json()["items"]
    with closing(sqlite3.connect(folder / "state" / "monitor.db")) as connection, connection:
        connection.execute(
            "INSERT INTO revision (article, number, seen_at, title, body, author, fingerprint) "
            "SELECT article, 2, '2100-01-01T00:00:00.000000+00:00', title, 'On tolls.', author, fingerprint "
            "FROM revision WHERE title LIKE 'Vakunov <b>%'"
        )
    shown = {"If-Modified-Since": before.headers["last-modified"]}
    (edited,) = (await reader.get(path, headers=shown)).json()["items"]

    assert (edited["id"], edited["date_published"]) == (item["id"], item["date_published"])
    assert (edited["date_modified"], edited["content_text"]) == (
        "2100-01-01T00:00:00Z",
        "On tolls.",
    )


async def test_a_search_is_a_feed(reader: httpx.AsyncClient):
    answer = await reader.get("/feeds/search.json", params={"text": "ambassador Vakunov"})
    (item,) = answer.json()["items"]

    assert item["title"].startswith("Vakunov")
    assert answer.json()["feed_url"].endswith("/feeds/search.json?text=ambassador+Vakunov")


@pytest.mark.parametrize(
    "path",
    ["rules/none.atom", "sources/none.rss", "alerts.csv", "search.atom?sorce=24kg-en", "none.rss"],
)
async def test_a_feed_that_is_none_is_not_there(reader: httpx.AsyncClient, path: str):
    assert (await reader.get(f"/feeds/{path}")).status_code == 404


@pytest.mark.parametrize("form", FORMS)
async def test_who_has_it_already_is_told_so(reader: httpx.AsyncClient, form: str):
    first = await reader.get(f"/feeds/alerts.{form}")
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    told = [
        (await reader.get(f"/feeds/alerts.{form}", headers=shown)).status_code
        for shown in (
            {"If-None-Match": tag},
            {"If-None-Match": f'"other", W/{tag}'},
            {"If-Modified-Since": changed},
            {"If-None-Match": '"other"', "If-Modified-Since": changed},
            {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
            {"If-Modified-Since": "yesterday"},
        )
    ]

    assert told == [304, 304, 304, 200, 200, 200]


async def test_a_reader_is_told_to_come_again(reader: httpx.AsyncClient, folder):
    (folder / "state" / "monitor.db").rename(folder / "state" / "elsewhere.db")
    answer = await reader.get("/feeds/alerts.atom")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


async def test_the_token_of_a_reader_is_in_no_feed(reader: httpx.AsyncClient):
    for form in FORMS:
        assert "hush" not in (await reader.get(f"/feeds/search.{form}?token=hush")).text


async def test_sources_are_a_list_of_feeds(reader: httpx.AsyncClient):
    answer = await reader.get("/feeds/sources.opml")
    first, second = outlines_of(answer.content)

    assert (first.title, first.language) == ("24kg-en", "en")
    assert first.feed == "http://127.0.0.1:8787/feeds/sources/24kg-en.atom"
    assert second.page.endswith("/")
    assert (await reader.get(first.feed)).status_code == 200
    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
