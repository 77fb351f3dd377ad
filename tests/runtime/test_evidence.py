"""Pages that a check rests on, kept before the check is stored: over a real file, with a fake of who fetched them."""

from datetime import timedelta

import pytest

from monitor.core.evidence import Packer, packed
from monitor.core.plan import target_of
from monitor.errors import StoreUnavailable
from monitor.fetch import ReadingFailed
from monitor.model import NextCheck, Plan, Reason
from monitor.model.evidence import Capture, Dictionary, Receipt, Retention
from monitor.runtime.evidence import Keeper
from monitor.store.evidence.reading import SAMPLE
from monitor.store.evidence.store import open_page_store
from tests.core.plan.test_correction import kept
from tests.factories import LISTING, NOW
from tests.fetch.stagehand import HandClock

RECEIPT = Receipt(1, 1)


class Hands:
    """An exchange that hands over a page for every receipt, packed as it is asked for."""

    def __init__(self) -> None:
        self.number = 0
        self.asked: list[int | None] = []
        self.failure: Exception | None = None
        self.is_empty = False

    async def keep(self, receipt: Receipt, dictionary: Dictionary | None) -> Capture | None:
        if self.failure is not None:
            raise self.failure
        if self.is_empty:
            return None
        self.number += 1
        number = dictionary.id if dictionary else None
        self.asked.append(number)
        return packed(
            Packer(dictionary),
            number,
            url=LISTING,
            final_url=LISTING,
            at=NOW,
            status=200,
            head=b"GET / HTTP/1.1\r\n\r\nHTTP/1.1 200 \r\n\r\n",
            body=b"<h1>%d</h1>" % self.number,
        )

    async def train(self, samples, dictionaries) -> bytes:
        assert len(samples) == SAMPLE
        return b"<h1></h1>" * 99


def plan(number: int = 0, **changes) -> Plan:
    at = NOW + timedelta(seconds=number)
    check = NextCheck(due_at=None, checked_at=at, **changes)
    return Plan(target=target_of(kept()), next=check)


@pytest.fixture
async def keeper(tmp_path):
    pages = await open_page_store(tmp_path / "monitor.db", Retention())
    made = Keeper(pages, Hands(), HandClock())
    yield made
    await made.close()
    await pages.close()


async def test_a_page_is_on_the_disk_when_its_id_is_known(keeper):
    id_ = await keeper.keep(RECEIPT, plan(reason=Reason.BLOCKED), "24.kg")

    page = await keeper.pages.page(id_)
    assert (page.site, page.source, page.article) == ("24.kg", "24kg-en", 1)
    assert (page.reason, page.capture.at) == (Reason.BLOCKED, NOW)


async def test_a_site_s_pages_are_packed_with_a_dictionary_once_there_are_enough(keeper):
    for number in range(SAMPLE):
        await keeper.keep(RECEIPT, plan(number), "24.kg")
    await keeper.trained()
    await keeper.keep(RECEIPT, plan(SAMPLE), "24.kg")
    await keeper.keep(RECEIPT, plan(SAMPLE), "kaktus.media")

    assert keeper.exchange.asked == [None] * SAMPLE + [1, None]


async def test_a_page_that_cannot_be_had_or_stored_is_none_and_is_said_once(keeper, caplog):
    hands = keeper.exchange
    hands.is_empty = True
    assert await keeper.keep(RECEIPT, plan(), "24.kg") is None
    hands.is_empty = False
    for failure in (ReadingFailed("a bug"), StoreUnavailable("the disk is full")):
        hands.failure = failure
        assert await keeper.keep(RECEIPT, plan(), "24.kg") is None
    hands.failure = None
    assert await keeper.keep(RECEIPT, plan(), "24.kg")

    said = [record.message for record in caplog.records if record.name.endswith("evidence")]
    assert said == ["page not kept", "pages not kept"]
