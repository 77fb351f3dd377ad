"""Hard shapes and mutated pages in their short form, and that the harnesses can fail."""

import asyncio
import os
import signal
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from benchmarks.torture import markup, mutants, scouts
from benchmarks.torture.elsewhere import pauses_of_the_loop
from benchmarks.torture.markup import Cost, judged
from benchmarks.torture.mutants import Trial, broken, try_all
from benchmarks.torture.shapes import SHAPES, cases
from benchmarks.torture.tally import Size
from monitor.model import Failed, Reason, Refused

NOTHING = Refused(reason=Reason.ROBOTS, detail="", at=datetime(2026, 11, 27, tzinfo=UTC))


def cost(**changes: float) -> Cost:
    return Cost(
        name="a page",
        outcome=NOTHING,
        **{"cpu_s": 0.1, "memory_mb": 60.0, "pause_s": 0.01} | changes,
    )


def test_every_shape_is_read_or_refused_and_ends_no_scout():
    tally = markup.torture(Size.SHORT)

    assert tally.counts["pages"] == 2 * len(SHAPES)
    assert {what for what in tally.counts if what.startswith("  ")} == {
        "  read",
        "  refused unparsed",
    }


def test_a_shape_has_the_size_that_was_asked_for():
    sizes = [len(body) for _, body in cases((250_000,))]

    assert 240_000 < min(sizes) <= max(sizes) <= 250_100


def test_what_a_page_must_not_cost_is_told():
    assert judged([cost()]) == ()
    assert judged([cost(cpu_s=9.0), cost(memory_mb=2_000.0), cost(pause_s=0.2)]) == (
        "a page: 9.0 s of CPU",
        "a page: 2000 MB",
        "a page: the loop stood still for 200 ms",
    )


async def test_a_loop_that_is_kept_busy_is_seen_to_stand_still():
    async with pauses_of_the_loop() as pauses:
        await asyncio.sleep(0)
        end = time.thread_time() + 2 * markup.PAUSE_S
        while time.thread_time() < end:
            pass
        await asyncio.sleep(markup.PAUSE_S)

    assert max(own for _, own in pauses) > markup.PAUSE_S


def test_mutated_pages_and_hostile_selectors_end_no_reader():
    tally = mutants.torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["mutated pages"] == 10_000
    assert not [what for what in tally.counts if "ended" in what]


def _case(number: int) -> str:
    if number == 3:
        os.kill(os.getpid(), signal.SIGSEGV)
    if number == 8:
        raise ValueError("nobody foresaw this")
    return "refused" if number % 2 else "read"


def test_a_case_that_ends_its_reader_is_known_and_the_others_are_tried():
    trial = try_all(10, _case)

    assert trial.ended == ((3, signal.SIGSEGV),)
    assert trial.raised == ("ValueError: nobody foresaw this (case 8)",)
    assert trial.came == Counter(read=4, refused=4, raised=1)


def test_what_must_not_come_of_a_case_is_told():
    good, bad = Trial(came=Counter(read=1)), try_all(10, _case)

    assert broken(good, good, good) == ()
    assert broken(bad, bad, good) == (
        "a page raised ValueError: nobody foresaw this (case 8)",
        "a selector raised ValueError: nobody foresaw this (case 8)",
        "selector 3 ended who loaded it",
    )


def test_good_pages_are_read_among_pages_that_end_their_reader():
    tally = scouts.torture(Size.SHORT)

    assert tally.broken == ()
    assert sum(count for what, count in tally.counts.items() if "good" in what) == 60


def test_a_good_page_that_is_blamed_is_told():
    blamed = Failed(
        reason=Reason.CRASHED, detail="", at=datetime(2026, 11, 27, tzinfo=UTC), took=timedelta()
    )

    assert scouts.judged([("crash", blamed)]) == ()
    assert scouts.judged([("good", blamed), ("exit", NOTHING)]) == (
        "a good page is called crashed",
        "a page that ends its reader (exit) is called Refused",
    )
