"""Scripted misbehaviour: what a client gets to see of each fault, and when it is over."""

import gzip
import zlib
from datetime import timedelta

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.demo import (
    REDESIGN,
    Bomb,
    Charset,
    Chunked,
    Garbage,
    Hangup,
    Huge,
    Informational,
    Redirect,
    Rewrite,
    Slow,
    Stall,
    Status,
    Truncated,
)
from monitor.demo.caches import Caches

PATH = "/english/"
ASK = b"GET /english/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


async def test_faults_play_in_order_and_end(newsroom, client):
    newsroom.script(PATH, Status(code=429, headers=(("Retry-After", "7"),)), times=2)
    newsroom.script(PATH, Status(code=503, body=b"busy"), times=1)
    answers = [await client.get(PATH) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [429, 429, 503, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert answers[2].content == b"busy"
    assert [seen.status for seen in newsroom.requests] == [429, 429, 503, 200]


async def test_a_script_is_for_a_path_a_prefix_or_an_article_in_any_spelling(newsroom, client):
    article, other = newsroom.listed("en")[:2]
    newsroom.script(article.id, Status(code=500))
    newsroom.script("/vlast/*", Status(code=502))
    for spelling in (newsroom.article_url(article), newsroom.short_url(article)):
        assert (await client.get(spelling)).status_code == 500
    assert (await client.get("/vlast/page_2/")).status_code == 502
    assert (await client.get(newsroom.article_url(other))).status_code == 200
    newsroom.heal(article.id)
    assert (await client.get(newsroom.short_url(article))).status_code == 200
    assert (await client.get("/vlast/")).status_code == 502
    newsroom.heal()
    assert (await client.get("/vlast/")).status_code == 200


async def test_redirects_lead_elsewhere_around_or_on_for_ever(newsroom, client):
    newsroom.script("/a", Redirect(to="/english/", status=301))
    assert (await client.get("/a", follow_redirects=True)).status_code == 200
    for endless in (Redirect(to="/b"), Redirect()):
        newsroom.heal("/b")
        newsroom.script("/b", endless)
        with pytest.raises(httpx.TooManyRedirects):
            await client.get("/b", follow_redirects=True)
    assert (await client.get("/b?hop=41")).headers["location"] == "/b?hop=42"


async def test_a_redesign_leaves_no_selector_a_hit_and_can_be_taken_back(newsroom, client):
    article = newsroom.listed("en")[0]
    newsroom.script("/*", REDESIGN)
    listing = LexborHTMLParser((await client.get(PATH)).text)
    page = LexborHTMLParser((await client.get(newsroom.article_url(article))).text)
    for css in ("#newslist", ".lineNews .one", ".lineDate", ".title a"):
        assert listing.css(css) == []
    for css in (
        "h1",
        ".newsTitle",
        "div.cont",
        "[itemprop]",
        "div.newsLink",
        "meta[property^=article]",
    ):
        assert page.css(css) == []
    assert article.paragraphs[-1].split()[0] in page.text()
    newsroom.heal()
    assert LexborHTMLParser((await client.get(PATH)).text).css("#newslist .lineNews .one")


async def test_a_rewrite_changes_only_its_words(newsroom, client):
    article = newsroom.listed("en")[0]
    newsroom.script(article.id, Rewrite(changes=(("views: ", "views: 1."),)))
    assert (
        f"views: 1.{newsroom.views(article)}"
        in (await client.get(newsroom.article_url(article))).text
    )


@pytest.mark.parametrize(
    ("fault", "content_type", "encoding"),
    [
        (Charset(encoding="cp1251", label="utf-8"), "text/html; charset=utf-8", "cp1251"),
        (Charset(encoding="utf-8", label=None), "text/html", "utf-8"),
        (Charset(encoding="cp1251", label="windows-1251", meta="windows-1251"), None, "cp1251"),
    ],
)
async def test_a_charset_may_lie(newsroom, client, fault, content_type, encoding):
    newsroom.script("/", fault)
    page = await client.get("/")
    assert page.headers["content-type"] == (content_type or "text/html; charset=windows-1251")
    assert "Последние новости" in page.content.decode(encoding)
    assert f'<meta charset="{fault.meta}">'.encode() in page.content


async def test_a_slow_page_comes_whole_in_the_end(newsroom, client):
    honest = (await client.get(PATH)).content
    newsroom.script(
        PATH, Slow(before=timedelta(milliseconds=5), chunk=9000, every=timedelta(milliseconds=1))
    )
    assert (await client.get(PATH)).content == honest
    newsroom.heal()
    newsroom.script(PATH, Slow(before=timedelta(milliseconds=1)), times=1)
    assert (await client.get(PATH)).content == honest


@pytest.mark.parametrize("after", [0, 10, 5000])
async def test_a_stalled_page_never_ends_and_the_stall_ends_with_the_client(
    newsroom, client, after
):
    newsroom.script(PATH, Stall(after=after))
    with pytest.raises(httpx.ReadTimeout):
        await client.get(PATH, timeout=0.05)
    newsroom.heal()
    assert (await client.get(PATH)).status_code == 200
    assert newsroom.in_flight == 0


async def test_a_truncated_page_ends_before_its_length(newsroom, client, speak):
    newsroom.script(PATH, Truncated(after=100))
    head, _, body = (await speak(newsroom.address, ASK)).partition(b"\r\n\r\n")
    assert b"HTTP/1.1 200 OK" in head
    assert len(body) == 100
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get(PATH)


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
async def test_a_huge_page_is_as_large_as_asked(newsroom, client, framing):
    newsroom.script(PATH, Huge(size=300_001, framing=framing))
    page = await client.get(PATH)
    assert len(page.content) == 300_001
    assert ("content-length" in page.headers) == (framing == "length")


@pytest.mark.parametrize("framing", ["chunked", "close"])
async def test_an_endless_page_pours_until_the_client_leaves(newsroom, client, framing):
    newsroom.script(PATH, Huge(size=None, framing=framing))
    received = 0
    async with client.stream("GET", PATH) as page:
        async for block in page.aiter_raw():
            received += len(block)
            if received > 2_000_000:
                break
    assert received > 2_000_000


@pytest.mark.parametrize("layers", [1, 2])
async def test_a_bomb_is_small_on_the_wire_and_sound_inside(newsroom, client, layers):
    newsroom.script(PATH, Bomb(megabytes=20, layers=layers))
    async with client.stream("GET", PATH) as page:
        wire = b"".join([block async for block in page.aiter_raw()])
    assert page.headers["content-encoding"] == ", ".join(["gzip"] * layers)
    assert len(wire) < 50_000
    for _ in range(layers):
        wire = gzip.decompress(wire)
    assert wire == b" " * 20 * 1024 * 1024


async def test_a_deflate_bomb_is_sound_too(newsroom, client):
    newsroom.script(PATH, Bomb(megabytes=3, coding="deflate"))
    async with client.stream("GET", PATH) as page:
        wire = b"".join([block async for block in page.aiter_raw()])
    assert len(zlib.decompress(wire)) == 3 * 1024 * 1024


async def test_interim_answers_come_before_the_page(newsroom, client, speak):
    newsroom.script(PATH, Informational(count=50))
    answer = await speak(newsroom.address, ASK)
    assert answer.count(b"HTTP/1.1 100 Continue\r\n\r\n") == 50
    assert b"HTTP/1.1 200 OK" in answer


async def test_garbage_and_hangups_are_no_answers(newsroom, client):
    for fault, error in (
        (Garbage(), httpx.RemoteProtocolError),
        (Hangup(), httpx.RemoteProtocolError),
        (Hangup(reset=True), httpx.ReadError),
    ):
        newsroom.script(PATH, fault, times=1)
        with pytest.raises(error):
            await client.get(PATH)
    assert [seen.status for seen in newsroom.requests] == [0, 0, 0]


async def test_a_chunked_page_is_the_honest_page(newsroom, client):
    honest = (await client.get(PATH)).content
    newsroom.script(PATH, Chunked(chunk=1000))
    page = await client.get(PATH)
    assert page.headers["transfer-encoding"] == "chunked"
    assert page.content == honest


async def test_the_connection_survives_faults_that_keep_to_http(newsroom, client):
    for fault in (
        Status(code=500),
        Chunked(),
        Slow(before=timedelta(milliseconds=1)),
        Huge(size=10),
    ):
        newsroom.script(PATH, fault, times=1)
        await client.get(PATH)
    assert newsroom.connections == 1


@pytest.mark.parametrize(
    ("says_age", "ages"), [(True, ["0", "0", "0", "600"]), (False, [None] * 4)]
)
async def test_caches_serve_their_copies_in_turn_until_they_are_old(
    newsroom, client, clock, says_age, ages
):
    article = newsroom.listed("en")[0]
    lives = (timedelta(), timedelta(minutes=20))
    newsroom.script(article.id, Caches(now=clock, lives=lives, says_age=says_age))
    path = newsroom.article_url(article)
    answers = [await client.get(path) for _ in range(2)]
    newsroom.edit(article.id, title="Another headline")
    clock.advance(timedelta(minutes=10))
    answers += [await client.get(path) for _ in range(2)]
    clock.advance(timedelta(minutes=10))
    renewed = [await client.get(path) for _ in range(2)]

    assert ["Another headline" in answer.text for answer in answers] == [False, False, True, False]
    assert ["Another headline" in answer.text for answer in renewed] == [True, True]
    assert [answer.headers.get("age") for answer in answers] == ages
