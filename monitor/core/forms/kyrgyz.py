"""Which Kyrgyz suffix chains a word may take, told from its last vowel and its last letter."""

from functools import lru_cache
from itertools import product

from monitor.core.forms.kyrgyz_chains import (
    HARMONY,
    chains,
    final_of,
    foreign_chains,
    possessed_chains,
)
from monitor.core.forms.pattern import NOTHING, Pattern

# Letters that Russian has not.
KYRGYZ_LETTERS = frozenset("ңөү")
_LENITION = {"к": "г", "п": "б"}
# Loans end in voiced letters that some writers hear as voiceless: Петербургга, Петербургка.
_UNSURE_VOICE = frozenset("бгд")
# Words that lose their last vowel before a vowel.
_ELIDED = {"орун": "орд", "мурун": "мурд", "эрин": "эрд", "көңүл": "көңл", "уруп": "урп"}
# A shorter word with the ending of a possession is rarely possessed: Али is not.
_SHORTEST_POSSESSED = 6
_SHORTEST_WITH_COPULA = 5
# For a name that may be Russian these are its plural (Романы, Никитам), an adjective (Омским) or another (Ленин).
_BARRED_FOR_NAMES = frozenset({"ы", "и", "у", "ин", "м", "ым", "им", "ум"})


def kyrgyz_patterns(
    word: str, *, is_capitalised: bool, is_abbreviation: bool
) -> tuple[Pattern, ...]:
    """Return the suffix chains that may follow a word in Cyrillic letters."""
    vowel = next((letter for letter in reversed(word) if letter in HARMONY), None)
    if is_abbreviation or vowel is None:
        return (_foreign(),)
    is_doubtful = is_capitalised and KYRGYZ_LETTERS.isdisjoint(word)
    regular = _regular(HARMONY[vowel], word[-2:], is_doubtful, len(word) < _SHORTEST_WITH_COPULA)
    if word in _ELIDED:
        return (*regular, _pattern(len(word), _ELIDED[word], HARMONY[vowel], "lenis", False, False))
    if len(word) >= _SHORTEST_POSSESSED and word[-1] in "ыиуү":
        return (*regular, _possessed(HARMONY[vowel]))
    return regular


@lru_cache(maxsize=4096)
def _regular(harmony: str, ending: str, is_doubtful: bool, is_short: bool) -> tuple[Pattern, ...]:
    """Return the chains after a stem with these last two letters."""
    bare = ending.rstrip("ьъ")
    cut = len(ending) - len(bare)
    # The е of -ев may be an ё: Королёвдун.
    harmonies = (harmony, "о") if bare == "ев" else (harmony,)
    final = final_of(bare[-1:])
    finals = ("voiced", "voiceless") if bare[-1:] in _UNSURE_VOICE else (final,)
    patterns = [
        _pattern(cut, "", *kind, is_doubtful, is_short) for kind in product(harmonies, finals)
    ]
    if ending[-1] in _LENITION:
        patterns.append(_pattern(1, _LENITION[ending[-1]], harmony, "lenis", is_doubtful, is_short))
    return tuple(patterns)


@lru_cache(maxsize=512)
def _pattern(
    cut: int, tail: str, harmony: str, final: str, is_doubtful: bool, is_short: bool
) -> Pattern:
    # A softened stem is no Russian plural: Бишкеги.
    barred = _BARRED_FOR_NAMES if is_doubtful and final != "lenis" else NOTHING
    return Pattern("ky", cut, tail, chains(harmony, final, with_copula=not is_short), barred)


@lru_cache(maxsize=8)
def _possessed(harmony: str) -> Pattern:
    return Pattern("ky", 0, "", possessed_chains(harmony))


@lru_cache(maxsize=1)
def _foreign() -> Pattern:
    return Pattern("ky", 0, "", foreign_chains())
