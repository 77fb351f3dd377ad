"""What each word of a query finds, spelled out for a person. Decides no match."""

from monitor.core.rules.lexicon import forms_of
from monitor.core.rules.logic import slots
from monitor.core.rules.parser import parse
from monitor.core.rules.slots import Mode, mode_of, word_of
from monitor.noun import dataclass

_EXPLANATION_BY_MODE = {
    Mode.WORD: "in any of its forms",
    Mode.PROPER: "in any of its forms, as a name",
    Mode.ABBREVIATION: "in any of its forms, as an abbreviation",
    Mode.NAME: "the name in any script and spelling",
    Mode.EXACT: "exactly as typed",
    Mode.PREFIX: "any word that begins so",
}
_INFLECTED = frozenset({Mode.WORD, Mode.PROPER, Mode.ABBREVIATION, Mode.NAME})


@dataclass(frozen=True, kw_only=True, slots=True)
class WordListing:
    """One word of a query: how it is met, and its forms, each with its language and meaning."""

    word: str
    meaning: str
    forms: tuple[tuple[str, str], ...] = ()


def list_words(query: str) -> tuple[WordListing, ...]:
    """Return what each word of the query finds, in its order. Raises `RuleError` if it is no query."""
    found = dict.fromkeys(slots(parse(query)))
    return tuple(
        WordListing(
            word=word_of(slot),
            meaning=_EXPLANATION_BY_MODE[mode_of(slot)],
            forms=forms_of(slot).listing() if mode_of(slot) in _INFLECTED else (),
        )
        for slot in found
    )
