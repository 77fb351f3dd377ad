"""Several workers on one database, in the test's own loop, against a real newsroom and a real receiver."""

import asyncio
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest

from monitor.config import load
from monitor.demo import Redirect
from monitor.runtime.clock import SystemClock
from monitor.runtime.fleet.member import Member, open_member
from monitor.runtime.listeners import Listeners
from tests.store.looking import rows

DELAY = 0.1


@pytest.fixture
async def sites(program, newsroom, server) -> AsyncIterator[str]:
    """Let the program watch three hosts politely, on a server's database, and return its URL."""
    url = server.empty()
    async with newsroom.also_at("127.0.0.2") as second, newsroom.also_at("127.0.0.3") as third:
        program.configure(
            editions=("en", "ru", "ky"),
            concurrency=1,
            ru=f"http://127.0.0.2:{second.port}/",
            ky=f"http://127.0.0.3:{third.port}/kyrgyzcha/",
        )
        text = program.path.read_text(encoding="utf-8")
        for said, instead in (
            ('database = "state/monitor.db"', f'database = "{url}"'),
            ('delay = "0s"', f'delay = "{round(DELAY * 1000)}ms"'),
            ("[fetch]", "[fetch]\nscouts = 0"),
            (
                "allow_addresses = [",
                f'allow_addresses = ["127.0.0.2:{second.port}", "127.0.0.3:{third.port}", ',
            ),
        ):
            assert said in text
            text = text.replace(said, instead)
        program.path.write_text(text + "\n[archive]\n", encoding="utf-8")
        yield url


@asynccontextmanager
async def worker(program, heard: list[str], *, may_lead: bool) -> AsyncIterator[Member]:
    """Have a worker at work, which says which pages it checked."""
    member = await open_member(
        load(program.path, {}),
        clock=SystemClock(),
        console=sys.stdout,
        listeners=Listeners(
            on_checked=lambda checked: heard.append(checked.plan.target.url),
            on_settled=lambda _: None,
        ),
        grace=timedelta(seconds=4),
        may_lead=may_lead,
    )
    member.begin()
    try:
        yield member
    finally:
        await member.drain()
        await member.close()


def gaps(newsroom) -> dict[str, float]:
    """Return the least time between two requests to each host."""
    times = defaultdict(list)
    for request in newsroom.requests:
        times[request.headers["host"]].append(request.at)
    return {host: min(b - a for a, b in pairwise(at)) for host, at in times.items()}


async def test_workers_share_hosts_and_tell_everything_once(program, newsroom, receiver, sites):
    first, second = [], []
    async with AsyncExitStack() as fleet:
        leader = await fleet.enter_async_context(worker(program, first, may_lead=True))
        other = await fleet.enter_async_context(worker(program, second, may_lead=False))
        newsroom.publish(edition="en", topics=("vakunov",), title="Vakunov speaks")
        # Each has been at work, and every listing was polled.
        await newsroom.wait_for(
            lambda: (
                bool(first and second)
                and {*map(_listing, newsroom.requests)} >= {"/english/", "/", "/kyrgyzcha/"}
            )
        )
        told = [
            newsroom.publish(edition=edition, title=title, topics=("vakunov",))
            for edition, title in (("en", "Vakunov sings"), ("ru", "Вакунов поет"))
        ]
        await receiver.wait_until(lambda: len({each.id for each in receiver.accepted}) >= len(told))
        assert (leader.is_leading, other.is_leading) == (True, False)

    assert min(gaps(newsroom).values()) >= DELAY
    asked = Counter(r.path for r in newsroom.requests if _listing(r) is None)
    assert max(asked.values()) <= 1
    sent = Counter(each.id for each in receiver.accepted)
    assert set(sent.values()) == {1}
    assert rows(sites, "SELECT count(*) FROM attempt") == [(len(sent),)]
    assert rows(sites, "SELECT count(*) FROM alert WHERE page IS NULL") == [(0,)]
    assert rows(sites, "SELECT count(*) FROM monitor_stint WHERE holder IS NOT NULL") == [(0,)]
    assert rows(sites, "SELECT count(*) FROM target WHERE leased_until IS NOT NULL") == [(0,)]


async def test_a_page_that_leads_to_another_host_waits_for_who_is_there(program, newsroom, sites):
    """The listing of one host is redirected to another one, where another worker is."""
    elsewhere = load(program.path, {}).sources[1].listing
    newsroom.script("/english/", Redirect(to=elsewhere), times=2)
    first, second = [], []
    async with worker(program, first, may_lead=True), worker(program, second, may_lead=False):
        await newsroom.wait_for(lambda: [r.path for r in newsroom.requests].count("/english/") > 2)

    assert min(gaps(newsroom).values()) >= DELAY


async def test_a_worker_that_has_a_sink_to_itself_gathers_what_waits_there(
    program, newsroom, receiver, sites
):
    text = program.path.read_text(encoding="utf-8")
    text = text.replace('retry = ["1s"', 'wait = "1s"\nretry = ["1s"')
    program.path.write_text(text, encoding="utf-8")
    async with worker(program, [], may_lead=True), worker(program, [], may_lead=False):
        await newsroom.wait_for(lambda: {*map(_listing, newsroom.requests)} >= {"/english/", "/"})
        titles = {"en": "Vakunov sings", "ru": "Вакунов поет"}
        for edition, title in titles.items():
            newsroom.publish(edition=edition, title=title, topics=("vakunov",))
        await receiver.wait_until(
            lambda: all(
                any(title in str(each.json()) for each in receiver.accepted)
                for title in titles.values()
            )
        )

    assert rows(sites, "SELECT count(*) FROM attempt WHERE outcome <> 'sent'") == [(0,)]
    assert rows(sites, "SELECT count(*) FROM delivery WHERE released_at IS NULL") == [(0,)]


async def test_of_two_who_may_lead_one_does_and_the_other_when_it_goes(program, sites):
    async with AsyncExitStack() as going:
        first = await going.enter_async_context(worker(program, [], may_lead=True))
        async with worker(program, [], may_lead=True) as second:
            led = (first.is_leading, second.is_leading)
            await going.aclose()
            while not second.is_leading:  # noqa: ASYNC110 - who leads tells nobody
                await asyncio.sleep(0.05)

    assert led == (True, False)


def _listing(request) -> str | None:
    return (
        request.path if request.path in ("/", "/english/", "/kyrgyzcha/", "/robots.txt") else None
    )
