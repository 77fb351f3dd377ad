import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text import clean_line, clean_paragraphs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a \n\t b\u00a0c\u202fd\u2028e ", "a b c d e"),
        ("a\x00b\x07c\x9fd", "abcd"),
        ("\ufeffbom \ufffe\ud800", "bom"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("без\u00adвизовый visa\u200b-free", "без\u00adвизовый visa\u200b-free"),
        ("", ""),
    ],
)
def test_a_line_is_fit_to_store_and_no_word_of_it_is_changed(text, expected):
    assert clean_line(text) == expected


def test_a_line_ends_somewhere():
    assert len(clean_line("word " * 10_000)) <= 2_000


def test_paragraphs_are_the_lines_that_say_something():
    assert clean_paragraphs(" a  b\n\n \x00\n\u00a0c\r\nd\u2028e") == "a b\nc\nd e"


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_keeps_a_control_character_or_raises(text):
    for cleaned in (clean_line(text), clean_paragraphs(text).replace("\n", "")):
        assert not {unicodedata.category(c) for c in cleaned} & {"Cc", "Cs"}
        cleaned.encode()


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean_paragraphs(clean_paragraphs(text)) == clean_paragraphs(text)
