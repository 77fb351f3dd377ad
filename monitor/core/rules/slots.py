"""A slot: one word of a rule and how it wants to be met. Knows no article.

A slot is one string, its mode's sign before the word as it is compared, because an index over many rules is
sets of slots, and nothing is smaller or hashes quicker.
"""

from enum import StrEnum
from typing import NewType

from monitor.core.rules.normalise import normalise, spelled

Slot = NewType("Slot", str)

# Longer words in capitals only are shouted.
_LONGEST_ABBREVIATION = 6


class Mode(StrEnum):
    """How a word of a rule is met; the value is its sign in a slot."""

    WORD = "w"  # in any of its forms
    PROPER = "W"  # the same, written with a capital: a proper noun has fewer forms
    ABBREVIATION = "A"  # the same, written in capitals only: МИД, ЕАЭС
    EXACT = "="  # as typed, case included
    NAME = "~"  # in any script and romanisation
    PREFIX = "*"  # any word that begins so


def slot_of(written: str, mode: Mode) -> Slot:
    """Return the slot of a word as a query writes it. `Mode.WORD` becomes what its capitals make of it."""
    if mode is Mode.EXACT:
        return Slot("=" + spelled(written))
    if mode is Mode.WORD and not written.islower():
        mode = _mode_by_case(written)
    return Slot(mode.value + normalise(written))


def mode_of(slot: Slot) -> Mode:
    """Return how the slot is met."""
    return _MODES[slot[0]]


def word_of(slot: Slot) -> str:
    """Return the slot's word as it is compared."""
    return slot[1:]


def is_abbreviation(written: str) -> bool:
    """Say whether a word of a query is written as an abbreviation is."""
    if not written.isupper():
        return False
    return 1 < sum(map(str.isalpha, written)) <= _LONGEST_ABBREVIATION


def _mode_by_case(written: str) -> Mode:
    if is_abbreviation(written):
        return Mode.ABBREVIATION
    first = next(filter(str.isalpha, written), "")
    return Mode.PROPER if first.isupper() else Mode.WORD


_MODES = {mode.value: mode for mode in Mode}
