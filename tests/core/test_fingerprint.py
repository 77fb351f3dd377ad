import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.fingerprint import _COMPOSED, VERSION, fingerprint, fingerprint_beside
from monitor.model import HeldRevision


def test_a_fingerprint_begins_with_its_version_and_holds_128_bits():
    print_ = fingerprint("Title", "Body")
    assert (print_[0], len(print_)) == (VERSION, 17)


def test_a_fingerprint_is_the_same_on_every_machine():
    assert fingerprint("Визасыз режим", "Текст.").hex() == "0156af32dfec50290be89d0bf68c9ce80d"


@pytest.mark.parametrize(
    "body",
    [
        "The  envoy came.",
        "The\u00a0envoy came.",
        "The\u202fenvoy\u2009came.",
        "\tThe envoy\r\ncame. \n",
        "The en\u00advoy came.",
        "The \u200benvoy came.\ufeff",
        "The\nenvoy\n\ncame.",
    ],
)
def test_typesetting_is_no_new_wording(body):
    assert fingerprint("T", body) == fingerprint("T", "The envoy came.")


def test_composed_and_decomposed_accents_are_one_wording():
    body = "Ёлка и кафé в Өзгөне, йогурт"
    assert fingerprint("T", unicodedata.normalize("NFD", body)) == fingerprint("T", body)


@pytest.mark.parametrize(
    "body", ["the envoy came.", "The envoy came!", "The envoy came", "Theenvoy came."]
)
def test_every_visible_change_is_a_new_wording(body):
    assert fingerprint("T", body) != fingerprint("T", "The envoy came.")


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a", "b c"), ("a b", "c")), (("a", ""), ("", "a")), (("", "a b"), ("a", "b"))],
)
def test_title_and_body_are_not_confused(one, other):
    assert fingerprint(*one) != fingerprint(*other)


@given(st.text(), st.text())
def test_any_text_has_a_fingerprint_that_repeats(title, body):
    assert fingerprint(title, body) == fingerprint(f" {title}\n", f"\u00a0{body} ")


def test_a_lone_surrogate_is_hashed_like_any_character():
    assert fingerprint("\ud800", "") != fingerprint("\ud801", "")


def test_a_hostile_run_of_marks_is_hashed_in_linear_time():
    """Composing it would take minutes: NFC is quadratic in a run of combining marks."""
    body = "a" + "\u0315\u0300" * 200_000
    assert fingerprint("", body) == fingerprint("", f" {body}")


def test_what_is_taken_for_composed_is_composed():
    signs = "".join(chr(code) for code in range(0x3000) if _COMPOSED.fullmatch(chr(code)))

    assert len(signs) > 1_000
    assert unicodedata.normalize("NFC", signs) == signs
    assert unicodedata.normalize("NFC", signs[::-1]) == signs[::-1]


@given(text=st.text(alphabet="aБё é\u0301\u00ad\u00a0\n\t—“\u200b\ufe0f", max_size=12))
def test_a_text_that_is_plain_is_normalised_as_every_other(text: str):
    assert fingerprint("", text) == fingerprint("", text + "\u200b")


def test_a_wording_that_is_the_one_we_hold_has_its_fingerprint():
    held = HeldRevision(number=1, fingerprint=bytes([VERSION, 7]), title="T", body="B")

    assert fingerprint_beside(held, "T", "B") == held.fingerprint
    assert fingerprint_beside(held, "T", "B.") == fingerprint("T", "B.")
    assert fingerprint_beside(None, "T", "B") == fingerprint("T", "B")


def test_a_fingerprint_of_another_way_of_normalising_is_not_taken_over():
    old = HeldRevision(number=1, fingerprint=bytes([VERSION - 1, 7]), title="T", body="B")

    assert fingerprint_beside(old, "T", "B") == fingerprint("T", "B")
