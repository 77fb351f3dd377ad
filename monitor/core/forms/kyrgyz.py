"""Which Kyrgyz suffix chains a word may take, told from its last vowel and its last letter."""

from functools import lru_cache

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
    if is_abbreviation or not any(letter in HARMONY for letter in word):
        return (_foreign(),)
    bare = word.rstrip("ьъ")
    cut = len(word) - len(bare)
    is_doubtful = is_capitalised and KYRGYZ_LETTERS.isdisjoint(word)
    bars = (is_doubtful, len(word) < _SHORTEST_WITH_COPULA)
    kinds = ((harmony, final) for harmony in _harmonies(bare) for final in _finals(bare))
    patterns = [_pattern(cut, "", harmony, final, *bars) for harmony, final in kinds]
    return (*patterns, *_changed_stems(word, bare, bars))


def _harmonies(bare: str) -> tuple[str, ...]:
    last = next(HARMONY[letter] for letter in reversed(bare) if letter in HARMONY)
    # The е of -ев may be an ё: Королёвдун.
    return (last, "о") if bare.endswith("ев") else (last,)


def _finals(bare: str) -> tuple[str, ...]:
    return ("voiced", "voiceless") if bare[-1] in _UNSURE_VOICE else (final_of(bare[-1]),)


def _changed_stems(word: str, bare: str, bars: tuple[bool, bool]) -> list[Pattern]:
    harmony = _harmonies(bare)[0]
    changed = []
    if bare == word and len(word) > 1 and word[-1] in _LENITION:
        changed.append(_pattern(1, _LENITION[word[-1]], harmony, "lenis", *bars))
    if word in _ELIDED:
        changed.append(_pattern(len(word), _ELIDED[word], harmony, "lenis", *bars))
    if len(word) >= _SHORTEST_POSSESSED and word[-1] in "ыиуү":
        changed.append(_possessed(harmony))
    return changed


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
