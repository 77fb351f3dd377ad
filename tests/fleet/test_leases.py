"""A few leases beside a few jobs, and that what they are held against can fail."""

from dataclasses import replace

from benchmarks.fleet.leases import CROWD, LOADS, Speeds, speeds_of, tally_of
from benchmarks.torture.tally import Size

GOOD = Speeds(
    leases={10_000: (9_000.0, 9_100.0), 1_000_000: (8_000.0, 8_200.0)},
    finished=(4_000.0, 4_100.0),
    crowd=(9_000.0, 9_000.0),
    jobs=(400.0, 390.0),
    cpu={10_000: (1e-4,), 1_000_000: (1e-4,)},
    job_cpu=(3e-3,),
)


def broken(speeds, *, is_timed=True):
    return "\n".join(tally_of(speeds, is_timed=is_timed).broken)


async def test_no_target_is_leased_to_two(server):
    load = LOADS[Size.SHORT]

    speeds = await speeds_of(server, load)

    assert tally_of(speeds, is_timed=False).broken == ()
    assert [*speeds.leases] == [*load.backlogs]
    assert min(*speeds.crowd, *speeds.jobs) > 0
    assert CROWD > 1


def test_each_broken_promise_is_seen():
    slow = replace(GOOD, leases={**GOOD.leases, 1_000_000: (6_000.0, 6_000.0)})

    assert broken(GOOD) == ""
    assert "leased to two" in broken(replace(GOOD, lost=1))
    assert "the slowest backlog has 0.66" in broken(slow)
    assert "15.2 × jobs" in broken(slow)
    assert broken(slow, is_timed=False) == ""
