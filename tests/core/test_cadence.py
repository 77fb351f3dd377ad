from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.cadence import next_poll, next_recheck
from monitor.model import RECHECK

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@given(st.floats(0, 1, exclude_max=True))
def test_a_poll_is_due_after_its_interval_give_or_take_five_percent(jitter):
    every = timedelta(minutes=2)
    assert every * 0.95 <= next_poll(every, NOW, jitter) - NOW <= every * 1.05


@pytest.mark.parametrize(
    ("age", "every"),
    [
        (timedelta(0), timedelta(minutes=10)),
        (timedelta(hours=2) - timedelta(seconds=1), timedelta(minutes=10)),
        (timedelta(hours=2), timedelta(hours=1)),
        (timedelta(hours=13), timedelta(hours=6)),
        (timedelta(days=3), timedelta(days=2)),
    ],
)
def test_an_older_article_is_rechecked_less_often(age, every):
    assert next_recheck(age, RECHECK, NOW, 0.5) == NOW + every


@pytest.mark.parametrize("age", [timedelta(days=14), timedelta(days=9000)])
def test_an_article_older_than_the_last_step_is_left_alone(age):
    assert next_recheck(age, RECHECK, NOW, 0.5) is None


def test_an_article_dated_in_the_future_is_a_new_one():
    assert next_recheck(timedelta(days=-400), RECHECK, NOW, 0.5) == NOW + timedelta(minutes=10)


def test_an_article_of_a_source_without_steps_is_never_rechecked():
    assert next_recheck(timedelta(0), (), NOW, 0.5) is None
