"""How the site speaks HTTP: validators, codings, framing, its log, its own words for other addresses."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from monitor.demo import Newsroom, Slow


@pytest.fixture
def article(newsroom):
    return newsroom.listed("en")[3]


async def test_an_unchanged_page_is_answered_304_until_its_counter_moves(
    newsroom, client, clock, article
):
    first = await client.get(newsroom.article_url(article))
    conditional = {"if-none-match": first.headers["etag"]}
    again = await client.get(newsroom.article_url(article), headers=conditional)
    assert (again.status_code, again.content) == (304, b"")
    clock.advance(timedelta(hours=3))
    later = await client.get(newsroom.article_url(article), headers=conditional)
    assert later.status_code == 200
    assert later.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("path", ["/english/", "/rss/"])
async def test_a_listing_and_a_feed_are_304_until_something_is_published(
    newsroom, client, clock, path
):
    first = await client.get(path)
    conditional = {"if-modified-since": first.headers["last-modified"]}
    assert (await client.get(path, headers=conditional)).status_code == 304
    clock.advance(timedelta(seconds=5))
    for edition in ("en", "ru"):
        newsroom.publish(edition=edition)
    assert (await client.get(path, headers=conditional)).status_code == 200


async def test_the_entity_tag_outranks_the_date(newsroom, client, article):
    first = await client.get(newsroom.article_url(article))
    headers = {"if-none-match": '"other"', "if-modified-since": first.headers["last-modified"]}
    assert (await client.get(newsroom.article_url(article), headers=headers)).status_code == 200


async def test_gzip_is_sent_only_to_who_accepts_it(newsroom, client, article):
    packed = await client.get(newsroom.article_url(article), headers={"accept-encoding": "gzip"})
    plain = await client.get(newsroom.article_url(article), headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.num_bytes_downloaded < plain.num_bytes_downloaded / 3


async def test_head_has_the_headers_of_get_and_no_body(newsroom, client, article):
    got = await client.get(newsroom.article_url(article))
    head = await client.head(newsroom.article_url(article))
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]


async def test_a_page_shows_the_host_it_was_asked_under(newsroom, client, article):
    page = await client.get(newsroom.article_url(article), headers={"host": "127.0.0.7:8080"})
    assert f"http://127.0.0.7:8080/english/{article.id}/" in page.text
    evil = await client.get(newsroom.article_url(article), headers={"host": 'x"><script>'})
    assert newsroom.short_url(article) in evil.text


async def test_robots_can_be_set(newsroom, client):
    assert "Disallow: /admin/" in (await client.get("/robots.txt")).text
    newsroom.site.robots = "User-agent: *\nDisallow: /\n"
    assert (await client.get("/robots.txt")).text == "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/english/1_x/", 404),
        ("POST", "/english/", 405),
        ("GET", "/img/x.gif", 200),
    ],
)
async def test_other_addresses(client, method, path, status):
    assert (await client.request(method, path)).status_code == status


async def test_an_edition_that_is_not_published_is_not_there(clock):
    async with (
        Newsroom(articles=5, editions=("en",), now=clock) as newsroom,
        httpx.AsyncClient(base_url=newsroom.url, trust_env=False) as client,
    ):
        statuses = [
            (await client.get(path)).status_code for path in ("/", "/rss/", "/vlast/", "/english/")
        ]
    assert statuses == [404, 404, 404, 200]


async def test_the_log_tells_method_path_headers_status_and_time(newsroom, client):
    await client.get("/english/?a=1", headers={"user-agent": "monitor (+https://example.org)"})
    seen = newsroom.requests[-1]
    assert (seen.method, seen.path, seen.status) == ("GET", "/english/?a=1", 200)
    assert seen.headers["user-agent"] == "monitor (+https://example.org)"
    assert (newsroom.requests.total, len(newsroom.requests), newsroom.in_flight) == (1, 1, 0)


async def test_overlapping_requests_are_counted(newsroom, client):
    newsroom.script("/english/*", Slow(before=timedelta(milliseconds=50)))
    async with asyncio.TaskGroup() as tasks:
        for _ in range(4):
            tasks.create_task(client.get("/english/"))
        await newsroom.wait_for(lambda: newsroom.in_flight == 4)
    assert newsroom.most_in_flight == 4
    assert [seen.in_flight for seen in newsroom.requests] == [1, 2, 3, 4]


async def test_waiting_ends_with_the_awaited_request_or_in_a_timeout(newsroom, client):
    waiting = asyncio.create_task(
        newsroom.wait_for(lambda: any(seen.path == "/rss/" for seen in newsroom.requests))
    )
    await client.get("/english/")
    assert not waiting.done()
    await client.get("/rss/")
    await waiting
    with pytest.raises(TimeoutError):
        await newsroom.wait_for(lambda: False, within=timedelta(milliseconds=5))


async def test_requests_may_come_in_pieces_and_pipelined(newsroom):
    host, port = newsroom.address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for byte in b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nConnection: close\r\n\r\n":
        writer.write(bytes([byte]))
        await asyncio.sleep(0)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    assert answer.index(b"HTTP/1.1 200 OK") < answer.index(b"HTTP/1.1 404 Not Found")
    assert b"Connection: close" in answer


@pytest.mark.parametrize(
    "words",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/3\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000,
    ],
)
async def test_what_is_no_http_gets_400_and_the_end(newsroom, speak, words):
    answer = await speak(newsroom.address, words)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")


async def test_http_1_0_clients_get_one_answer(newsroom, speak):
    answer = await speak(newsroom.address, b"GET /robots.txt HTTP/1.0\r\n\r\n")
    assert answer.endswith(newsroom.site.robots.encode())


async def test_many_addresses_can_be_one_newsroom(clock):
    async with (
        Newsroom(articles=5, editions=("en",), host="0.0.0.0", now=clock) as newsroom,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        port = newsroom.address.split(":")[1]
        pages = [await client.get(f"http://127.0.0.{last}:{port}/english/") for last in (2, 3)]
    assert [page.status_code for page in pages] == [200, 200]


async def test_the_end_of_the_newsroom_ends_stalled_requests(clock):
    async with httpx.AsyncClient(trust_env=False) as client:
        async with Newsroom(articles=5, editions=("en",), now=clock) as newsroom:
            newsroom.script("/english/", Slow(before=timedelta(hours=1)))
            asking = asyncio.create_task(client.get(newsroom.listing("en")))
            await newsroom.wait_for(lambda: newsroom.in_flight == 1)
        with pytest.raises(httpx.TransportError):
            await asking
