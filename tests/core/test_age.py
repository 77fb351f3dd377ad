"""How old an article is, whatever clocks said of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.age import age_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOMENTS = st.integers(-(10**9), 10**9).map(lambda seconds: NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("published", "seen", "age"),
    [
        (-3 * HOUR, -HOUR, 3 * HOUR),
        (None, -HOUR, HOUR),
        # The site's clock is ahead, or it dates tomorrow's paper: it is as old as its first sight.
        (20 * HOUR, -HOUR, HOUR),
        # Our own clock was ahead when it was seen: the page knows better.
        (-3 * HOUR, 1000 * HOUR, 3 * HOUR),
        (None, 1000 * HOUR, 1000 * HOUR),
    ],
)
def test_an_article_is_as_old_as_it_says_but_no_younger_than_its_first_sight(published, seen, age):
    published_at = None if published is None else NOW + published

    assert age_of(published_at, NOW + seen, NOW) == age


@given(st.none() | MOMENTS, MOMENTS, MOMENTS)
def test_no_article_is_younger_than_now(published_at, first_seen_at, now):
    assert age_of(published_at, first_seen_at, now) >= timedelta()
