"""Every block page before an article, every near miss, one before the listing; and that the harness can fail."""

from dataclasses import dataclass

import pytest

from benchmarks.torture import blockpages
from benchmarks.torture.blockpages import Sight, judged
from benchmarks.torture.tally import Size
from benchmarks.torture.walls import Wall

BEFORE = Sight(None, "", 1, 0, False, 10, 3)
BLOCKED = BEFORE._replace(reason="blocked", detail="status 200, captcha: headed 'Captcha'")


def test_no_block_page_is_taken_for_news_and_no_news_for_a_block_page():
    tally = blockpages.torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["block pages before an article"] >= 40
    assert tally.counts["near misses"] >= 40


def test_a_block_page_that_is_only_a_failure_breaks_nothing():
    assert judged(BEFORE, BLOCKED) == []


@dataclass(frozen=True)
class Doctored:
    said: str
    sight: Sight


@pytest.mark.parametrize(
    "doctored",
    [
        Doctored("good page", BLOCKED._replace(reason=None)),
        Doctored("another failure", BLOCKED._replace(reason="not_found")),
        Doctored("no kind", BLOCKED._replace(detail="")),
        Doctored("stored as content", BLOCKED._replace(revisions=2)),
        Doctored("told as an event", BLOCKED._replace(events=1)),
        Doctored("a withdrawal", BLOCKED._replace(is_withdrawn=True)),
        Doctored("a reading", BLOCKED._replace(views=9)),
        Doctored("a reading", BLOCKED._replace(readings=4)),
    ],
    ids=lambda doctored: doctored.said,
)
def test_each_broken_promise_is_seen(doctored):
    (said,) = judged(BEFORE, doctored.sight)

    assert doctored.said in said


async def test_a_good_page_that_is_called_a_wall_is_told(tmp_path):
    honest = "<title>Roads</title><h1 class='newsTitle'>Roads</h1><p>Open.</p>" * 30

    tally = await blockpages.performed(
        tmp_path, [Wall("no wall at all", 200, (), honest)], is_full=False
    )

    assert (
        "no wall at all: taken for a good page, or for another failure (unreadable)" in tally.broken
    )
