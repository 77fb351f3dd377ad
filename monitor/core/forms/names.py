"""The forms of a name whatever script or romanisation it is written in: `~Vakunov` and `Вакуновым`.

A word of a text is a form of the name if it is a form of some spelling that sounds like the name. Owns the way
back from a form to the spellings it may come from.
"""

from collections.abc import Iterator
from functools import lru_cache

from monitor.core.forms.function_words import FUNCTION_WORDS
from monitor.core.forms.kyrgyz_chains import LONGEST_CHAIN, all_chains
from monitor.core.forms.pattern import NOTHING
from monitor.core.forms.russian_tables import ENDINGS
from monitor.core.forms.sound import ROUNDED, name_key, name_keys, shape, skeleton, sounds
from monitor.core.forms.word import CYRILLIC, LONGEST_WORD, WordForms, unpossessed, word_forms
from monitor.noun import dataclass

# What the dictionary form of a name ends in where an inflected form has an ending.
_NOMINATIVES = ("", "а", "я", "й", "ь", "ий", "ый", "ой")
_LONGEST_ENDING = max(map(len, ENDINGS))
# Names that lose their vowel: Лев, Льва.
_FLEETING = {"льв": "лев", "павл": "павел"}
_HARDENED = {"г": "к", "б": "п"}
_ROUNDED = frozenset(f"ou{ROUNDED}")
_SHORTEST_PLURAL = 4


@dataclass(frozen=True, slots=True)
class NameForms(WordForms):
    """What counts as a form of a name in any script."""

    sound: str
    sound_keys: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the word's own forms, and of its sound."""
        return frozenset((*WordForms.keys.__get__(self), *self.sound_keys))

    def accepts(self, token: str) -> bool:
        """Say whether the normalised word of a text is a form of this name in any spelling."""
        if WordForms.accepts(self, token):
            return True
        bare = unpossessed(token)
        if not self.sound or len(token) > LONGEST_WORD or bare in FUNCTION_WORDS:
            return False
        if self.sound_keys.isdisjoint(name_keys(bare)):
            return False
        return any(self._is_spelling(each, bare) for each in _spellings(bare).get(self.sound, ()))

    def _is_spelling(self, spelling: str, token: str) -> bool:
        if not _is_alike(spelling, self.word):
            return False
        return spelling == token or word_forms(spelling, is_capitalised=True).accepts(token)


def name_forms(word: str) -> NameForms:
    """Return the forms of a normalised name in Latin and Cyrillic, inflected in Russian and Kyrgyz. Never raises."""
    forms = word_forms(word, is_capitalised=True)
    if len(word) > LONGEST_WORD:
        return NameForms(word, forms.patterns, "", NOTHING)
    sound = skeleton(word)
    stems = (word, *_fleeting_stems().get(sound, ()))
    return NameForms(word, forms.patterns, sound, frozenset(filter(None, map(name_key, stems))))


@lru_cache(maxsize=1)
def _fleeting_stems() -> dict[str, tuple[str]]:
    return {skeleton(name): (stem,) for stem, name in _FLEETING.items()}


def _is_alike(spelling: str, name: str) -> bool:
    """Say whether two spellings with one skeleton may be one name: Көл and Kul, but not Тукаев and Токаев."""
    is_one_script = bool(CYRILLIC.match(spelling)) and bool(CYRILLIC.match(name))
    # Within Cyrillic nothing was romanised: Ташев is not Ташиев.
    one, other = (
        (sounds(spelling), sounds(name)) if is_one_script else (shape(spelling), shape(name))
    )
    return len(one) == len(other) and all(map(_is_same_sound, one, other))


def _is_same_sound(one: str, other: str) -> bool:
    return one == other or (ROUNDED in (one, other) and one in _ROUNDED and other in _ROUNDED)


@lru_cache(maxsize=1024)
def _spellings(token: str) -> dict[str, tuple[str, ...]]:
    """Return the spellings that a token may be a form of, by their skeletons. Not all of them have such a form."""
    by_sound: dict[str, tuple[str, ...]] = {}
    for spelling in dict.fromkeys(_origins(token)):
        sound = skeleton(spelling)
        by_sound[sound] = (*by_sound.get(sound, ()), spelling)
    return by_sound


def _origins(token: str) -> Iterator[str]:
    yield token
    cyrillic = CYRILLIC.search(token)
    if cyrillic is None:
        if token.endswith("s") and len(token) >= _SHORTEST_PLURAL:
            yield token[:-1]
    elif cyrillic.start():
        yield token[: cyrillic.start()]
    else:
        yield from _russian_origins(token)
        yield from _kyrgyz_origins(token)


def _russian_origins(token: str) -> Iterator[str]:
    for length in range(min(_LONGEST_ENDING, len(token) - 1) + 1):
        stem, ending = token[: len(token) - length], token[len(token) - length :]
        if ending in ENDINGS:
            yield from (stem + nominative for nominative in _NOMINATIVES)
            if stem.endswith("ц"):
                yield f"{stem[:-1]}ец"
            if stem in _FLEETING:
                yield _FLEETING[stem]


def _kyrgyz_origins(token: str) -> Iterator[str]:
    suffixes = all_chains()
    for start in range(max(2, len(token) - LONGEST_CHAIN), len(token)):
        if token[start:] in suffixes:
            stem = token[:start]
            yield stem
            yield f"{stem}ь"
            if stem[-1] in _HARDENED:
                yield stem[:-1] + _HARDENED[stem[-1]]
