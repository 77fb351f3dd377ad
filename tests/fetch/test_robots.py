"""robots.txt over a real socket: what each answer allows, how long a copy lives, and who fetches it."""

import asyncio
from datetime import timedelta

import pytest

from monitor.model import Failed, Fetched, Politeness, PolitenessRules, Reason, Refused
from tests.egress.stage import Cut, page, say
from tests.fetch.conftest import POLITE
from tests.fetch.stagehand import target

EAGER = PolitenessRules(default=Politeness(delay=timedelta(), concurrency=8))
DENY = say("User-agent: *\nDisallow: /\n")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def asked(stage) -> int:
    return stage.paths.count("/robots.txt")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 418, 429, 451, 499])
async def test_a_4xx_allows_everything(set_stage, make_fetcher, status):
    stage = await set_stage({"/robots.txt": say(DENY, f"{status} No"), "/": page()})
    assert isinstance(await make_fetcher(stage, politeness=EAGER).get(target(stage.url())), Fetched)


@pytest.mark.parametrize("status", [200, 203, 206])
async def test_a_2xx_speaks(set_stage, make_fetcher, status):
    robots = say("User-agent: *\nDisallow: /\n", f"{status} Fine")
    stage = await set_stage({"/robots.txt": robots, "/": page()})
    outcome = await make_fetcher(stage, politeness=EAGER).get(target(stage.url()))
    assert (type(outcome), outcome.reason) == (Refused, Reason.ROBOTS)
    assert stage.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    "answer",
    [
        say("", "500 Oops"),
        say("", "502 Bad Gateway"),
        say("", "503 Busy"),
        say("", "599 Odd"),
        Cut(b""),
        Cut(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nUser"),
        Cut(b"SSH-2.0-OpenSSH\r\n"),
        say("junk", content_encoding="gzip"),
        say("junk", content_encoding="unheard-of"),
    ],
    ids=repr,
)
async def test_what_cannot_be_read_forbids_everything(set_stage, make_fetcher, answer):
    stage = await set_stage({"/robots.txt": answer, "/": page()})
    outcome = await make_fetcher(stage, politeness=EAGER).get(target(stage.url()))
    assert (type(outcome), outcome.reason) == (Refused, Reason.ROBOTS_UNREACHABLE)
    assert outcome.detail.startswith("robots.txt: ")
    assert set(stage.paths) == {"/robots.txt"}


async def test_silence_forbids_everything(set_stage, make_fetcher):
    async def silent(heard, writer):
        await heard.hung_up()
        writer.close()

    stage = await set_stage({"/robots.txt": silent, "/": page()})
    fetcher = make_fetcher(stage, politeness=EAGER, timeout=timedelta(seconds=0.1))
    outcome = await fetcher.get(target(stage.url()))
    assert outcome.reason == Reason.ROBOTS_UNREACHABLE


async def test_all_hops_to_a_file_together_have_one_deadline(set_stage, make_fetcher, clock):
    async def linger(heard, writer):
        clock.pass_by(timedelta(seconds=3))
        writer.write(say(b"", "302 Go", location=f"{heard.path}x"))

    stage = await set_stage({"*": linger})
    fetcher = make_fetcher(stage, politeness=EAGER, timeout=timedelta(seconds=5))
    outcome = await fetcher.get(target(stage.url()))
    assert outcome.reason == Reason.ROBOTS_UNREACHABLE
    assert stage.paths == ["/robots.txt", "/robots.txtx"]


async def test_a_forbidden_address_is_called_so(make_fetcher):
    outcome = await make_fetcher(politeness=EAGER).get(target("http://127.0.0.1:9/"))
    assert (type(outcome), outcome.reason) == (Refused, Reason.FORBIDDEN_ADDRESS)


async def test_robots_may_be_switched_off_for_a_host(set_stage, make_fetcher):
    stage = await set_stage({"/robots.txt": DENY, "/": page()})
    free = PolitenessRules(default=POLITE.default, by_host={"127.0.0.1": Politeness(robots=False)})
    assert isinstance(await make_fetcher(stage, politeness=free).get(target(stage.url())), Fetched)
    assert asked(stage) == 0


async def test_a_copy_lives_for_less_than_a_day(set_stage, make_fetcher, clock):
    stage = await set_stage({"/robots.txt": say("User-agent: *\nDisallow: /x\n"), "/": page()})
    fetcher = make_fetcher(stage, politeness=EAGER)
    for _ in range(48):
        await fetcher.get(target(stage.url()))
        clock.pass_by(timedelta(minutes=29))
    assert 1 <= asked(stage) <= 3
    clock.pass_by(24 * HOUR)
    before = asked(stage)
    await fetcher.get(target(stage.url()))
    assert asked(stage) == before + 1


async def test_a_renewed_copy_counts(set_stage, make_fetcher, clock):
    stage = await set_stage({"/robots.txt": say(""), "/": page()})
    fetcher = make_fetcher(stage, politeness=EAGER)
    assert isinstance(await fetcher.get(target(stage.url())), Fetched)
    stage.plays["/robots.txt"] = DENY
    clock.pass_by(24 * HOUR)
    assert (await fetcher.get(target(stage.url()))).reason == Reason.ROBOTS


async def test_a_stale_copy_helps_while_the_host_is_down_but_not_beyond_a_day(
    set_stage, make_fetcher, clock
):
    stage = await set_stage({"/robots.txt": say("User-agent: *\nDisallow: /x\n"), "/": page()})
    fetcher = make_fetcher(stage, politeness=EAGER)
    await fetcher.get(target(stage.url()))
    stage.plays["/robots.txt"] = say("", "503 Busy")
    clock.pass_by(13 * HOUR)
    assert isinstance(await fetcher.get(target(stage.url())), Fetched)
    assert (await fetcher.get(target(stage.url("/x")))).reason == Reason.ROBOTS
    assert asked(stage) == 2
    clock.pass_by(12 * HOUR)
    assert (await fetcher.get(target(stage.url()))).reason == Reason.ROBOTS_UNREACHABLE


async def test_an_unreachable_file_is_asked_for_after_a_minute_then_ever_later(
    set_stage, make_fetcher, clock
):
    stage = await set_stage({"/robots.txt": say("", "503 Busy"), "/": page()})
    fetcher = make_fetcher(stage, politeness=EAGER)
    waits = []
    last = clock.time
    for _ in range(6 * 60 * 2):
        before = asked(stage)
        await fetcher.get(target(stage.url()))
        if asked(stage) > before:
            waits.append(clock.time - last)
            last = clock.time
        clock.pass_by(timedelta(seconds=30))
    assert waits == [0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]
    stage.plays["/robots.txt"] = say("")
    clock.pass_by(HOUR)
    assert isinstance(await fetcher.get(target(stage.url())), Fetched)


async def test_one_fetch_serves_all_who_wait(set_stage, make_fetcher):
    stage = await set_stage({"/robots.txt": say(""), "*": page()})
    fetcher = make_fetcher(stage, politeness=EAGER)
    outcomes = await asyncio.gather(*(fetcher.get(target(stage.url(f"/{n}"))) for n in range(20)))
    assert [type(outcome) for outcome in outcomes] == [Fetched] * 20
    assert asked(stage) == 1


async def test_who_gives_up_leaves_the_fetch_to_the_next(set_stage, make_fetcher):
    arrived = asyncio.Event()

    async def slow(heard, writer):
        if arrived.is_set():
            writer.write(say(""))
            return
        arrived.set()
        await heard.hung_up()
        writer.close()

    stage = await set_stage({"/robots.txt": slow, "/": page()})
    fetcher = make_fetcher(stage, politeness=EAGER)
    first = asyncio.create_task(fetcher.get(target(stage.url())))
    second = asyncio.create_task(fetcher.get(target(stage.url())))
    await arrived.wait()
    first.cancel()
    assert isinstance(await second, Fetched)


async def test_each_origin_has_its_own_file(set_stage, make_fetcher):
    closed = await set_stage({"/robots.txt": DENY, "/": page()})
    opened = await set_stage({"/robots.txt": say(""), "/": page()})
    fetcher = make_fetcher(closed, opened, politeness=EAGER)
    assert (await fetcher.get(target(closed.url()))).reason == Reason.ROBOTS
    assert isinstance(await fetcher.get(target(opened.url())), Fetched)


async def test_five_redirects_are_followed_and_their_rules_are_the_first_origins(
    set_stage, make_fetcher
):
    other = await set_stage({"/5": DENY, "/": page(), "/robots.txt": say("")})
    hops = {f"/{n}": say("", "302 Found", location=f"/{n + 1}") for n in range(1, 4)}
    stage = await set_stage(
        {
            **hops,
            "/robots.txt": say("", "301 Moved", location="/1"),
            "/4": say("", "307 Moved", location=other.url("/5")),
            "/": page(),
        }
    )
    fetcher = make_fetcher(stage, other, politeness=EAGER)
    assert (await fetcher.get(target(stage.url()))).reason == Reason.ROBOTS
    assert isinstance(await fetcher.get(target(other.url())), Fetched)


@pytest.mark.parametrize("location", ["/robots.txt", "file:///etc/passwd", "", "http://"])
async def test_a_file_lost_in_redirects_is_no_file(set_stage, make_fetcher, location):
    stage = await set_stage({"/robots.txt": say("", "302 Found", location=location), "/": page()})
    outcome = await make_fetcher(stage, politeness=EAGER).get(target(stage.url()))
    assert isinstance(outcome, Fetched)
    assert asked(stage) <= 6


async def test_half_a_mebibyte_is_read_and_the_rest_is_not(set_stage, make_fetcher):
    early = "User-agent: *\nDisallow: /early\n"
    filler = "# filler\n" * 70_000
    stage = await set_stage({"/robots.txt": say(early + filler + "Disallow: /late\n"), "*": page()})
    fetcher = make_fetcher(stage, politeness=EAGER)
    assert (await fetcher.get(target(stage.url("/early")))).reason == Reason.ROBOTS
    assert isinstance(await fetcher.get(target(stage.url("/late"))), Fetched)


async def test_a_byte_order_mark_hides_no_rule(set_stage, make_fetcher):
    stage = await set_stage({"/robots.txt": say("\ufeffUser-agent: *\nDisallow: /\n")})
    outcome = await make_fetcher(stage, politeness=EAGER).get(target(stage.url()))
    assert outcome.reason == Reason.ROBOTS


async def test_the_file_goes_through_the_gate_and_its_delay_widens_the_gap(
    set_stage, make_fetcher, clock
):
    times = []

    async def play(heard, writer):
        times.append((heard.path, clock.time))
        body = "User-agent: *\nCrawl-delay: 7\n" if heard.path == "/robots.txt" else ""
        writer.write(page(body))

    stage = await set_stage({"*": play})
    fetcher = make_fetcher(stage, politeness=POLITE)
    for path in ("/a", "/b"):
        await fetcher.get(target(stage.url(path)))
    assert times == [("/robots.txt", 1_000), ("/a", 1_007), ("/b", 1_014)]


async def test_a_page_that_fails_is_not_the_files_fault(set_stage, make_fetcher):
    stage = await set_stage({"/robots.txt": say(""), "/": say("", "500 Oops")})
    outcome = await make_fetcher(stage, politeness=EAGER).get(target(stage.url()))
    assert (type(outcome), outcome.reason) == (Failed, Reason.HTTP_5XX)
