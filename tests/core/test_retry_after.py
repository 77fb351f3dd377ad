"""Retry-After in every form it is seen in."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.retry_after import parse_retry_after

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 1),
        ("0.2", 1),
        ("1.5", 2),
        ("7.000", 7),
        ("7.", 7),
        ("9999999999", 86_400),
        ("Sun, 22 Nov 2026 12:05:00 GMT", 300),
        ("Sunday, 22-Nov-26 12:05:00 GMT", 300),
        ("Sun Nov 22 12:05:00 2026", 300),
        ("Sun, 22 Nov 2020 12:05:00 GMT", 1),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("30, 90", 90),
        ("30, Sun, 22 Nov 2026 12:05:00 GMT", 300),
        ("Sun, 22 Nov 2026 12:05:00 GMT, 400", 400),
        ("soon, 30", 30),
    ],
)
def test_it_asks_for_so_many_seconds(value, seconds):
    assert parse_retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "-5",
        "-0.5",
        "soon",
        "1e9",
        "12345678901",
        "5 minutes",
        ",",
        "Sun,",
        "1" * 600,
        "2026-11-22",
    ],
)
def test_it_asks_for_nothing_that_can_be_kept(value):
    assert parse_retry_after(value, NOW) is None
