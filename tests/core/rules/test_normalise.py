import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.rules.normalise import WORD, normalise


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Vakunov’s", "vakunov"),
        ("Vakunov´s", "vakunov"),
        ("rock'n'roll", "rocknroll"),
        ("İstanbul", "istanbul"),
        ("ﬁnal", "final"),
        ("Müller", "muller"),
        ("Й\u0301од", "йод"),
        ("Ёж", "еж"),
        ("Їжак", "їжак"),
        ("ЎЗБЕК", "ўзбек"),
        ("Ңөү", "ңөү"),
        ("visa\u00ad", "visa"),
        ("Кыргызcтандын", "кыргызстандын"),
        ("Mосква", "москва"),
        ("Vаkunоv", "vakunov"),
        ("TIFAнын", "tifaнын"),
    ],
)
def test_a_word_is_compared_as(word, form):
    assert normalise(word) == form


@given(st.text())
def test_every_word_has_a_form_and_case_does_not_count(text):
    for word in WORD.findall(text):
        assert normalise(word)


@pytest.mark.parametrize("word", ["Вакунов", "café", "O’Brien", "Өзгөн", "İzmir"])
def test_upper_and_lower_case_are_one_form(word):
    assert normalise(word.upper()) == normalise(word) == normalise(word.lower())


def test_a_word_of_apostrophe_letters_alone_has_a_form():
    assert normalise("ʼ") == "ʼ"
