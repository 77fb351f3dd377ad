"""A short storm of kills, stops and reloads, and that what it holds against the program can fail."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from benchmarks.crash import births, reloads, stops
from benchmarks.crash.moment import Moment
from benchmarks.crash.receivers import FAULTS
from benchmarks.torture.kills import LOADS, outcome_of, tally_of
from benchmarks.torture.tally import Size
from monitor.store.opening import open_writer
from monitor.store.schema import STEPS

NEWEST = STEPS[-1].__name__
LEAST_MOMENTS = 4
GOOD_STOP = stops.Stop(took=4.2, code=0, was_heard=True)
GOOD_RELOADS = reloads.Reloads(taken=6, refused=4, flaws=(), files=(30, 40), threads=(9, 12))


async def test_a_short_storm_breaks_no_promise():
    load = LOADS[Size.SHORT]

    outcome = await outcome_of(load)
    tally = tally_of(outcome)

    assert tally.broken == ()
    assert tally.counts["SIGKILLs"] == load.kills + load.creations + load.upgrades
    assert len(outcome.stops) == load.stops
    assert outcome.reloads.taken + outcome.reloads.refused == load.reloads
    met = {moment for record in outcome.storms for moment in record.moments}
    # Which they are is chance: one in twenty kills comes while it opens.
    assert len(met) >= LEAST_MOMENTS
    assert met <= {*Moment}
    assert {r.sink for record in outcome.storms for r in record.receipts} == set(FAULTS)


STOPS = {
    "took": replace(GOOD_STOP, took=10.5),
    "code -15": replace(GOOD_STOP, code=-15),
    "traceback": replace(GOOD_STOP, flaws=("a stop left a traceback: …",)),
}


@pytest.mark.parametrize("said", STOPS)
def test_a_stop_that_went_wrong_is_seen(said):
    assert stops.flaws_of(GOOD_STOP) == []
    assert said in "\n".join(stops.flaws_of(STOPS[said]))


def test_a_signal_before_the_program_could_hear_is_no_flaw():
    assert stops.flaws_of(replace(GOOD_STOP, code=-15, was_heard=False)) == []


def test_what_a_reload_leaves_open_is_seen():
    assert reloads.flaws_of(GOOD_RELOADS) == []
    assert reloads.flaws_of(replace(GOOD_RELOADS, files=(30, 90))) == ["files grew from 30 to 90"]
    assert reloads.flaws_of(replace(GOOD_RELOADS, threads=(9, 60))) == ["threads grew from 9 to 60"]


@pytest.fixture
def whole(tmp_path):
    path = tmp_path / "monitor.db"
    open_writer(path).close()
    return path


def test_a_whole_database_has_no_flaw(whole):
    assert births.flaws_of(whole, {"article": 0}, NEWEST) == []


def test_a_database_without_a_step_or_a_row_is_seen(whole, tmp_path):
    old = tmp_path / "old.db"
    open_writer(old, STEPS[:2]).close()

    assert births.flaws_of(old, {}, NEWEST) == [f"the database ends at {[STEPS[1].__name__]}"]
    assert births.flaws_of(whole, {"article": 1}) == ["0 rows in article, where 1 were"]


def test_steps_out_of_order_are_seen(whole):
    with closing(sqlite3.connect(whole)) as connection, connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [STEPS[1].__name__])

    assert births.flaws_of(whole, {})[0].startswith("the steps came as ")


def test_a_row_that_refers_to_nothing_is_seen(whole):
    with closing(sqlite3.connect(whole)) as connection, connection:
        connection.execute("INSERT INTO alias (url, article, first_seen_at) VALUES ('u', 1, '')")

    assert births.flaws_of(whole, {}) == ["a row refers to nothing"]


def test_a_torn_database_is_seen(whole, tmp_path):
    torn = tmp_path / "torn.db"
    shutil.copy(whole, torn)
    with torn.open("r+b") as file:
        file.seek(4096)
        file.write(bytes(4096))

    assert "damaged" in births.flaws_of(torn, {})[0]
