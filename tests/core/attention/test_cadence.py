from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.attention.cadence import due_after

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@given(st.floats(0, 1, exclude_max=True))
def test_a_page_is_due_after_its_interval_give_or_take_five_percent(jitter):
    every = timedelta(minutes=2)
    assert every * 0.95 <= due_after(every, NOW, jitter) - NOW <= every * 1.05
