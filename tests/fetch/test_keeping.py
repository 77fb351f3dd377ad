"""Pages handed over as evidence by who fetched them: by this process, and by scouts of their own."""

import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.torture import poisoned_scout
from monitor.core.evidence import Packer, page_id, unpacked_body, unpacked_head
from monitor.core.http_head import parse_head
from monitor.egress import Answer, Egress, Request
from monitor.fetch import Again, Fetcher, Scouts
from monitor.fetch.direct import Direct
from monitor.fetch.pocket import Came, Pocket
from monitor.model import ArticleReading, Failed, Fetched, FetchLimits, Reason, TargetKind
from monitor.model.evidence import Dictionary, KeptPage, Receipt
from monitor.model.selectors import ArticleSelectors, Field, Pick
from tests.egress.stage import RealClock, page, say
from tests.factories import selectors
from tests.fetch.conftest import PLAIN
from tests.fetch.stagehand import START, target

SCOUT = (sys.executable, "-P", poisoned_scout.__file__)
ARTICLE = "<h1>{}</h1><p>Text.</p>"
WORDS = Dictionary(id=7, words=ARTICLE.format("Another title").encode() * 9)


@pytest.fixture(params=["direct", "scouts"])
async def opened(request):
    """Return a way to a fetcher and to the exchange that it asks through."""
    made = []

    def make(stage, *, keeps: bool = True):
        clock = RealClock()
        limits = FetchLimits(allow_addresses=frozenset({stage.address}), scouts=1)
        egress = Egress(limits, clock)
        is_direct = request.param == "direct"
        exchange = Direct(egress, clock.now) if is_direct else Scouts(SCOUT, limits, clock)
        made.extend([exchange, egress])
        fetcher = Fetcher(
            egress, exchange, limits=limits, politeness=PLAIN, clock=clock, keeps=keeps
        )
        return fetcher, exchange

    yield make
    for each in made:
        await each.aclose()


def of(url: str):
    return replace(target(url), kind=TargetKind.ARTICLE)


def kept(capture) -> KeptPage:
    return KeptPage(
        id=page_id(capture),
        source="en",
        site="24.kg",
        article=1,
        capture=capture,
        body_dictionary=capture.dictionary,
    )


async def test_a_page_is_handed_over_as_it_came_with_what_was_asked(set_stage, opened):
    answer = page(ARTICLE.format("Заголовок"), etag='"e"')
    stage = await set_stage({"/a": say("", "302 Found", location="/b"), "/b": answer})
    fetcher, exchange = opened(stage)

    came = await fetcher.get(of(stage.url("/a")), selectors())
    capture = await exchange.keep(came.receipt, WORDS)

    assert (came.page.body, capture.status) == (b"", 200)
    assert (capture.url, capture.final_url) == (stage.url("/a"), stage.url("/b"))
    packer = Packer(WORDS)
    assert unpacked_body(packer, capture).decode() == ARTICLE.format("Заголовок")
    head = parse_head(unpacked_head(packer, capture))
    assert head.request.startswith(b"GET /b HTTP/1.1\r\nHost: " + stage.address.encode())
    assert (head.status, head.field("etag")) == (200, '"e"')
    assert abs(capture.at - came.at) < timedelta(seconds=5)


async def test_a_page_that_is_an_error_can_be_kept_too(set_stage, opened):
    stage = await set_stage({"/a": say("gone for good", "410 Gone")})
    fetcher, exchange = opened(stage)

    came = await fetcher.get(of(stage.url("/a")), selectors())
    capture = await exchange.keep(came.receipt, None)

    assert isinstance(came, Failed)
    assert came.reason is Reason.GONE
    assert (capture.status, unpacked_body(Packer(None), capture)) == (410, b"gone for good")


async def test_a_page_is_handed_over_once_and_a_stranger_s_receipt_brings_nothing(
    set_stage, opened
):
    stage = await set_stage({"*": page(ARTICLE.format("A"))})
    fetcher, exchange = opened(stage)

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert await exchange.keep(replace(came.receipt, scout=1), None) is None
    assert await exchange.keep(came.receipt, None) is not None
    assert await exchange.keep(came.receipt, None) is None


async def test_nothing_is_held_where_nothing_is_kept(set_stage, opened):
    stage = await set_stage({"*": page(ARTICLE.format("A"))})
    fetcher, _ = opened(stage, keeps=False)

    came = await fetcher.get(of(stage.url("/a")), selectors())

    assert isinstance(came, Fetched)
    assert came.receipt is None


async def test_a_kept_page_is_read_again_by_other_selectors(set_stage, opened):
    stage = await set_stage({"*": page("<h1>Wrong</h1><h2>Right</h2><p>Text.</p>")})
    fetcher, exchange = opened(stage)
    came = await fetcher.get(of(stage.url("/a")), selectors())
    capture = await exchange.keep(came.receipt, WORDS)

    titled = Field(picks=(Pick(source="h2", css="h2"),))
    mended = selectors(article=ArticleSelectors(fields={"title": titled}))
    again = Again(page=kept(capture), target=of(stage.url("/a")), selectors=mended)
    reading = await exchange.read_again(again, [WORDS])

    assert isinstance(reading, ArticleReading)
    assert reading.extraction.title == "Right"
    spoiled = kept(replace(capture, body=capture.body[:-2]))
    assert await exchange.read_again(replace(again, page=spoiled), [WORDS]) is None


async def test_a_damaged_dictionary_costs_nothing_but_its_use(set_stage, opened):
    damaged = Dictionary(id=8, words=bytes.fromhex("37a430ec") + b"no dictionary")
    stage = await set_stage({"*": page(ARTICLE.format("A"))})
    fetcher, exchange = opened(stage)
    came = await fetcher.get(of(stage.url("/a")), selectors())

    capture = await exchange.keep(came.receipt, damaged)
    again = Again(page=kept(capture), target=of(stage.url("/a")), selectors=selectors())
    lost = replace(again, page=kept(replace(capture, dictionary=8)))

    assert capture.dictionary is None
    assert await exchange.read_again(again, []) is not None
    assert await exchange.read_again(lost, [damaged]) is None


async def test_a_dictionary_is_made_where_the_bytes_are(set_stage, opened):
    text = "".join(f"<p>Paragraph {number * 7919}.</p>" for number in range(300))
    stage = await set_stage({"*": page(f"<h1>A</h1>{text}")})
    fetcher, exchange = opened(stage)
    samples = []
    for number in range(8):
        came = await fetcher.get(of(stage.url(f"/{number}")), selectors())
        samples.append(kept(await exchange.keep(came.receipt, None)))

    words = await exchange.train(samples, [])

    packer = Packer(Dictionary(id=1, words=words))
    assert len(packer.pack(f"<h1>B</h1>{text}".encode())) < samples[0].capture.size / 20
    assert await exchange.train([], []) == b""


def came(size: int) -> Came:
    answer = Answer(status=200, headers=(), body=bytes(size), wire_bytes=0, took=timedelta())
    request = Request(url="http://a/", max_bytes=1, timeout=timedelta())
    return Came(url="http://a/", request=request, answer=answer, at=START)


def test_the_oldest_make_room_and_never_the_newest():
    pocket = Pocket(owner=5, most_bytes=100)
    first, second, third = (pocket.put(came(size)) for size in (40, 40, 40))
    huge = pocket.put(came(500))

    assert first == Receipt(5, 1)
    assert [pocket.take(each) is None for each in (first, second, third, huge)] == [
        True,
        True,
        True,
        False,
    ]
    assert pocket.take(pocket.put(came(60))) is not None
