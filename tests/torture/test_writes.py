"""Write errors in short, and that the harness can fail."""

import shutil

import pytest

from benchmarks.torture.tally import Size
from benchmarks.torture.writes import inject, judge, torture

pytestmark = pytest.mark.skipif(
    not (shutil.which("cc") or shutil.which("gcc")), reason="needs a C compiler"
)


def test_no_write_error_costs_what_was_acknowledged():
    tally = torture(Size.SHORT)

    assert tally.broken == ()
    assert tally.counts["refused"] > 8


def test_a_store_that_calls_stored_what_it_refused_is_seen(tmp_path):
    tally = judge(tmp_path, *inject(tmp_path, 8, forgetful=True))

    assert "is lost" in "\n".join(tally.broken)
