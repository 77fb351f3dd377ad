"""What is a form of a word, by single examples, and what holds of every word."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.core.forms import keys_of, name_forms, word_forms

_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяңөүabcdefghijklmnopqrstuvwxyzs'’0́"
_WORDS = st.text(_LETTERS, max_size=14) | st.text(max_size=20)
_ENDINGS = st.sampled_from(
    [
        "",
        "а",
        "ов",
        "ами",
        "ого",
        "дун",
        "лардын",
        "ына",
        "нан",
        "s",
        "es",
        "'s",
        "нын",
        "ies",
        "ги",
    ]
)
_LANGUAGES = st.sampled_from([None, "ru", "ky", "en"])


@given(_WORDS, _ENDINGS, st.booleans(), st.booleans(), _LANGUAGES)
@example("koicaнын", "дын", True, False, None)
@example("вакунов", "дун", True, False, None)
def test_what_is_accepted_is_found_through_the_index(
    word, ending, is_capitalised, is_short, language
):
    forms = word_forms(
        word, is_capitalised=is_capitalised, is_abbreviation=is_short, language=language
    )
    assert forms.accepts(word)
    for token in (word, word + ending, word[:-1] + ending):
        if forms.accepts(token):
            assert keys_of(token) & forms.keys


@given(_WORDS, _WORDS)
def test_no_two_words_make_them_raise(word, token):
    word_forms(word, is_capitalised=False).accepts(token)
    word_forms(word, is_capitalised=True).listing()
    keys_of(token)


@given(_WORDS, _ENDINGS)
def test_what_a_name_accepts_is_found_through_the_index(word, ending):
    forms = name_forms(word)
    assert forms.accepts(word)
    if forms.accepts(word + ending):
        assert keys_of(word + ending) & forms.keys


@given(_WORDS, st.booleans())
@example("а’ы", False)
@example("x’", False)
def test_every_listed_form_is_accepted(word, is_capitalised):
    forms = word_forms(word, is_capitalised=is_capitalised)
    assert all(forms.accepts(form) for form, _ in forms.listing())


@pytest.mark.parametrize("letter", ["а", "a", "ң", "'", "1", "\u0301", "ng", "ие"])
def test_a_word_of_a_million_letters_is_only_itself(letter):
    endless = letter * 1_000_000
    assert word_forms(endless, is_capitalised=False).accepts(endless)
    assert not word_forms("виза", is_capitalised=False).accepts(endless)
    assert not name_forms("Вакунов").accepts(endless)
    assert len(keys_of(endless)) <= 2


@pytest.mark.parametrize(
    ("rule", "token", "is_form"),
    [
        ("Роман", "романов", False),
        ("роман", "романов", True),
        ("Иван", "иванов", False),
        ("Иван", "иваны", False),
        ("посол", "после", False),
        ("Вакунов", "вакуум", False),
        ("МИД", "мидом", True),
        ("МИД", "миди", False),
        ("Вакунов", "vakunov", False),
        ("Vakunov", "vakunov’s", True),
        ("Ош", "оштогу", True),
        ("визасыз", "визасыздык", True),
    ],
)
def test_the_blunders_that_readers_would_see_are_not_made(gold, rule, token, is_form):
    assert gold.accepts(rule, token) is is_form


def test_a_function_word_as_a_rule_is_only_itself(gold):
    forms = gold.forms("после")
    assert forms.accepts("после")
    assert not forms.accepts("послов")


def test_a_word_with_kyrgyz_letters_is_kyrgyz_only(gold):
    assert not gold.accepts("Өзбек", "өзбека")
    assert gold.accepts("Өзбек", "өзбектер")


def test_the_language_of_a_rule_switches_the_other_off(gold):
    assert gold.accepts("бак", "бака")
    assert not gold.accepts("бак", "бака", "ky")
    assert gold.accepts("бак", "багы", "ky")
    assert not gold.accepts("бак", "багы", "ru")


def test_a_kyrgyz_name_takes_every_possession(gold):
    assert not gold.accepts("Банк", "банкы")
    assert gold.accepts("Банк", "банкы", "ky")


def test_a_latin_stem_is_a_key_of_its_word_with_a_cyrillic_suffix():
    assert "koica" in keys_of("koicaнын")


def test_the_listing_says_what_each_form_is(gold):
    listed = dict(gold.forms("виза").listing())
    assert listed["виза"] == "as written"
    assert listed["визой"] == "Russian: instrumental"
    assert listed["визалардын"] == "Kyrgyz: plural + genitive"
    assert "после" not in dict(gold.forms("посол").listing())
    assert dict(gold.forms("country").listing())["countries"] == "English: plural"
