import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.difference import Difference, changes, compare, lines, sentences, sift
from monitor.core.fingerprint import fingerprint
from monitor.model import EventKind
from tests.factories import NOW

SENTENCES = [
    "В городе построили мост.",
    "Депутат Вакунов сказал: «Мы довольны этим мостом».",
    "Погибли 3 человека.",
    "Погибли 5 человек.",
    "The embassy of Japan opened in Osh.",
    "Да.",
    "Жыйын Бишкекте өттү.",
    "Читайте также",
    "1 200 сомов.",
]
TEXTS = st.lists(st.sampled_from(SENTENCES), max_size=12).map("\n".join)


def applied(difference: Difference) -> list[str]:
    text = list(difference.before)
    for hunk in reversed(difference.hunks):
        assert tuple(text[hunk.at : hunk.at + len(hunk.before)]) == hunk.before
        text[hunk.at : hunk.at + len(hunk.before)] = hunk.after
    return text


@given(TEXTS, st.sampled_from(["ru", "en", "ky", None]))
def test_a_wording_does_not_differ_from_itself(body, language):
    difference = compare("Новость", body, "Новость ", body)

    assert (difference.title, difference.hunks) == (None, ())
    assert changes(difference, language=language) == ()


@given(TEXTS, TEXTS)
def test_the_hunks_make_one_wording_of_the_other(before, after):
    difference = compare("а", before, "б", after)

    assert applied(difference) == sentences(after)
    assert difference.title == ("а", "б")


@given(TEXTS, TEXTS)
def test_the_lines_have_all_of_both_wordings(before, after):
    shown = [
        (line.sign, "".join(text for text, _ in line.pieces))
        for line in lines("а", before, "б", after)
    ]

    assert [text for sign, text in shown if sign != "+"] == ["а", *sentences(before)]
    assert [text for sign, text in shown if sign != "-"] == ["б", *sentences(after)]


@given(st.permutations(SENTENCES), st.permutations(SENTENCES))
def test_paragraphs_that_move_invent_nothing(before, after):
    kinds = {
        c.kind for c in changes(compare("", "\n".join(before), "", "\n".join(after)), language="ru")
    }

    assert kinds == set()


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_a_place_keeps_its_slot_whatever_stands_there(held, one, other):
    def slots(text: str) -> list[bytes]:
        # One paragraph each: what is held may not stand on as a line of its own.
        frame = "Первый абзац стоит.", " ".join(held.split()), "Третий абзац стоит."
        changed = frame[0], " ".join(text.split()), frame[2]
        return [h.slot for h in compare("", "\n".join(frame), "", "\n".join(changed)).hunks]

    first, second = slots(f"а {one.replace('.', '')}"), slots(f"б {other.replace('.', '')}")
    if len(first) == len(second) == 1 and held.strip():
        assert first == second


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Да. " * 1990, "Да. " * 995 + "Нет. " * 990),
        ("Да 1. Нет 2. " * 900, "Нет 2. Да 1. " * 890),
        ("Слово. " * 40_000, "Слова. " * 40_000),
        ("а" * 10**6, "б" * 10**6),
        ("." * 10**6, "!" * 10**6),
        ("«" * 20_000 + "»" * 9_000, '"' * 29_000),
        ("1 " * 14_000, "2 " * 14_000),
        ("1" * 29_000, "2" * 29_000),
        ("1 000 " * 4_000, "1,000" * 5_000),
        ("Аб " * 9_000, "Вг " * 9_000),
        ("а-" * 14_000, "б-" * 14_000),
        ("— а, " * 5_000, "— б, " * 5_000),
        ("двадцать " * 3_000, "тридцать " * 3_000),
        ("а" + "\u0301" * 29_000, "б" + "\u0301" * 29_000),
        ("\ud800. \x00" * 3_000, "\udfff. \x00" * 3_000),
        ("Обновлено " * 2_900, "_" * 29_000 + "Обновлено"),
        ("Тест один два три. " * 1_400, "Тест один два четыре. " * 1_400),
    ],
    ids=lambda text: text[:8].encode("unicode_escape").decode(),
)
def test_hostile_texts_are_compared_like_others(before, after):
    difference = compare("Т", before, "Т", after)
    verdict = sift(
        "Т",
        before,
        "Т",
        after,
        fingerprint("Т", after),
        volatile=frozenset(),
        suspect=None,
        seen_at=NOW,
    )

    assert applied(difference) == list(difference.after)
    assert len(changes(difference, language=None)) < 100
    assert lines("Т", before, "Т", after)[0].sign == " "
    assert verdict.volatile == frozenset()


def test_what_is_too_long_is_one_hunk():
    difference = compare("Т", "Слово. " * 30_000, "Т", "Слово. " * 30_001)

    assert [(len(hunk.before), len(hunk.after)) for hunk in difference.hunks] == [(1, 1)]


def test_many_paragraphs_in_another_order_stay_themselves():
    before = [f"Абзац номер {n} о слове {n * 7919 % 1000}." for n in range(800)]
    after = random.Random(1).sample(before, len(before))
    difference = compare("Т", "\n".join(before), "Т", "\n".join(after))

    assert applied(difference) == after


def test_a_reworded_sentence_shows_its_words():
    shown = lines("Мост", "Погибли 3 человека.\nИдет суд.", "Мост", "Погибли 5 человек.\nИдет суд.")

    assert [(line.sign, line.pieces) for line in shown] == [
        (" ", (("Мост", False),)),
        ("-", (("Погибли ", False), ("3", True), (" ", False), ("человека", True), (".", False))),
        ("+", (("Погибли ", False), ("5", True), (" ", False), ("человек", True), (".", False))),
        (" ", (("Идет суд.", False),)),
    ]


def test_the_headline_comes_first_and_the_rest_by_kind():
    difference = compare(
        "Погибли трое",
        "«Мы не виноваты в этой аварии», — сказал Осмонов.\nПогибли 3 человека.",
        "Погибли пятеро",
        "Погибли 5 человек, сказал Токтошев.\nИсправлено: число жертв.",
    )

    assert [change.kind for change in changes(difference, language="ru")] == [
        EventKind.HEADLINE_CHANGED,
        EventKind.NUMBER_CHANGED,
        EventKind.NUMBER_CHANGED,
        EventKind.NAME_ADDED,
        EventKind.NAME_REMOVED,
        EventKind.QUOTE_REMOVED,
        EventKind.CORRECTION_ADDED,
    ]
