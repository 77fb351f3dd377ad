import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.counters import read_count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("410", 410),
        (" 0 ", 0),
        ("1 234", 1_234),
        ("2\u00a0345", 2_345),
        ("12\u202f345\u202f678", 12_345_678),
        ("1,234", 1_234),
        ("1.234.567", 1_234_567),
        ("1'234", 1_234),
        ("410.", 410),
        ("1.2K", 1_200),
        ("1,1K", 1_100),
        ("3.53K", 3_530),
        ("4.4 К", 4_400),
        ("18.9M", 18_900_000),
        ("1,5 тыс.", 1_500),
        ("2 млн", 2_000_000),
        ("3 миң", 3_000),
        (str(2**63 - 1), 2**63 - 1),
    ],
)
def test_a_counter_reads_in_every_spelling(text, expected):
    assert read_count(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-5",
        "1e9",
        "abc",
        "410 views",
        "1 23",
        "12 345 67",
        "1.2",
        "1.2.3",
        str(2**63),
        "1" + "0" * 30,
        "∞",
        "½",
        "9" * 5_000,
        "5 кг",
    ],
)
def test_what_is_no_counter_reads_as_none(text):
    assert read_count(text) is None


@given(st.text())
def test_any_text_reads_as_none_or_as_a_number_that_fits_a_column(text):
    number = read_count(text)

    assert number is None or 0 <= number < 2**63


@given(st.integers(0, 2**63 - 1))
def test_a_number_in_groups_reads_as_itself(number):
    assert read_count(f"{number:,}") == number
    assert read_count(f"{number:,}".replace(",", "\u00a0")) == number
