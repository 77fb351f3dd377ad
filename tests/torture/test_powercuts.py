"""Power cuts in short, and that the harness can fail."""

import shutil

import pytest

from benchmarks.torture.powercuts import cut, torture
from benchmarks.torture.tally import Size

pytestmark = pytest.mark.skipif(
    not (shutil.which("cc") or shutil.which("gcc")), reason="needs a C compiler"
)


def test_no_power_cut_costs_what_was_acknowledged():
    tally = torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["acknowledged"] == 240
    assert tally.counts["readings packed"] > 200


def test_a_store_that_does_not_sync_its_commits_is_seen():
    tally = cut(40, "NORMAL")

    assert tally.counts["images with losses"] > 5
