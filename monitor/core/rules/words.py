"""The words of one stored text with their places, and where terms stand among them.

Offsets are those of the text as given, in code points: nothing is normalised but the words themselves.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.core.rules.normalise import WORD, WRITTEN, forms_of, normalise_gap
from monitor.core.rules.syntax import HYPHEN, Compound, Term

_LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_STOP = re.compile("[.!?…]")
_LOUD_STOP = re.compile("[!?…]")
# An initial or an abbreviation ("S. Vakunov", "г. Бишкек") ends no sentence.
_LONGEST_ABBREVIATION = 2


class Word(NamedTuple):
    """One word: its place in the text, and the form it is compared as."""

    start: int
    end: int
    form: str


class Text:
    """A text cut into words once, to be asked for many terms. Words are counted from 0."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: list[Word] = []
        self._firsts_by_form: dict[str, list[int]] = defaultdict(list)
        # By the first word of a hyphenated one: its last word, and the form of all in one.
        self._whole_by_first: dict[int, tuple[int, str]] = {}
        for written in WRITTEN.finditer(text):
            self._add(written)

    def find(self, term: Term) -> Iterator[tuple[int, int]]:
        """Yield start and end of every place where the term stands, in order."""
        for first in self._firsts(term.compounds[0]):
            for last in self._lasts(term, first):
                yield self._words[first].start, self._words[last].end

    def _add(self, written: re.Match[str]) -> None:
        forms = forms_of(written[0])
        if len(forms) == 1:
            self._add_word(written, forms[0])
            return
        first = len(self._words)
        # The last form is that of all words in one.
        for word, form in zip(WORD.finditer(self._text, *written.span()), forms, strict=False):
            self._add_word(word, form)
        self._whole_by_first[first] = len(self._words) - 1, forms[-1]
        self._firsts_by_form[forms[-1]].append(first)

    def _add_word(self, word: re.Match[str], form: str) -> None:
        self._firsts_by_form[form].append(len(self._words))
        self._words.append(Word(word.start(), word.end(), form))

    def _firsts(self, compound: Compound) -> Sequence[int]:
        """Return the words at which the compound may begin, in order."""
        apart = self._firsts_by_form.get(compound.parts[0], [])
        if compound.glued is None:
            return apart
        return sorted({*apart, *self._firsts_by_form.get(compound.glued, [])})

    def _lasts(self, term: Term, first: int) -> set[int]:
        """Return the words at which the term ends if it begins at word `first`."""
        lasts = self._compound_lasts(term.compounds[0], first)
        for compound in term.compounds[1:]:
            lasts = {
                last
                for before in lasts
                if not self._is_parted(before)
                for last in self._compound_lasts(compound, before + 1)
            }
        return lasts

    def _compound_lasts(self, compound: Compound, first: int) -> set[int]:
        lasts = self._form_lasts(compound.parts[0], first)
        for joint, part in zip(compound.joints, compound.parts[1:], strict=True):
            lasts = {
                last
                for before in lasts
                if self._is_joined(before, joint)
                for last in self._form_lasts(part, before + 1)
            }
        return lasts if compound.glued is None else lasts | self._form_lasts(compound.glued, first)

    def _form_lasts(self, form: str, first: int) -> set[int]:
        if first >= len(self._words):
            return set()
        lasts = {first} if self._words[first].form == form else set()
        whole = self._whole_by_first.get(first)
        return lasts | {whole[0]} if whole and whole[1] == form else lasts

    def _is_joined(self, at: int, joint: str) -> bool:
        """Say whether what stands between word `at` and the next is the joint."""
        if at + 1 == len(self._words):
            return False
        gap = self._gap(at)
        if joint == HYPHEN:
            return gap == "-" or (gap.isspace() and _LINE_END.search(gap) is None)
        return gap == joint

    def _is_parted(self, at: int) -> bool:
        """Say whether a sentence or a paragraph ends between word `at` and the next."""
        if at + 1 == len(self._words):
            return True
        gap = self._gap(at)
        if _LINE_END.search(gap):
            return True
        if not _STOP.search(gap) or not self._text[self._words[at + 1].start].isupper():
            return False
        is_long = len(self._words[at].form) > _LONGEST_ABBREVIATION
        return is_long or _LOUD_STOP.search(gap) is not None

    def _gap(self, at: int) -> str:
        return normalise_gap(self._text[self._words[at].end : self._words[at + 1].start])
