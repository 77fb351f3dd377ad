from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.backoff import LONGEST_WISH, next_attempt, retry_at
from monitor.model import RETRY

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EVERY = timedelta(minutes=2)
ALMOST_ONE = 1 - 2**-53
jitters = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(1, 30), (2, 60), (3, 120), (5, 480), (7, 1920), (8, 3600), (10**9, 3600)],
)
def test_a_failing_page_waits_twice_as_long_each_time_up_to_an_hour(failures, seconds):
    latest = retry_at(failures, NOW, ALMOST_ONE, None, EVERY) - NOW
    earliest = retry_at(failures, NOW, 0.0, None, EVERY) - NOW
    assert latest == timedelta(seconds=seconds)
    assert earliest == timedelta(seconds=seconds) * 0.75


def test_a_page_that_is_polled_more_often_is_retried_sooner():
    assert retry_at(1, NOW, ALMOST_ONE, None, timedelta(seconds=10)) == NOW + timedelta(seconds=10)


def test_a_host_that_refuses_us_is_left_alone_for_up_to_six_hours():
    due_at = retry_at(30, NOW, ALMOST_ONE, None, EVERY, is_refused=True)
    assert due_at == NOW + timedelta(hours=6)


@given(st.integers(0, 10**6), jitters, st.timedeltas(timedelta(), LONGEST_WISH))
def test_a_fetch_never_undercuts_retry_after(failures, jitter, wish):
    assert retry_at(failures, NOW, jitter, wish, EVERY) >= NOW + wish


@given(st.integers(1, 10), jitters, st.timedeltas(timedelta(), LONGEST_WISH))
def test_a_delivery_never_undercuts_retry_after(attempts, jitter, wish):
    due_at = next_attempt(attempts, RETRY, NOW, jitter, wish)
    assert due_at is None or due_at >= NOW + wish


def test_a_short_retry_after_does_not_shorten_the_wait():
    assert retry_at(8, NOW, 0.0, timedelta(seconds=1), EVERY) == NOW + timedelta(minutes=45)


@pytest.mark.parametrize("wish", [timedelta.max, timedelta(days=-3)])
def test_an_absurd_retry_after_does_not_leave_the_calendar(wish):
    assert NOW < retry_at(1, NOW, 0.5, wish, EVERY) <= NOW + LONGEST_WISH


@pytest.mark.parametrize("attempts", range(1, 10))
def test_a_delivery_follows_its_schedule_within_ten_percent(attempts):
    wait = RETRY[attempts - 1]
    assert next_attempt(attempts, RETRY, NOW, 0.5, None) == NOW + wait
    assert next_attempt(attempts, RETRY, NOW, 0.0, None) == NOW + wait * 0.9


def test_a_delivery_is_given_up_when_its_schedule_is_exhausted():
    assert next_attempt(10, RETRY, NOW, 0.5, timedelta(seconds=1)) is None
    assert next_attempt(1, (), NOW, 0.5, None) is None
