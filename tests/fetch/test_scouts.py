"""Pages read by real processes of their own, some of which the page takes down."""

import asyncio
import os
import signal
import socket
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.torture import poisoned_scout
from monitor.core.evidence import Packer, unpacked_body, unpacked_head
from monitor.core.http_head import parse_head
from monitor.core.reading import read
from monitor.egress import Egress, Request
from monitor.fetch import Fetcher, Patient, Scouts, Vanguard, frames
from monitor.fetch.direct import Direct
from monitor.fetch.letters import Inherit
from monitor.fetch.mark import MOST_LEFT, Mark, new_memory
from monitor.fetch.outpost import ReadingFailed
from monitor.fetch.scout import _Scout
from monitor.model import ArticleReading, Failed, Fetched, FetchLimits, Page, Reason, TargetKind
from monitor.model.evidence import Receipt
from monitor.model.healing import Visit
from tests.egress.stage import RealClock, page, say
from tests.factories import selectors
from tests.fetch.conftest import PLAIN
from tests.fetch.stagehand import START, HandClock, target
from tests.pages.snippets import site

SCOUT = (sys.executable, "-P", poisoned_scout.__file__)
# Beside the threads of a test nobody may fork; so one that is started anew waits as one that was forked does.
VANGUARD = """
import socket, sys
from benchmarks.torture.poisoned_scout import serve
from monitor.fetch.vanguard import _wait
_wait(socket.socket(fileno=int(sys.argv[1])), serve)
"""
ARTICLE = "<h1>{}</h1><p>Text.</p>"


def article(title: str) -> bytes:
    return page(ARTICLE.format(title))


@pytest.fixture(params=["started", "ahead"])
def vanguard(request):
    """Yield a scout that is there already, and None where the first is started as all others are."""
    if request.param == "started":
        yield None
        return
    ours, theirs = socket.socketpair()
    theirs.set_inheritable(True)
    words = [sys.executable, "-c", VANGUARD, str(theirs.fileno())]
    vanguard = Vanguard(ours, os.posix_spawn(sys.executable, words, os.environ))
    theirs.close()
    yield vanguard
    vanguard.dismiss()


@pytest.fixture
async def opened():
    """Return a way to fetchers whose pages are read by scouts."""
    made = []

    def make(
        stage, count: int = 1, command=SCOUT, clock=None, vanguard=None, keeps=False
    ) -> tuple[Fetcher, Scouts]:
        clock = clock or RealClock()
        limits = FetchLimits(allow_addresses=frozenset({stage.address}), scouts=count)
        egress, scouts = Egress(limits, clock), Scouts(command, limits, clock, vanguard=vanguard)
        made.extend([scouts, egress])
        fetcher = Fetcher(egress, scouts, limits=limits, politeness=PLAIN, clock=clock, keeps=keeps)
        return fetcher, scouts

    yield make
    for each in made:
        await each.aclose()


def of(url: str):
    return replace(target(url), kind=TargetKind.ARTICLE)


async def test_a_scout_reads_as_this_process_does(set_stage, opened):
    stage = await set_stage({"/a": say("", "302 Found", location="/b"), "/b": article("Заголовок")})
    fetcher, _ = opened(stage)
    limits = FetchLimits(allow_addresses=frozenset({stage.address}))

    far = await fetcher.get(of(stage.url("/a")), selectors())
    async with Egress(limits, RealClock()) as egress:
        direct = Direct(egress, RealClock().now)
        here = await Fetcher(
            egress, direct, limits=limits, politeness=PLAIN, clock=RealClock()
        ).get(of(stage.url("/a")), selectors())

    assert isinstance(far, Fetched)
    assert isinstance(here, Fetched)
    assert far.reading == here.reading
    assert far.page == here.page
    assert far.page.body == b""


async def test_a_scout_goes_by_the_time_of_who_asks(set_stage, opened):
    stage = await set_stage({"*": article("Title")})
    fetcher, _ = opened(stage, clock=HandClock())

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert START <= came.at < START + timedelta(minutes=1)


async def test_what_is_done_is_told_before_the_next_is_begun(monkeypatch):
    monkeypatch.setattr(frames, "_LONGEST_TURN_S", -1.0)
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    memory = new_memory()
    scout = _Scout(Mark(memory), RealClock(), read, None)
    await asyncio.get_running_loop().create_connection(lambda: scout.frames, sock=ours)
    seen = []

    async def inherit(letter):
        try:
            seen.append(bool(theirs.recv(1 << 16)))
        except BlockingIOError:
            seen.append(False)
        return Receipt(scout=1, number=letter.number)

    monkeypatch.setattr(scout, "_inherit", inherit)
    asked = Request(url="http://a.example/", max_bytes=1, timeout=timedelta(seconds=1))
    left = Inherit(number=1, url=asked.url, request=asked, at=START, head=b"", body=b"")
    scout._hear(left)
    scout._hear(replace(left, number=2))
    await asyncio.gather(*scout._tasks.values())

    assert seen == [False, True]
    theirs.close()
    await scout.over.wait()
    await scout.close()
    os.close(memory)


async def test_without_selectors_the_page_comes_as_it_is(set_stage, opened):
    stage = await set_stage({"/a": article("Title")})
    fetcher, _ = opened(stage)

    came = await fetcher.get(of(stage.url("/a")))

    assert isinstance(came, Fetched)
    assert (came.page.body, came.reading) == (ARTICLE.format("Title").encode(), None)


@pytest.mark.parametrize(
    ("poison", "said"),
    [
        ("crash", "reading it ended its reader: SIGSEGV"),
        ("hang", "reading it takes more than 2 s of CPU"),
        ("swell", "reading it takes more memory than any page may"),
    ],
)
async def test_a_page_that_ends_its_reader_costs_itself_only(
    set_stage, opened, vanguard, poison, said
):
    stage = await set_stage({"/bad": page(f"<!-- {poison} -->"), "*": article("Title")})
    fetcher, _ = opened(stage, vanguard=vanguard)

    bad = await fetcher.get(of(stage.url("/bad")), selectors())
    good = await fetcher.get(of(stage.url("/good")), selectors())

    assert isinstance(bad, Failed)
    assert (bad.reason, bad.detail) == (Reason.CRASHED, said)
    assert isinstance(good, Fetched)
    assert isinstance(good.reading, ArticleReading)
    assert good.reading.extraction.title == "Title"


@pytest.mark.parametrize("poison", ["crash", "swell"])
async def test_a_page_that_ends_its_reader_is_still_at_hand(set_stage, opened, poison):
    bad = page(f"<!-- {poison} --> Заголовок", etag='"e"')
    stage = await set_stage({"/bad": bad, "*": article("Title")})
    fetcher, scouts = opened(stage, keeps=True)

    came = await fetcher.get(of(stage.url("/bad")), selectors())
    capture = await scouts.keep(came.receipt, None)
    good = await fetcher.get(of(stage.url("/good")), selectors())

    assert came.reason is Reason.CRASHED
    packer = Packer(None)
    assert unpacked_body(packer, capture).decode() == f"<!-- {poison} --> Заголовок"
    head = parse_head(unpacked_head(packer, capture))
    assert (head.status, head.field("etag")) == (200, '"e"')
    assert head.request.startswith(b"GET /bad HTTP/1.1")
    assert capture.url == stage.url("/bad")
    assert isinstance(good, Fetched)


async def test_a_page_too_large_to_be_left_behind_is_quarantined_all_the_same(set_stage, opened):
    stage = await set_stage({"*": page("<!-- crash -->" + "x" * MOST_LEFT)})
    fetcher, _ = opened(stage, keeps=True)

    came = await fetcher.get(of(stage.url("/bad")), selectors())

    assert (came.reason, came.receipt) == (Reason.CRASHED, None)


async def test_pages_that_were_under_way_are_asked_for_again(set_stage, opened):
    held, gate = asyncio.Event(), asyncio.Event()

    async def hold(heard, writer):
        held.set()
        await gate.wait()
        writer.write(article("Held"))

    stage = await set_stage({"/bad": page("<!-- crash -->"), "/held": hold})
    fetcher, _ = opened(stage)

    waiting = asyncio.create_task(fetcher.get(of(stage.url("/held")), selectors()))
    await held.wait()
    bad = await fetcher.get(of(stage.url("/bad")), selectors())
    gate.set()
    good = await waiting

    assert (bad.reason, type(good)) == (Reason.CRASHED, Fetched)
    assert stage.paths == ["/held", "/bad", "/held"]


async def test_a_page_that_is_lost_with_others_is_given_up(set_stage, opened):
    fell = asyncio.Event()

    async def never(heard, writer):
        fell.set()
        await heard.hung_up()

    stage = await set_stage({"/bad": page("<!-- crash -->"), "/held": never})
    fetcher, _ = opened(stage)

    waiting = asyncio.create_task(fetcher.get(of(stage.url("/held")), selectors()))
    for _ in range(3):
        await fell.wait()
        fell.clear()
        await fetcher.get(of(stage.url("/bad")), selectors())

    assert (await waiting).reason is Reason.INTERRUPTED


async def test_a_bug_in_the_reading_is_a_bug_here(set_stage, opened):
    stage = await set_stage({"/bug": page("<!-- bug -->"), "*": article("Title")})
    fetcher, _ = opened(stage)

    with pytest.raises(ReadingFailed, match="ValueError: a bug of ours") as raised:
        await fetcher.get(of(stage.url("/bug")), selectors())
    good = await fetcher.get(of(stage.url("/good")), selectors())

    assert "poisoned_scout.py" in raised.value.__notes__[0]
    assert isinstance(good, Fetched)


async def test_a_scout_that_does_not_start_is_no_page(set_stage, opened, caplog):
    stage = await set_stage({"*": article("Title")})
    fetcher, _ = opened(stage, command=(sys.executable, "-c", "raise SystemExit(3)"))

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert came.reason is Reason.INTERRUPTED
    assert "scout did not start" in caplog.messages


async def test_a_cancelled_question_is_dropped_in_the_scout_too(set_stage, opened):
    asked, left = asyncio.Event(), asyncio.Event()

    async def never(heard, writer):
        asked.set()
        await heard.hung_up()
        left.set()

    stage = await set_stage({"/never": never, "*": article("Title")})
    fetcher, _ = opened(stage)

    waiting = asyncio.create_task(fetcher.get(of(stage.url("/never")), selectors()))
    await asked.wait()
    waiting.cancel()
    await left.wait()

    assert isinstance(await fetcher.get(of(stage.url("/a")), selectors()), Fetched)


async def test_a_scout_comes_up_for_the_next_one_when_who_asked_first_gives_up(set_stage, opened):
    stage = await set_stage({"*": article("Title")})
    fetcher, scouts = opened(stage)
    (post,) = scouts._posts

    asking = asyncio.create_task(post.outpost())
    await asyncio.sleep(0)
    starting = post._starting
    asking.cancel()
    await asyncio.wait([asking])
    came = await fetcher.get(of(stage.url("/b")), selectors())

    assert isinstance(came, Fetched)
    assert post._outpost is await starting


async def test_a_scout_that_is_on_its_way_goes_with_the_others(set_stage, opened):
    stage = await set_stage({})
    _, scouts = opened(stage)
    (post,) = scouts._posts

    asking = asyncio.create_task(post.outpost())
    await asyncio.sleep(0)
    starting = post._starting
    asking.cancel()
    await scouts.aclose()

    assert (await starting).is_gone


async def test_what_broke_is_looked_for_by_a_scout_of_its_own(set_stage, opened):
    _, scouts = opened(await set_stage({}))
    titles = ("The first of them", "The second of all", "The third one here")
    visits = tuple(
        Visit(
            page=Page(
                url=f"https://24.kg/{n}/",
                final_url=f"https://24.kg/{n}/",
                body=f'<div class="head">{title}</div><p>Some words of {title}.</p>'.encode(),
            ),
            values={"title": title},
        )
        for n, title in enumerate(titles)
    )
    patient = Patient(
        visits=visits, selectors=site('title = "h1.gone"'), broken=("title",), now=START
    )

    (remedy,) = await scouts.heal(patient) or ()

    assert (remedy.selectors, remedy.right, remedy.is_sure) == ((".head",), 3, True)
    # It is gone, and those that read pages were not asked.
    assert scouts.scouts == 0


async def test_a_scout_that_does_not_come_up_finds_nothing_again(set_stage, opened):
    _, scouts = opened(await set_stage({}), command=(sys.executable, "-c", "raise SystemExit(3)"))
    patient = Patient(visits=(), selectors=selectors(), broken=("title",), now=START)

    assert await scouts.heal(patient) is None


async def test_two_scouts_share_what_is_asked_at_once(set_stage, opened):
    both, gate = asyncio.Event(), asyncio.Event()
    heard_from = set()

    async def meet(heard, writer):
        heard_from.add(writer.get_extra_info("peername"))
        if len(heard_from) == 2:
            both.set()
        await gate.wait()
        writer.write(article("Title"))

    stage = await set_stage({"*": meet})
    fetcher, scouts = opened(stage, count=2)

    asking = [
        asyncio.create_task(fetcher.get(of(stage.url(path)), selectors())) for path in ("/a", "/b")
    ]
    await both.wait()
    gate.set()
    await asyncio.gather(*asking)

    assert len({post._outpost.pid for post in scouts._posts}) == 2


async def test_a_retired_scout_answers_what_it_was_asked_and_goes(set_stage, opened):
    held, gate = asyncio.Event(), asyncio.Event()

    async def hold(heard, writer):
        held.set()
        await gate.wait()
        writer.write(article("Held"))

    stage = await set_stage({"*": hold})
    fetcher, scouts = opened(stage)

    waiting = asyncio.create_task(fetcher.get(of(stage.url("/a")), selectors()))
    await held.wait()
    await scouts.retire()
    gate.set()

    assert isinstance(await waiting, Fetched)
    assert scouts._posts[0]._outpost.is_gone


async def test_a_scout_ends_with_the_process_that_started_it(set_stage, opened):
    stage = await set_stage({"*": article("Title")})
    fetcher, scouts = opened(stage)
    await fetcher.get(of(stage.url("/a")), selectors())
    pid = scouts._posts[0]._outpost.pid

    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(pid, number)
    assert isinstance(await fetcher.get(of(stage.url("/a")), selectors()), Fetched)
    await scouts.aclose()

    assert scouts._posts[0]._outpost.epitaph == "its reader ended with code 0"


async def test_every_crash_is_survived(set_stage, opened):
    stage = await set_stage({"/bad": page("<!-- crash -->"), "*": article("Title")})
    fetcher, _ = opened(stage, count=2)

    paths = ["/bad", "/good"] * 6
    came = await asyncio.gather(*(fetcher.get(of(stage.url(path)), selectors()) for path in paths))

    reasons = [getattr(each, "reason", None) for each in came[::2]]
    assert set(reasons) <= {Reason.CRASHED, Reason.INTERRUPTED}
    assert reasons.count(Reason.CRASHED) >= 3
