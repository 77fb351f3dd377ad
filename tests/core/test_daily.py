"""A host's budgets of one day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.daily import Allowance, allowance, day_end, day_of
from monitor.model import Politeness

BOUNDED = Politeness(daily_requests=100, daily_bytes=1_000)


@pytest.mark.parametrize(
    ("requests", "came", "may_ask"),
    [
        (0, 0, Allowance.ALL),
        (74, 749, Allowance.ALL),
        (75, 0, Allowance.NEWS),
        (0, 750, Allowance.NEWS),
        (90, 0, Allowance.LISTINGS),
        (99, 999, Allowance.LISTINGS),
        (100, 0, Allowance.NOBODY),
        (0, 1_000, Allowance.NOBODY),
        (7_000, 9_000, Allowance.NOBODY),
    ],
)
def test_rechecks_starve_first_then_articles_then_listings(requests, came, may_ask):
    assert allowance(BOUNDED, requests, came) is may_ask


def test_without_a_budget_all_may_ask():
    assert allowance(Politeness(), 10**9, 10**15) is Allowance.ALL


@given(
    st.integers(0, 500),
    st.integers(0, 500),
    st.integers(0, 10_000),
    st.integers(0, 500),
    st.integers(0, 10_000),
)
def test_more_that_was_asked_never_allows_more(most, requests, came, more, more_came):
    manners = Politeness(daily_requests=most, daily_bytes=20 * most)

    assert allowance(manners, requests + more, came + more_came) <= allowance(
        manners, requests, came
    )


def test_a_day_is_one_of_utc():
    last = datetime(2026, 11, 22, 23, 59, 59, 999_999, tzinfo=UTC)

    assert day_of(last) + 1 == day_of(last + timedelta(microseconds=1))
    assert day_end(day_of(last)) == datetime(2026, 11, 23, tzinfo=UTC)
