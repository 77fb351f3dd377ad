"""The forms of one rule word, and the keys by which a word of a text finds the rules it may be a form of.

Owns the agreement between the two sides: whatever `WordForms.accepts` takes, `keys_of` and `WordForms.keys` both
name. Nothing is expanded: a rule word holds references to patterns that all words of its kind share.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.core.forms.english import ENDINGS as ENGLISH_ENDINGS
from monitor.core.forms.english import english_patterns
from monitor.core.forms.function_words import FUNCTION_WORDS
from monitor.core.forms.kyrgyz import KYRGYZ_LETTERS, kyrgyz_patterns
from monitor.core.forms.kyrgyz_chains import (
    LONGEST_CHAIN,
    all_chains,
    foreign_chains,
    is_representative,
)
from monitor.core.forms.pattern import Pattern
from monitor.core.forms.russian import russian_patterns
from monitor.core.forms.russian_tables import ENDINGS as RUSSIAN_ENDINGS
from monitor.core.forms.russian_tables import TABLES
from monitor.core.forms.sound import name_keys
from monitor.noun import dataclass

# Longer runs of letters are no words, and only equal themselves.
LONGEST_WORD = 64
CYRILLIC = re.compile("[\u0400-\u052f]")
_POSSESSIVE = re.compile("['’`´ʼ][sS]?$")
_RUSSIAN_LENGTHS = tuple(range(1, 1 + max(map(len, RUSSIAN_ENDINGS))))


@dataclass(frozen=True, slots=True)
class WordForms:
    """What counts as a form of one normalised rule word."""

    word: str
    patterns: tuple[Pattern, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The keys to file the rule word under: a form of it has at least one of them in `keys_of`."""
        word, length = self.word, len(self.word)
        found = [word]
        # Pattern.key, written out: filing 100,000 rules asks it some 300,000 times.
        for pattern in self.patterns:
            stem = word[: length - pattern.cut] + pattern.tail
            found.append(f"{pattern.language}:{stem}" if pattern.language else stem)
        return frozenset(found)

    def accepts(self, token: str) -> bool:
        """Say whether the normalised word of a text is a form of this word."""
        if token == self.word:
            return True
        if len(token) > LONGEST_WORD:
            return False
        bare = unpossessed(token)
        return bare == self.word or any(map(self._has_pattern_for, {token, bare}))

    def listing(self) -> tuple[tuple[str, str], ...]:
        """Return every form with its language and meaning; of Kyrgyz, a table of chains."""
        listed = {self.word: "as written"}
        for pattern in self.patterns:
            for form, meaning in _readable(pattern, self.word):
                if form not in FUNCTION_WORDS:
                    listed.setdefault(form, meaning)
        return tuple(listed.items())

    def _has_pattern_for(self, token: str) -> bool:
        word = self.word
        is_form = any(pattern.admits(word, token) for pattern in self.patterns)
        return is_form and token not in FUNCTION_WORDS


def word_forms(
    word: str, *, is_capitalised: bool, language: str | None = None, is_abbreviation: bool = False
) -> WordForms:
    """Return the forms of a normalised rule word.

    `is_capitalised` says that it was typed with a capital, `is_abbreviation` that it was typed in capitals only.
    A Cyrillic word is tried as Russian and as Kyrgyz unless `language` is `ru` or `ky`. Never raises.
    """
    if not 1 < len(word) <= LONGEST_WORD or word.isdigit():
        return WordForms(word, ())
    cyrillic = CYRILLIC.search(word)
    if cyrillic is None:
        latin = english_patterns(word, is_capitalised=is_capitalised)
        return WordForms(word, (*latin, _mixed()))
    if cyrillic.start() or not word[-1].isalpha():
        return WordForms(word, ())
    patterns: tuple[Pattern, ...] = ()
    if language != "ky" and KYRGYZ_LETTERS.isdisjoint(word):
        patterns = russian_patterns(
            word, is_capitalised=is_capitalised, is_abbreviation=is_abbreviation
        )
    if language != "ru":
        # Typed in Russian, Роман has no plural; typed in Kyrgyz it cannot be taken for a Russian name.
        is_name = is_capitalised and language != "ky"
        patterns += kyrgyz_patterns(word, is_capitalised=is_name, is_abbreviation=is_abbreviation)
    return WordForms(word, patterns)


def keys_of(token: str) -> frozenset[str]:
    """Return all keys under which a rule word may be filed that this normalised word of a text is a form of."""
    bare = unpossessed(token)
    keys = _keys(bare)
    if bare != token:
        keys |= _keys(token)
    return frozenset(keys)


def _keys(token: str) -> set[str]:
    if len(token) > LONGEST_WORD or token in FUNCTION_WORDS:
        return {token}
    keys = {token, *name_keys(token)}
    cyrillic = CYRILLIC.search(token)
    if cyrillic is None:
        keys.update(_english_keys(token))
    elif cyrillic.start() == 0:
        keys.update(_russian_keys(token))
        keys.update(_kyrgyz_keys(token))
    else:
        keys.add(token[: cyrillic.start()])
    return keys


def unpossessed(token: str) -> str:
    """Return the word without an English possessive, should the caller have left one."""
    return token if token.isalnum() else _POSSESSIVE.sub("", token)


def _english_keys(token: str) -> list[str]:
    keys = [f"en:{token}"]
    keys += [f"en:{token[: -len(ending)]}" for ending in ENGLISH_ENDINGS if token.endswith(ending)]
    return keys


def _russian_keys(token: str) -> list[str]:
    keys = [f"ru:{token}"]
    keys += [f"ru:{token[:-n]}" for n in _RUSSIAN_LENGTHS if token[-n:] in RUSSIAN_ENDINGS]
    return keys


def _kyrgyz_keys(token: str) -> list[str]:
    suffixes = all_chains()
    starts = range(max(1, len(token) - LONGEST_CHAIN), len(token))
    return [f"ky:{token[:start]}" for start in starts if token[start:] in suffixes]


@lru_cache(maxsize=1)
def _mixed() -> Pattern:
    """Return what may follow a Latin word: KOICAнын, Airlinesтын, Googleом."""
    return Pattern("", 0, "", {**TABLES["hard"], **foreign_chains()})


def _readable(pattern: Pattern, word: str) -> Iterator[tuple[str, str]]:
    language = {"en": "English", "ru": "Russian", "ky": "Kyrgyz", "": "Kyrgyz or Russian suffix"}[
        pattern.language
    ]
    for form, meaning in pattern.forms(word):
        if is_representative(meaning):
            yield form, f"{language}: {meaning}"
