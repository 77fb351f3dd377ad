"""Two workers and a few hosts, and that the audit sees who is impolite."""

from dataclasses import replace
from datetime import timedelta

from benchmarks.fleet.crew import Stop
from benchmarks.fleet.politeness import ENOUGH, LOADS, Outcome, outcome_of, tally_of
from benchmarks.fleet.street import Manners, Visit
from benchmarks.torture.tally import Size

HOST = "127.0.1.1"
ONE = Manners(delay=timedelta(seconds=1))
THREE = Manners(delay=timedelta(seconds=0.2), concurrency=3)


def visit(began, ended):
    return Visit(host=HOST, path="/english/", began=began, ended=ended)


def outcome(*visits, owed=ONE):
    late = [visit(100.0 + 2 * number, 100.5 + 2 * number) for number in range(ENOUGH)]
    return Outcome(visits=(*visits, *late), manners={HOST: owed})


def broken(outcome):
    return "\n".join(tally_of(outcome).broken)


async def test_a_few_hosts_are_treated_politely(tmp_path, server, nursery):
    load = LOADS[Size.SHORT]

    outcome = await outcome_of(tmp_path, server, nursery, load)

    assert tally_of(outcome).broken == ()
    assert len(outcome.manners) == load.hosts
    assert {owed.concurrency for owed in outcome.manners.values()} == {1, 3}


def test_each_broken_promise_is_seen():
    good = outcome(visit(0.0, 0.5), visit(1.5, 2.0))
    burst = [visit(0.05 * number, 0.05 * number + 0.1) for number in range(40)]

    assert broken(good) == ""
    assert "asked 0.300 s too early" in broken(outcome(visit(0.0, 0.5), visit(1.2, 2.0)))
    assert "asked 2 things at once" in broken(outcome(visit(0.0, 0.5), visit(0.4, 2.0)))
    assert "asked 40 things within 3 s, where 18 may be" in broken(outcome(*burst, owed=THREE))
    assert "proves nothing" in broken(replace(good, visits=good.visits[:2]))
    assert "a worker ended" in broken(replace(good, deaths=("ended with 1",)))
    slow = Stop(took=11.0, code=1, had_started=True)
    assert "a stop took 11.0 s\na stop ended with code 1: " in broken(replace(good, stops=(slow,)))


def test_several_at_once_are_allowed_where_they_are():
    visits = [visit(0.0, 0.5), visit(0.2, 0.7), visit(0.4, 0.9)]

    assert broken(outcome(*visits, owed=THREE)) == ""
    assert "4 things at once" in broken(outcome(*visits, visit(0.45, 0.9), owed=THREE))
