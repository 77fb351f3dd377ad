"""A few pages by one process and by two workers, and that what was not read is seen."""

from dataclasses import replace

import pytest

from benchmarks.fleet.scaling import LOADS, Run, runs_of, tally_of
from benchmarks.torture.tally import Size

LOAD = LOADS[Size.SHORT]
GOOD = Run(name="2 workers", articles=20, a_second=40.0, ours=5.0, servers=3.0)


@pytest.mark.soak
async def test_a_few_pages_are_read_by_whoever_does_it(tmp_path, server, nursery):
    runs = await runs_of(tmp_path, server, nursery, LOAD)

    assert tally_of(runs, LOAD).broken == ()
    assert [run.name for run in runs] == ["one process, file", "one process, server", "2 workers"]
    assert min(run.a_second for run in runs) > 0


def test_each_broken_promise_is_seen():
    assert tally_of([GOOD], LOAD).broken == ()
    assert tally_of([replace(GOOD, articles=19)], LOAD).broken == (
        "2 workers: 19 articles were read of 20",
    )
    assert tally_of([replace(GOOD, flaws=("a stop took 11.0 s",))], LOAD).broken == (
        "2 workers: a stop took 11.0 s",
    )
