from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.silence import HourState, covered, judge_hour, with_hours
from monitor.model import SourceHour

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
times = st.datetimes(
    NOON.replace(tzinfo=None) - timedelta(days=4),
    NOON.replace(tzinfo=None),
    timezones=st.just(UTC),
)


def good(since, until, found=0):
    return covered(since, until, found=found, is_proven=True, is_failed=False)


def proven(hours):
    return sum((hour.proven for hour in hours), timedelta())


@given(times, times)
def test_the_hours_sum_to_the_time_between_the_polls(one, other):
    since, until = sorted((one, other))
    hours = good(since, until)

    assert proven(hours) == until - since
    assert all(timedelta() <= hour.proven <= HOUR for hour in hours)
    assert sum(hour.polls for hour in hours) == 1


@given(st.lists(times, min_size=2, max_size=12).map(sorted))
def test_many_polls_prove_what_one_would_have(polls):
    step_by_step = ()
    for since, until in pairwise(polls):
        step_by_step = with_hours(step_by_step, good(since, until))
    at_once = good(polls[0], polls[-1])

    assert {h.hour_at: h.proven for h in step_by_step if h.proven} == {
        h.hour_at: h.proven for h in at_once if h.proven
    }


additions = st.builds(
    SourceHour,
    hour_at=st.integers(0, 3).map(lambda number: NOON + number * HOUR),
    proven=st.timedeltas(timedelta(), HOUR),
    polls=st.integers(0, 9),
    failed=st.integers(0, 9),
    found=st.integers(0, 9),
    longest_wait=st.timedeltas(timedelta(), 9 * HOUR),
)
lists = st.lists(additions, max_size=6)


@given(lists, lists, lists)
def test_hours_add_up_the_same_in_any_grouping(one, other, third):
    left = with_hours(with_hours(with_hours((), one), other), third)
    right = with_hours(with_hours((), one), with_hours(with_hours((), other), third))

    assert left == right
    assert [hour.hour_at for hour in left] == sorted({hour.hour_at for hour in left})
    assert all(hour.proven <= HOUR for hour in left)


def test_a_poll_after_three_days_makes_late_hours():
    since = NOON - timedelta(days=3)
    hours = good(since, NOON, found=40)

    assert len(hours) == 73
    assert {hour.longest_wait for hour in hours[:-1]} == {timedelta(days=3)}
    assert [hour.found for hour in hours] == [0] * 72 + [40]
    assert {judge_hour(hour, (), NOON) for hour in hours[:-1]} == {HourState.LATE}


def test_one_poll_proves_no_more_than_a_month():
    hours = good(NOON - timedelta(days=400), NOON)

    assert proven(hours) == timedelta(days=31)
    assert hours[0].longest_wait == timedelta(days=400)


def test_a_failed_poll_proves_nothing_and_finds_nothing():
    hours = covered(NOON - HOUR, NOON + MINUTE, found=3, is_proven=True, is_failed=True)

    assert hours == (SourceHour(hour_at=NOON, failed=1),)


def test_a_round_without_overlap_counts_as_a_poll_and_proves_nothing():
    hours = covered(NOON - HOUR, NOON + MINUTE, found=30, is_proven=False, is_failed=False)

    assert hours == (SourceHour(hour_at=NOON, polls=1, found=30),)


@pytest.mark.parametrize("since", [None, NOON + MINUTE, NOON + HOUR])
def test_a_first_poll_and_a_clock_that_was_set_back_prove_nothing(since):
    assert good(since, NOON + MINUTE, found=1) == (SourceHour(hour_at=NOON, polls=1, found=1),)


def test_hours_are_those_of_utc_whatever_the_zone_of_the_times():
    zone = timezone(timedelta(hours=5, minutes=45))
    since = NOON.astimezone(zone) + 50 * MINUTE

    assert [hour.hour_at for hour in good(since, since + 20 * MINUTE)] == [NOON, NOON + HOUR]


WHOLE = SourceHour(hour_at=NOON, proven=HOUR, polls=9, longest_wait=5 * MINUTE)


@pytest.mark.parametrize(
    ("hour", "state"),
    [
        (WHOLE, HourState.COMPLETE),
        (SourceHour(hour_at=NOON, proven=HOUR - timedelta(seconds=0.9)), HourState.COMPLETE),
        (SourceHour(hour_at=NOON, proven=HOUR - timedelta(seconds=2)), HourState.OPEN),
        (SourceHour(hour_at=NOON, proven=HOUR, longest_wait=HOUR), HourState.COMPLETE),
        (SourceHour(hour_at=NOON, proven=HOUR, longest_wait=HOUR + MINUTE), HourState.LATE),
        (SourceHour(hour_at=NOON, failed=4), HourState.OPEN),
    ],
)
def test_an_hour_is_judged_by_what_is_proven_of_it_and_when(hour, state):
    assert judge_hour(hour, (), NOON + 2 * HOUR) == state


def test_an_hour_that_goes_on_is_open_whatever_a_clock_made_of_it():
    assert judge_hour(WHOLE, (), NOON + 59 * MINUTE) == HourState.OPEN
    assert judge_hour(WHOLE, (), NOON + HOUR) == HourState.COMPLETE


@pytest.mark.parametrize(
    ("since", "until", "state"),
    [
        (-HOUR, timedelta(), HourState.COMPLETE),
        (-HOUR, MINUTE, HourState.HOLE),
        (59 * MINUTE, 9 * HOUR, HourState.HOLE),
        (HOUR, 9 * HOUR, HourState.COMPLETE),
        # The pages reached back behind the last poll, and still met nothing that was known.
        (HOUR, 5 * MINUTE, HourState.HOLE),
    ],
)
def test_a_hole_spoils_the_hours_it_reaches_into_and_no_others(since, until, state):
    holes = [(NOON - 30 * HOUR, NOON - 29 * HOUR), (NOON + since, NOON + until)]

    assert judge_hour(WHOLE, holes, NOON + 20 * HOUR) == state
