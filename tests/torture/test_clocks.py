"""A few jumps of the wall clock under the real daemon, and that each check of the harness can fail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.torture.clocks import CHECKS, jump, tally
from benchmarks.torture.faketime import library
from benchmarks.torture.jumps import SHORT, Message, Record

TAKEN = Message(id="msg_1", about="24.kg#1", at=5.0, is_taken=True, off=0.1)
RECORD = Record(
    every=timedelta(seconds=1),
    polls={"/english/": (1.0, 2.0, 3.5, 4.5, 5.5, 9.0, 10.0)},
    jumps=(3.0, 6.0),
    pauses=((5.6, 8.9),),
    ended=11.0,
    owed=frozenset({"24.kg#1"}),
    messages=(replace(TAKEN, at=2.9, is_taken=False), TAKEN),
    held={"daily": (replace(TAKEN, id="msg_d", about="", tells=("msg_1",)),)},
    notices=(-3600.2, 60.0),
    to_notice=(-3600.0,),
    may_notice=1,
    interrupted=0,
    troubles=(),
    exits=(0,),
)
# How long anything takes says something of the machine, too: that is for the harness, not for a test.
SURE = {"none_lost", "one_id", "held_is_told_once", "the_clock_is_told", "ends_well"}
DOCTORED: dict[str, tuple[Callable[[Record], Record], str]] = {
    "the ticks end": (lambda r: replace(r, ended=15.0), "no poll for 5.0 s"),
    "a jump makes a burst": (
        lambda r: replace(r, polls={"/english/": (1.0, 2.0, 3.2, 3.3, 3.4, 5.0)}, pauses=()),
        "before their time",
    ),
    "an alert is lost": (lambda r: replace(r, messages=()), "never told"),
    "an alert has two ids": (
        lambda r: replace(r, messages=(*r.messages, replace(TAKEN, id="msg_2"))),
        "under 2 ids",
    ),
    "a retry comes at once": (
        lambda r: replace(r, messages=(replace(TAKEN, at=4.8), TAKEN)),
        "a retry came after 0.2 s",
    ),
    "a message bears the old time": (
        lambda r: replace(r, messages=(replace(TAKEN, off=3600.0),)),
        "+3600.0 s off",
    ),
    "a lease runs out under its holder": (lambda r: replace(r, interrupted=1), "interrupted"),
    "the log tells of trouble": (lambda r: replace(r, troubles=("lease lost",)), "lease lost"),
    "an alert stays behind at a sink": (
        lambda r: replace(r, held={"daily": ()}),
        "msg_1 was never told to daily",
    ),
    "an alert is told by two digests": (
        lambda r: replace(r, held={"daily": (*r.held["daily"], replace(TAKEN, tells=("msg_1",)))}),
        "told to daily by 2 messages",
    ),
    "nobody hears of the clock": (lambda r: replace(r, notices=()), "was set by -3600.0 s"),
    "the clock is told again and again": (
        lambda r: replace(r, notices=(*r.notices, -3600.0)),
        "2 times it was told without need",
    ),
    "the daemon dies": (lambda r: replace(r, exits=(0, 1)), "exit code 1"),
}


def test_a_record_without_a_fault_breaks_nothing():
    assert tally(RECORD).broken == ()


@pytest.mark.parametrize("doctor", DOCTORED)
def test_each_broken_promise_is_seen(doctor):
    change, said = DOCTORED[doctor]

    assert said in "\n".join(tally(change(RECORD)).broken)


def test_every_check_can_fail():
    broken = {
        check.__name__
        for check in CHECKS
        for change, _ in DOCTORED.values()
        if any(check(change(RECORD)))
    }

    assert broken == {check.__name__ for check in CHECKS}


@pytest.mark.skipif(library() is None, reason="neither libfaketime nor faketime is installed")
@pytest.mark.parametrize(
    "jumps",
    [
        SHORT[:3],
        # Each waits until an alert is held: that takes as long as it takes.
        pytest.param(SHORT[-3:], marks=pytest.mark.soak),
    ],
    ids=["at work", "while alerts are held"],
)
async def test_a_clock_that_is_set_loses_nothing_and_stops_nothing(tmp_path, jumps):
    record = await jump(tmp_path, str(library()), jumps, watched=timedelta(seconds=0.5))

    sure = [check for check in CHECKS if check.__name__ in SURE]
    assert [sentence for check in sure for sentence in check(record)] == []
    assert (record.interrupted, record.troubles) == (0, ())
    assert all(times[-1] > record.jumps[-1] for times in record.polls.values())
