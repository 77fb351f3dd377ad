"""The patterns that take other engines down, and that the harness can fail."""

import re

from benchmarks.torture import patterns
from benchmarks.torture.patterns import Own
from benchmarks.torture.redos import ATTACKS, Attack
from benchmarks.torture.tally import Size


def test_fifty_patterns_are_quick_or_refused_and_ours_are_linear():
    tally = patterns.torture(Size.SHORT)

    assert tally.broken == ()
    assert len({attack.pattern for attack in ATTACKS}) == 50
    assert tally.counts["accepted"] + tally.counts["refused with line and column"] == 50


def test_a_pattern_of_ours_that_grows_faster_than_its_text_is_told():
    quadratic = {"a": Own(pattern=re.compile(r"x+y")), "b": Own(pattern=re.compile("x"))}

    _, growing = patterns.try_own(quadratic, ("x",))

    assert growing == ("a takes more than linear time on many 'x'",)


def test_a_fault_without_a_column_is_told():
    _, refused, broken = patterns.try_patterns([Attack("abc", "a")])

    assert refused == 0
    assert broken[0].startswith("abc is refused without place or remedy")
