"""Which names of one wording are nowhere in another. Owns when two words are one name in two forms."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.core.difference.names import Name, names_among, names_of
from monitor.core.difference.words import Word, words_of
from monitor.core.forms import name_forms, word_forms
from monitor.core.forms.kyrgyz_chains import LONGEST_CHAIN, all_chains
from monitor.core.forms.russian_tables import ENDINGS

_NOMINATIVES = ("", "а", "я", "й", "ь", "ий", "ый", "ой")
_LONGEST_ENDING = max(map(len, ENDINGS))
_SHORTEST_STEM = 2
_LONGEST_WORD = 64
# A text with more of them is no article.
_MOST_NAMES = 60
_MOST_ALIKE = 40
_HEAD = 2


class _Sentence(NamedTuple):
    """What a sentence mentions: its names, the parts of its words, and those of words with a capital."""

    names: Sequence[Name]
    parts: frozenset[str]
    capitals: frozenset[str]


class Mentions:
    """All words of one wording, and the names among them."""

    def __init__(self, sentences: Sequence[_Sentence]) -> None:
        self.names = [name for sentence in sentences for name in sentence.names]
        self._by_head: dict[str, set[str]] = {}
        for part in frozenset[str]().union(*(sentence.parts for sentence in sentences)):
            self._by_head.setdefault(part[:_HEAD], set()).add(part)
        # Words with a capital, which may be names in another script.
        self._by_script: dict[bool, set[str]] = {True: set(), False: set()}
        for part in frozenset[str]().union(*(sentence.capitals for sentence in sentences)):
            self._by_script[part.isascii()].add(part)

    def has_name(self, name: Name) -> bool:
        """Say whether a name is mentioned in whatever form: all of it, or as much as is ever said of its bearer.

        Садыр Жапаров is mentioned where Жапаров is, but not where only Акылбек Жапаров is.
        """
        found = [part for part in name.parts if self._has(part)]
        if len(found) in (0, len(name.parts)):
            return bool(found)
        return any(
            all(_is_among(part, name.parts) for part in other.parts)
            for other in self.names[:_MOST_NAMES]
            if any(_is_among(part, found) for part in other.parts)
        )

    def _has(self, part: str) -> bool:
        alike = self._by_head.get(part[:_HEAD], set())
        if part in alike or any(is_one_name(part, each) for each in sorted(alike)[:_MOST_ALIKE]):
            return True
        foreign = sorted(self._by_script[not part.isascii()])[:_MOST_ALIKE]
        forms = name_forms(part)
        return any(forms.accepts(word) or name_forms(word).accepts(part) for word in foreign)


def mentions_of(before: Sequence[str], after: Sequence[str]) -> tuple[Mentions, Mentions]:
    """Return what two wordings mention, sentence by sentence. One that stands in both is read once."""
    read = {sentence: _read(sentence) for sentence in {*before, *after}}
    of_before, of_after = (Mentions([read[each] for each in side]) for side in (before, after))
    return of_before, of_after


def missing_names(sentences: Iterable[str], ours: Mentions, other: Mentions) -> tuple[str, ...]:
    """Return the names in `sentences`, some of `ours`, that `other` does not mention in any form, as written."""
    known = {part for side in (ours, other) for name in side.names for part in name.parts}
    names = {name.parts: name for sentence in sentences for name in names_of(sentence, known)}
    missing = [name for name in list(names.values())[:_MOST_NAMES] if not other.has_name(name)]
    return tuple(dict.fromkeys(name.written for name in missing))


def _read(sentence: str) -> _Sentence:
    words = words_of(sentence)
    return _Sentence(
        names=names_among(words, sentence),
        parts=frozenset(_parts(words)),
        capitals=frozenset(_parts(word for word in words if word.is_capitalised)),
    )


def _parts(words: Iterable[Word]) -> Iterator[str]:
    """Yield the words as they are compared, and what their hyphens join."""
    for word in words:
        yield word.normal
        if "-" in word.normal:
            yield from word.normal.split("-")


def is_one_name(one: str, other: str) -> bool:
    """Say whether two words, as they are compared, can be forms of one name: Вакунову and Вакуновым."""
    return one == other or not _bases(one).isdisjoint(_bases(other))


def _is_among(part: str, parts: Sequence[str]) -> bool:
    return any(part[:_HEAD] == each[:_HEAD] and is_one_name(part, each) for each in parts)


@lru_cache(maxsize=2048)
def _bases(token: str) -> frozenset[str]:
    """Return the names that a word can be a form of."""
    if len(token) > _LONGEST_WORD:
        return frozenset((token,))
    stems = (stem for stem in _stems(token) if word_forms(stem, is_capitalised=True).accepts(token))
    return frozenset((token, *stems))


def _stems(token: str) -> set[str]:
    """Return what is left of a word without an ending, and the names that it may be what is left of."""
    if token.isascii():
        return {token[:-1]} if token.endswith("s") else set()
    stems: set[str] = set()
    for length in range(min(_LONGEST_ENDING, len(token) - _SHORTEST_STEM) + 1):
        stem = token[: len(token) - length]
        if token[len(stem) :] in ENDINGS:
            stems.update(stem + nominative for nominative in _NOMINATIVES)
    chains = all_chains()
    for start in range(max(_SHORTEST_STEM, len(token) - LONGEST_CHAIN), len(token)):
        if token[start:] in chains:
            stems.add(token[:start])
    return stems
