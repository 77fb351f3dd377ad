"""A ratio that got worse is seen, and so is one that nobody measures any more."""

import pytest

from benchmarks.baseline import load, pin, regressions
from benchmarks.row import RATIO, Row, at_least, at_most, ratio
from benchmarks.suite import SUITE

COST = Row(label="whole / floor", value=2.0, unit=RATIO, goal=at_most(1.35))
GAIN = Row(label="two cores / one", value=1.6, unit=RATIO, goal=at_least(1.7))


def pinned(value: float, label: str = "whole / floor") -> dict:
    return {"path": {label: {"value": value, "tolerance": 0.3}}}


@pytest.mark.parametrize(
    ("row", "value", "is_worse"),
    [
        (COST, 1.5, True),
        (COST, 1.6, False),
        (COST, 4.0, False),
        (GAIN, 2.1, True),
        (GAIN, 2.0, False),
    ],
)
def test_a_ratio_is_worse_if_it_went_the_wrong_way_beyond_its_tolerance(row, value, is_worse):
    found = list(regressions({"path": [row]}, pinned(value, row.label)))

    assert bool(found) is is_worse


def test_a_pinned_ratio_that_is_not_measured_is_a_fault():
    assert list(regressions({"path": []}, pinned(2.0))) == [
        "path: whole / floor: pinned and not measured"
    ]


def test_a_ratio_with_a_goal_must_be_pinned():
    (fault,) = regressions({"path": [COST]}, {})

    assert "measured and not pinned" in fault


def test_pinning_keeps_tolerances_and_other_benchmarks():
    before = {"path": {COST.label: {"value": 9.0, "tolerance": 0.1}}, "rules": pinned(1.0)["path"]}

    after = pin({"path": [COST]}, before)

    assert after == {**before, "path": {COST.label: {"value": 2.0, "tolerance": 0.1}}}


def test_only_ratios_are_pinned():
    time = Row(label="whole path", value=4_000, unit="µs", goal=at_most(3_000))

    assert pin({"path": [time]}, {}) == {}


def test_a_ratio_is_taken_round_by_round():
    assert ratio("r", [2.0, 40.0, 3.0], [1.0, 20.0, 1.0]).value == 2.0


def test_all_that_is_pinned_is_measured_by_somebody():
    assert load().keys() - SUITE.keys() == set()
