"""A short while beside slow and endless servers, and that the harness sees one that is not cut."""

from dataclasses import replace

from benchmarks.torture.slow import PLANS, Cut, Seen, Visit, tally_of, torture, violations
from benchmarks.torture.slow_acts import ACTS
from benchmarks.torture.tally import Size

PLAN = PLANS[Size.FULL]
CUTS = tuple(Cut(kind=kind, why="timeout", seconds=2.0) for kind in ACTS)
QUICK, SLOW = Visit(clock=0.06, own=0.05), Visit(clock=0.06, own=0.07)
GOOD = Seen(cuts=CUTS, alone=(QUICK,) * 200, beside=(QUICK,) * 200)


def said(seen, *, is_timed=True):
    return "\n".join(violations(seen, PLAN, is_timed=is_timed))


def test_every_slow_server_is_cut_and_the_others_are_served():
    tally = torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["kinds of servers"] == 12


def test_each_broken_promise_is_seen():
    assert said(GOOD) == ""
    late = (replace(CUTS[0], seconds=3.5), *CUTS[1:])
    assert "header drip: cut after 3.5 s" in said(replace(GOOD, cuts=late))
    taken = (replace(CUTS[0], why="taken"), *CUTS[1:])
    assert "header drip: was taken" in said(replace(GOOD, cuts=taken))
    assert "never came to an end: header drip" in said(replace(GOOD, cuts=CUTS[1:]))
    assert "3 pages of good hosts were lost" in said(replace(GOOD, failures=3))
    grown = replace(GOOD, beside=(SLOW,) * 200)
    assert "grew by 40.0%" in said(grown)
    assert said(grown, is_timed=False) == ""
    assert tally_of(grown, PLAN, is_timed=True).counts["p99 while run grows by"] == "+40.0%"
