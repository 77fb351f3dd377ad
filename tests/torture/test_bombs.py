"""A few bombs of each kind, and that the harness sees one that goes off."""

from dataclasses import replace

from benchmarks.torture.bombs import Burst, set_off, tally_of, torture, violations
from benchmarks.torture.bombs_made import BOMBS
from benchmarks.torture.tally import Size

HELD = Burst(bomb="gzip", why="too_large", growth=6 << 20, wall=0.1, cpu=0.1)


def said(burst, *, is_timed=True):
    return "\n".join(violations(burst, is_timed=is_timed))


def test_every_bomb_is_cut_in_little_memory():
    tally = torture(Size.SHORT)

    assert tally.broken == ()
    assert len(BOMBS) >= 10


def test_each_broken_promise_is_seen():
    assert said(HELD) == ""
    assert "taken" in said(replace(HELD, why="taken"))
    assert "timeout" in said(replace(HELD, why="timeout"))
    assert "grew by 40.0 MiB" in said(replace(HELD, growth=40 << 20))
    assert "took 1.50 s" in said(replace(HELD, wall=1.5))
    assert said(replace(HELD, wall=1.5), is_timed=False) == ""
    assert "0 of 1" in tally_of([replace(HELD, why="taken")], 64, is_timed=False).counts["held"]


async def test_a_bomb_that_goes_off_is_measured():
    tally = tally_of(await set_off(["gzip"], 64, 1, cap=100 << 20), 64, is_timed=False)

    assert any("gzip: the process grew by" in sentence for sentence in tally.broken)
    assert any("gzip: taken" in sentence for sentence in tally.broken)
