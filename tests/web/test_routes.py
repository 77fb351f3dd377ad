"""Every route there is: none answers a stranger, and none turns what a site says into markup."""

import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route, compile_path

from monitor.runtime.desk import ArchiveDesk
from monitor.web.app import routes_of
from monitor.web.frame import Frame
from tests.web.hostile import poison

# What needs no login: the login, our own style, links that hold their key, and whether we are alive.
OPEN = ("/login", "/static", "/ack/{alert}", "/healthz", "/readyz")


def walked(routes: Iterable[BaseRoute], under: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and each method of every route."""
    for route in routes:
        if isinstance(route, Mount):
            yield from walked(route.routes, under + route.path)
        elif isinstance(route, Route):
            for method in sorted(route.methods or ()):
                yield under + route.path, method
        else:
            raise AssertionError(f"what is {route}?")


@pytest.fixture
def routes(desk_of_archive: ArchiveDesk) -> list[tuple[str, str]]:
    found = list(walked(routes_of(desk_of_archive, Frame(desk_of_archive))))
    return [(path, method) for path, method in found if not path.startswith(OPEN)]


async def test_no_route_answers_a_stranger(
    stranger: httpx.AsyncClient, routes: list[tuple[str, str]]
):
    let_in = []
    for path, method in routes:
        answer = await stranger.request(method, re.sub(r"\{\w+(:\w+)?\}", "x", path))
        is_asked_in = answer.status_code == 303 and answer.headers["location"].startswith("/login")
        if not (answer.status_code == 401 or is_asked_in):
            let_in.append((method, path, answer.status_code))

    assert len(routes) > 60
    assert let_in == []


def test_no_name_that_somebody_gives_is_shadowed_by_an_address_of_ours(
    desk_of_archive: ArchiveDesk,
):
    paths = dict.fromkeys(
        path for path, _ in walked(routes_of(desk_of_archive, Frame(desk_of_archive)))
    )
    plain = [path for path in paths if "{" not in path]
    named = [path for path in paths if "{" in path]
    shadowed = {
        path for pattern in named for path in plain if compile_path(pattern)[0].fullmatch(path)
    }

    assert shadowed == {
        # No rule may have this id (`config/fields.py`).
        "/rules/try",
        "/api/v1/rules/try",
        # Ids of alerts begin with "msg_"; articles go by numbers, names with a "#" and links.
        "/api/v1/alerts/stream",
        "/api/v1/articles/by-link",
    }


async def test_a_token_that_may_only_read_changes_nothing(
    stranger: httpx.AsyncClient, routes: list[tuple[str, str]], config
):
    from tests.web.test_door import made

    shown = {"Authorization": f"Bearer {made(config, 'token', 'grafana')}"}
    changing = [(path, method) for path, method in routes if method not in ("GET", "HEAD")]
    told = {
        (await stranger.request(method, re.sub(r"\{\w+\}", "x", path), headers=shown)).status_code
        for path, method in changing
    }

    assert len(changing) > 3
    assert told == {403}


class Elements(HTMLParser):
    """Collects the names of the elements of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)


def elements(html: str) -> set[str]:
    """Return the names of the elements that a browser would make of it."""
    parser = Elements()
    parser.feed(html)
    parser.close()
    return parser.names


@pytest.fixture
def hostile(folder: Path) -> list[str]:
    """Put every payload into the archive as title, author, link and text of an article, past all that cleans them."""
    return [payload for _, payload in poison(folder / "state" / "monitor.db")]


async def read_whole(reader: httpx.AsyncClient, path: str) -> list[dict]:
    found, address = [], path
    while address:
        answer = await reader.get(address)
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        # Nothing that a terminal or a reader of lines acts on.
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", answer.text)
        found += answer.json()["items"]
        address = answer.links.get("next", {}).get("url")
    return found


async def test_whatever_a_site_says_is_text_in_the_api(
    reader: httpx.AsyncClient, hostile: list[str]
):
    lines = await read_whole(reader, "/api/v1/articles?limit=50")
    titles = [line["title"] for line in lines]
    alerts = await read_whole(reader, "/api/v1/alerts?limit=50")

    # Told as it is held, to the last character.
    assert [payload for payload in hostile if payload not in titles] == []
    assert {json.loads(alert["payload"])["data"]["article"]["title"] for alert in alerts} >= set(
        hostile
    )


@pytest.mark.parametrize("feed", ["sources/24kg-en", "alerts", "rules/visa"])
async def test_whatever_a_site_says_is_text_in_feeds(
    reader: httpx.AsyncClient, hostile: list[str], feed: str, monkeypatch
):
    monkeypatch.setattr("monitor.web.feeds._MOST", 500)
    atom = await reader.get(f"/feeds/{feed}.atom")
    rss = await reader.get(f"/feeds/{feed}.rss")
    told = (await reader.get(f"/feeds/{feed}.json")).json()
    entries = ET.fromstring(atom.content).findall("{http://www.w3.org/2005/Atom}entry")
    items = ET.fromstring(rss.content).findall("channel/item")

    assert len(entries) == len(items) == len(told["items"]) > 200
    for entry in entries:
        # Text, and nothing in it that could be more.
        assert entry.find("{*}content").get("type") == "text"
        assert {child.tag.partition("}")[2] for child in entry.iter()} <= {
            "entry", "id", "title", "published", "updated", "link", "author", "name", "category", "content",
        }  # fmt: skip
        assert all(each.get("href").startswith("http") for each in entry.findall("{*}link"))
    for item in items:
        # A reader that takes a title or an author for HTML makes no element of it; of a text, paragraphs only.
        for name in ("title", "{*}creator"):
            assert elements(item.findtext(name) or "") == set()
        assert elements(item.findtext("description") or "") <= {"p"}
        assert (item.findtext("link") or "http").startswith("http")
    assert all(item.get("url", "http").startswith("http") for item in told["items"])
    for parsed in (feedparser.parse(atom.content), feedparser.parse(rss.content)):
        assert not parsed.bozo
        assert len(parsed.entries) == len(entries)
