"""From a target to an outcome over a real socket: statuses, types, conditions, redirects, waits."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.core.retry_after import parse_retry_after
from monitor.fetch import Fetcher
from monitor.model import (
    Failed,
    Fetched,
    NotModified,
    Politeness,
    PolitenessRules,
    Reason,
    Refused,
    Round,
    TargetKind,
    Validators,
)
from monitor.ports import Fetcher as FetcherPort
from tests.egress.stage import RealClock, page, say
from tests.fetch.stagehand import START, target

HELD = Validators(etag='"1"', last_modified="Sun, 22 Nov 2026 11:00:00 GMT")


def conditions(heard) -> tuple[str | None, str | None]:
    return heard.headers.get("if-none-match"), heard.headers.get("if-modified-since")


async def test_a_fetcher_is_what_the_port_asks_for(make_fetcher):
    fetcher: FetcherPort = make_fetcher()
    assert isinstance(fetcher, Fetcher)


async def test_a_200_is_a_page(set_stage, make_fetcher):
    stage = await set_stage({"/a": page("<p>привет", etag='W/"2"', last_modified="x")})
    outcome = await make_fetcher(stage).get(target(stage.url("/a#part")))
    assert isinstance(outcome, Fetched)
    assert outcome.page.url == stage.url("/a#part")
    assert outcome.page.final_url == stage.url("/a")
    assert outcome.page.body == "<p>привет".encode()
    assert outcome.page.content_type == "text/html; charset=utf-8"
    assert outcome.page.validators == Validators(etag='W/"2"', last_modified="x")
    assert outcome.wire_bytes == len("<p>привет".encode())
    assert outcome.at == START


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (201, Reason.PROTOCOL),
        (204, Reason.PROTOCOL),
        (206, Reason.PROTOCOL),
        (300, Reason.HTTP_3XX),
        (304, Reason.PROTOCOL),
        (305, Reason.HTTP_3XX),
        (400, Reason.HTTP_4XX),
        (401, Reason.HTTP_4XX),
        (403, Reason.HTTP_4XX),
        (404, Reason.NOT_FOUND),
        (410, Reason.GONE),
        (418, Reason.HTTP_4XX),
        (429, Reason.RATE_LIMITED),
        (451, Reason.HTTP_4XX),
        (500, Reason.HTTP_5XX),
        (502, Reason.HTTP_5XX),
        (503, Reason.HTTP_5XX),
        (521, Reason.HTTP_5XX),
        (601, Reason.PROTOCOL),
        (999, Reason.PROTOCOL),
    ],
)
async def test_every_other_status_has_its_reason(set_stage, make_fetcher, status, reason):
    body = b"" if status in {204, 304} else b"<p>"
    stage = await set_stage({"/": say(body, f"{status} Status", content_type="text/html")})
    outcome = await make_fetcher(stage).get(target(stage.url()))
    assert isinstance(outcome, Failed)
    assert (outcome.reason, outcome.status) == (reason, status)


async def test_a_challenge_is_called_so(set_stage, make_fetcher):
    stage = await set_stage({"/": say("", "403 Forbidden", cf_mitigated="challenge")})
    outcome = await make_fetcher(stage).get(target(stage.url()))
    assert outcome.reason == Reason.BLOCKED
    assert outcome.detail == "status 403, challenge: the field cf-mitigated"


@pytest.mark.parametrize("content_type", ["application/rss+xml", "text/plain"])
async def test_a_feed_may_be_a_listing_whatever_its_type_says_and_is_no_article(
    set_stage, make_fetcher, content_type
):
    stage = await set_stage({"/": say("<rss>Access denied", content_type=content_type)})
    listing = target(stage.url())
    came = await make_fetcher(stage).get(listing)
    page = await make_fetcher(stage).get(replace(listing, kind=TargetKind.ARTICLE))

    assert isinstance(came, Fetched)
    assert isinstance(page, Failed)


@pytest.mark.parametrize(
    ("content_type", "body", "is_page"),
    [
        ("text/html", "<p>", True),
        ("TEXT/HTML ; charset=x", "<p>", True),
        ("application/xhtml+xml", "<p>", True),
        ("", "<p>", True),
        (None, "<p>", True),
        ("text/html", "", True),
        ("text/html", "plain words", True),
        ("text/html", "[1] a footnote", True),
        ("text/html", "\ufeff <!doctype html>", True),
        ("text/plain", "<p>", False),
        ("application/pdf", "<p>", False),
        ("application/json", "<p>", False),
        ("image/gif", "<p>", False),
        ("application/rss+xml", "<x>", False),
        ("html", "<p>", False),
        ("text/html, text/plain", "<p>", False),
        ("text/html", "%PDF-1.7", False),
        ("text/html", "GIF89a", False),
        ("text/html", b"\x89PNG\r\n\x1a\n", False),
        ("text/html", b"\xff\xd8\xff\xe0", False),
        ("text/html", b"PK\x03\x04", False),
        ("text/html", b"\x1f\x8b\x08", False),
        ("text/html", ' {"error": 1}', False),
        ("text/html", '[\n{"a": 1}]', False),
        ("text/html", "{}", False),
        (None, "%PDF-1.7", False),
    ],
)
async def test_only_what_may_be_html_is_a_page(
    set_stage, make_fetcher, content_type, body, is_page
):
    fields = {} if content_type is None else {"content_type": content_type}
    stage = await set_stage({"/": say(body, **fields)})
    outcome = await make_fetcher(stage).get(target(stage.url()))
    if is_page:
        assert isinstance(outcome, Fetched)
    else:
        assert (type(outcome), outcome.reason) == (Failed, Reason.WRONG_TYPE)


# Conditions


async def test_validators_make_a_condition_and_a_304_is_not_modified(set_stage, make_fetcher):
    stage = await set_stage({"/": say(b"", "304 Not Modified")})
    outcome = await make_fetcher(stage).get(target(stage.url(), validators=HELD))
    assert isinstance(outcome, NotModified)
    assert conditions(stage.heard[0]) == ('"1"', "Sun, 22 Nov 2026 11:00:00 GMT")


async def test_without_validators_there_is_no_condition(set_stage, make_fetcher):
    stage = await set_stage({"/": page()})
    await make_fetcher(stage).get(target(stage.url()))
    assert conditions(stage.heard[0]) == (None, None)


@pytest.mark.parametrize(("number", "expected"), [(1, '"1"'), (2, None)])
async def test_validators_belong_to_a_listings_first_page(
    set_stage, make_fetcher, number, expected
):
    stage = await set_stage({"/": page(), "/page": page()})
    turn = Round(began_at=START, page=number, url=stage.url("/page"))
    outcome = await make_fetcher(stage).get(target(stage.url(), validators=HELD, unfinished=turn))
    assert stage.paths == ["/page"]
    assert conditions(stage.heard[0])[0] == expected
    assert outcome.page.url == stage.url("/page")


async def test_conditions_are_for_the_first_origin_only(set_stage, make_fetcher):
    other = await set_stage({"/": say(b"", "304 Not Modified")})
    stage = await set_stage(
        {
            "/": say(b"", "302 Found", location="/same"),
            "/same": say(b"", "302 Found", location=other.url()),
        }
    )
    outcome = await make_fetcher(stage, other).get(target(stage.url(), validators=HELD))
    assert [conditions(heard)[0] for heard in stage.heard] == ['"1"', '"1"']
    assert conditions(other.heard[0]) == (None, None)
    assert (type(outcome), outcome.reason) == (Failed, Reason.PROTOCOL)


async def test_a_validator_comes_back_byte_for_byte_and_a_monster_is_not_kept(
    set_stage, make_fetcher
):
    stage = await set_stage({"/": page(etag='"é"', last_modified="x" * 2_000)})
    fetcher = make_fetcher(stage)
    held = (await fetcher.get(target(stage.url()))).page.validators
    assert held == Validators(etag='"é"')
    await fetcher.get(target(stage.url(), validators=held))
    assert conditions(stage.heard[1]) == ('"é"', None)


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed(set_stage, make_fetcher, status):
    stage = await set_stage({"/": say(b"", f"{status} Go", location="b?c#d"), "/b": page()})
    outcome = await make_fetcher(stage).get(target(stage.url()))
    assert outcome.page.final_url == stage.url("/b?c")
    assert outcome.page.url == stage.url()


async def test_a_location_in_utf_8_is_followed(set_stage, make_fetcher):
    location = "/новости".encode().decode("latin-1")
    stage = await set_stage({"/": say(b"", "301 Go", location=location), "*": page()})
    outcome = await make_fetcher(stage).get(target(stage.url()))
    assert stage.paths[1] == "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"
    assert isinstance(outcome, Fetched)


async def test_five_redirects_are_followed_and_a_sixth_is_not(set_stage, make_fetcher):
    hops = {f"/{n}": say(b"", "302 Go", location=f"/{n + 1}") for n in range(20)}
    stage = await set_stage({**hops, "/5": page()})
    assert isinstance(await make_fetcher(stage).get(target(stage.url("/0"))), Fetched)
    stage.plays["/5"] = hops["/5"]
    outcome = await make_fetcher(stage).get(target(stage.url("/0")))
    assert (outcome.reason, outcome.detail) == (Reason.REDIRECTS, "more than 5 redirects")
    assert len(stage.heard) == 6 + 6


@pytest.mark.parametrize(
    "location",
    [
        "/",
        "#top",
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://127.0.0.1/",
        "ftp://127.0.0.1/",
        "//user@127.0.0.1/",
        "http://127.0.0.1\\@example.org/",
        "http://",
        "http://[::1",
        "/a b",
        "http://example.org:0/",
        "/" + "x" * 9_000,
    ],
)
async def test_a_redirect_to_no_usable_place_is_not_followed(set_stage, make_fetcher, location):
    stage = await set_stage({"/": say(b"", "302 Go", location=location)})
    outcome = await make_fetcher(stage).get(target(stage.url()))
    assert (type(outcome), outcome.reason, outcome.status) == (Failed, Reason.REDIRECTS, 302)
    assert stage.paths == ["/"]


async def test_a_ring_of_redirects_is_left(set_stage, make_fetcher):
    stage = await set_stage(
        {"/a": say(b"", "302 Go", location="/b"), "/b": say(b"", "302 Go", location="/a")}
    )
    outcome = await make_fetcher(stage).get(target(stage.url("/a")))
    assert outcome.reason == Reason.REDIRECTS
    assert outcome.detail.startswith("a loop")
    assert stage.paths == ["/a", "/b"]


async def test_all_hops_together_have_one_deadline(set_stage, make_fetcher, clock):
    async def linger(heard, writer):
        clock.pass_by(timedelta(seconds=3))
        writer.write(say(b"", "302 Go", location=f"{heard.path}x"))

    stage = await set_stage({"*": linger})
    outcome = await make_fetcher(stage, timeout=timedelta(seconds=5)).get(target(stage.url()))
    assert (outcome.reason, outcome.took) == (Reason.TIMEOUT, timedelta(seconds=6))
    assert stage.paths == ["/", "/x"]


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "169.254.169.254", "[::1]", "localhost", "10.0.0.1", "0"]
)
async def test_a_redirect_to_a_forbidden_address_is_refused(set_stage, make_fetcher, host):
    stage = await set_stage({"/": say(b"", "302 Go", location=f"http://{host}:1/")})
    outcome = await make_fetcher(stage).get(target(stage.url()))
    assert (type(outcome), outcome.reason) == (Refused, Reason.FORBIDDEN_ADDRESS)


async def test_a_redirect_asks_the_robots_of_where_it_leads(set_stage, make_fetcher):
    other = await set_stage({"/robots.txt": say("User-agent: *\nDisallow: /\n"), "/": page()})
    stage = await set_stage({"/robots.txt": say(""), "/": say(b"", "302 Go", location=other.url())})
    eager = PolitenessRules(default=Politeness(delay=timedelta()))
    outcome = await make_fetcher(stage, other, politeness=eager).get(target(stage.url()))
    assert (type(outcome), outcome.reason) == (Refused, Reason.ROBOTS)
    assert other.paths == ["/robots.txt"]


async def test_every_hop_waits_its_turn(set_stage, make_fetcher, clock):
    times = []

    async def play(heard, writer):
        times.append(clock.time)
        writer.write(say(b"", "302 Go", location=heard.path + "x"))

    stage = await set_stage({"*": play, "/xxxx": page()})
    slow = PolitenessRules(default=Politeness(delay=timedelta(seconds=3), robots=False))
    await make_fetcher(stage, politeness=slow).get(target(stage.url()))
    assert times == [1_000, 1_003, 1_006, 1_009]


# Refusals and failures


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://u:p@example.org/", "nonsense", "http://e.org/\n"]
)
async def test_a_bad_url_is_refused(make_fetcher, url):
    outcome = await make_fetcher().get(target(url))
    assert (type(outcome), outcome.reason) == (Refused, Reason.BAD_URL)


async def test_a_forbidden_address_is_refused(make_fetcher):
    outcome = await make_fetcher().get(target("http://169.254.169.254/latest"))
    assert (type(outcome), outcome.reason) == (Refused, Reason.FORBIDDEN_ADDRESS)


async def test_a_failure_says_nothing_of_the_query(set_stage, make_fetcher):
    stage = await set_stage({})
    await stage.close()
    outcome = await make_fetcher(stage).get(target(stage.url("/?key=secret")))
    assert (type(outcome), outcome.reason) == (Failed, Reason.CONNECT)
    assert "secret" not in repr(outcome)


@pytest.mark.parametrize("status", [429, 503, 403])
async def test_the_servers_wish_is_passed_on(set_stage, make_fetcher, status):
    stage = await set_stage({"/": say(b"", f"{status} No", retry_after="120")})
    outcome = await make_fetcher(stage).get(target(stage.url()))
    assert outcome.retry_after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 1),
        ("1", 1),
        ("120", 120),
        (" 120 ", 120),
        ("86400", 86_400),
        ("86401", 86_400),
        ("9999999999", 86_400),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60),
        ("Sunday, 22-Nov-26 12:01:00 GMT", 60),
        ("Sun Nov 22 12:01:00 2026", 60),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 1),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 1),
        ("Fri, 22 Nov 2126 12:00:00 GMT", 86_400),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", 2),
        ("+5", None),
        ("120, 120", 120),
        ("9" * 5_000, None),
        ("Sun, 99 Nov 2026 12:01:00 GMT", None),
        ("Sun, 22 Nov 99999999 12:01:00 GMT", None),
        ("2026-11-22T12:01:00Z", None),
        ("\u0661\u0662", None),
        ("x" * 100_000, None),
    ],
)
def test_retry_after_is_a_duration_that_can_be_kept(value, seconds):
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert parse_retry_after(value, datetime.fromisoformat("2026-11-22T12:00:00+00:00")) == expected


async def test_many_hosts_are_fetched_while_one_stalls(set_stage, make_fetcher):
    stalled = asyncio.Event()

    async def stall(heard, writer):
        stalled.set()
        await heard.hung_up()
        writer.close()

    slow = await set_stage({"/": stall}, host="127.0.0.99")
    quick = [await set_stage({"/": page()}, host=f"127.0.1.{n + 1}") for n in range(30)]
    rules = PolitenessRules(default=Politeness(delay=timedelta(), robots=False))
    fetcher = make_fetcher(slow, *quick, politeness=rules, clock=RealClock())
    waiting = asyncio.create_task(fetcher.get(target(slow.url())))
    await stalled.wait()
    outcomes = await asyncio.gather(*(fetcher.get(target(stage.url())) for stage in quick))
    assert [type(outcome) for outcome in outcomes] == [Fetched] * 30
    assert not waiting.done()
    waiting.cancel()
