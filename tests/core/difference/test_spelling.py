"""The line between a misspelt word and another word, where the words are dear: numbers, days, negations."""

import pytest

from monitor.core.difference import changes, compare
from monitor.model import EventKind


def kinds(before, after, language="en"):
    return [change.kind for change in changes(compare("T", before, "T", after), language=language)]


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        ("It costs 116 mlilion soms.", "It costs 116 million soms.", "en"),
        ("Бул 358 млилион сом.", "Бул 358 миллион сом.", "ky"),
        ("Отдел в птяницу закрыт.", "Отдел в пятницу закрыт.", "ru"),
        ("Children enter wtihout a ticket.", "Children enter without a ticket.", "en"),
    ],
)
def test_a_word_that_was_no_word_is_a_typo(before, after, language):
    assert kinds(before, after, language) == [EventKind.TYPO_FIXED]


@pytest.mark.parametrize(
    ("before", "after", "language", "expected"),
    [
        ("It costs 116 thousand soms.", "It costs 116 million soms.", "en", ["number_changed"]),
        ("Отчет будет в июне.", "Отчет будет в июле.", "ru", []),
        ("Он нет там.", "Он нем там.", "ru", []),
        ("He is not here.", "He is now here.", "en", []),
    ],
)
def test_a_word_that_is_another_word_is_none(before, after, language, expected):
    assert kinds(before, after, language) == expected
