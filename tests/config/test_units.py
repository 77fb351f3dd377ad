"""Durations and sizes: every spelling we promise, none that we do not."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.units import parse_duration, parse_size, spell_duration, spell_size


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("15m", timedelta(minutes=15)),
        ("2s", timedelta(seconds=2)),
        ("1h30m", timedelta(hours=1, minutes=30)),
        ("7d", timedelta(days=7)),
        ("250ms", timedelta(milliseconds=250)),
        ("1m250ms", timedelta(minutes=1, milliseconds=250)),
        ("0s", timedelta()),
        ("90s", timedelta(seconds=90)),
    ],
)
def test_a_duration_means_what_it_says(text, duration):
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text",
    ["", "15", "m", "1.5h", "-1s", "15 m", "30m1h", "1h1h", "5M", "٣s", "1w", "1s\n", "9999999d"],
)
def test_anything_else_is_no_duration(text):
    assert parse_duration(text) is None


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=3650)))
def test_a_spelled_duration_reads_back(duration):
    whole = duration - timedelta(microseconds=duration.microseconds % 1000)
    assert parse_duration(spell_duration(duration)) == whole


@pytest.mark.parametrize(
    ("text", "size"),
    [("4MB", 4_000_000), ("512KiB", 524_288), ("0B", 0), ("10 KB", 10_000), ("1GiB", 2**30)],
)
def test_a_size_means_what_it_says(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "4", "MB", "4mb", "1.5MB", "-1B", "4TB", "4MB "])
def test_anything_else_is_no_size(text):
    assert parse_size(text) is None


@given(st.integers(min_value=1, max_value=2**36))
def test_a_spelled_size_reads_back(size):
    assert parse_size(spell_size(size)) == size


def test_a_size_is_spelled_in_the_largest_unit_that_fits():
    assert [spell_size(4_000_000), spell_size(524_288), spell_size(1_001)] == [
        "4MB",
        "512KiB",
        "1001B",
    ]
