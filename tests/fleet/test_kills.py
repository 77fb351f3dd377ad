"""A short storm over workers, and that what it holds against them can fail."""

from dataclasses import replace

import pytest

from benchmarks.crash.receivers import FAULTS
from benchmarks.crash.record import Receipt, Record
from benchmarks.fleet.crew import Stop
from benchmarks.fleet.kills import LOADS, Outcome, outcome_of, tally_of
from benchmarks.fleet.server import served
from benchmarks.fleet.stuck import Watchman
from benchmarks.torture.tally import Size

BODY = b'{"type": "article.matched", "data": {"article": {"id": "a"}, "rule": {"id": "visa"}}}'
RECEIPTS = tuple(
    Receipt(
        sink=sink,
        alert="",
        body=BODY,
        status=410,
        is_taken=False,
        is_signed=True,
        was_committed=True,
    )
    for sink in FAULTS
)


@pytest.fixture
def quiet():
    """Return a storm in which nothing happened."""
    record = Record(
        kills=0,
        published=frozenset(),
        owed=frozenset(),
        stored=(),
        alerts=(),
        states={},
        receipts=(),
        interrupted=0,
        holes=0,
        leases=0,
        integrity="ok",
        moments={},
        survivors=0,
    )
    return Outcome(
        record=record,
        processes=6,
        restarts=0,
        stops=(),
        doubles=(),
        deaths=(),
        refusals=0,
        unproved=0,
        watchman=watchman(),
    )


def watchman():
    """Return one who looked at everything and found nothing."""
    seen = Watchman()
    for kind in seen.longest:
        seen.see(kind, [], 0.0)
    return seen


async def test_a_short_storm_breaks_no_promise(tmp_path, nursery):
    load = LOADS[Size.SHORT]
    # Of its own: it goes away meanwhile.
    with served(fsync="off") as server:
        outcome = await outcome_of(tmp_path / "storm", server, nursery, load)

    assert tally_of(outcome).broken == ()
    assert outcome.record.kills >= load.kills
    assert outcome.restarts == load.restarts
    assert outcome.record.alerts


def broken(outcome):
    return "\n".join(tally_of(outcome).broken)


def test_each_broken_promise_is_seen(quiet):
    lost = replace(quiet.record, published=frozenset({"24.kg#1"}))
    stuck = watchman()
    stuck.see("lease of a target", ["/1 a"], 0.0)
    stuck.see("lease of a target", ["/1 a"], 61.0)

    assert broken(quiet) == "a sink was told nothing"
    assert "1× is published and not stored: 24.kg#1" in broken(replace(quiet, record=lost))
    assert "there are articles of one name" in broken(
        replace(quiet, doubles=["articles of one name"])
    )
    assert "a worker ended with 1" in broken(replace(quiet, deaths=["ended with 1: Traceback"]))
    assert "took 10.5 s" in broken(
        replace(quiet, stops=[Stop(took=10.5, code=0, had_started=True)])
    )
    assert "stood still for over 60 s: lease of a target: /1 a" in broken(
        replace(quiet, watchman=stuck)
    )


def test_a_receiver_that_is_gone_is_not_hammered(quiet):
    stopped = replace(quiet, stops=[Stop(took=1.0, code=0, had_started=True)] * 6)

    def hammered(times):
        record = replace(quiet.record, receipts=RECEIPTS * times)
        return broken(replace(stopped, record=record))

    assert "met a 410" not in hammered(144)
    assert "145 messages met a 410, where 144 could" in hammered(145)


def test_what_changes_hands_does_not_stand_still():
    seen = watchman()
    for at in range(0, 200, 10):
        seen.see("lease of a target", [f"/1 {at // 50}"], float(at))

    assert seen.flaws() == []
    assert seen.longest["lease of a target"] == 40.0


def test_what_nobody_looked_at_proves_nothing():
    assert "nobody looked for a job that waits" in Watchman().flaws()
