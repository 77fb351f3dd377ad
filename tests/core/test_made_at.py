"""When a copy was made, by the fields of the answer."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.made_at import http_date, made_at

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TEN_AGO = NOW - timedelta(minutes=10)
AT_NOON = "Sun, 22 Nov 2026 12:00:00 GMT"
AT_TEN_AGO = "Sun, 22 Nov 2026 11:50:00 GMT"


@pytest.mark.parametrize(
    ("date", "age", "made"),
    [
        (AT_TEN_AGO, "600", TEN_AGO),  # a cache that passes on what it got
        (AT_NOON, "600", TEN_AGO),  # one that sets its own date
        (AT_TEN_AGO, "", TEN_AGO),
        (AT_NOON, "", NOW),
        ("", "600", TEN_AGO),
        ("", "60, 600", TEN_AGO),
        ("Sunday, 22-Nov-26 11:50:00 GMT", "", TEN_AGO),
        ("Sun Nov 22 11:50:00 2026", "", TEN_AGO),
        ("yesterday", "a while", None),
        ("", "-5", None),
        ("", "9" * 400, None),
        ("", "", None),
    ],
)
def test_the_earlier_of_date_and_age_is_when_it_was_made(date, age, made):
    assert made_at(date, age, NOW) == made


def test_a_date_that_no_calendar_has_is_none():
    assert http_date("Sun, 42 Nov 2026 12:00:00 GMT") is None
