"""The words of one stored text with their places, and where terms stand among them.

Offsets are those of the text as given, in code points: nothing is normalised but the words themselves.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.core.rules.normalise import WORD, WRITTEN, forms_of, normalise_gap
from monitor.core.rules.syntax import HYPHEN, Compound, Term

_LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_STOP = re.compile("[.!?…]")
_LOUD_STOP = re.compile("[!?…]")
# An initial or an abbreviation ("S. Vakunov", "г. Бишкек") ends no sentence.
_LONGEST_ABBREVIATION = 2

# The first and the last word of a run of words, both counted from 0.
Run = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One word: its place in the text, and the form it is compared as."""

    start: int
    end: int
    form: str


class Text:
    """A text cut into words once, to be asked for many terms."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: list[Word] = []
        self._runs_by_form: dict[str, list[Run]] = defaultdict(list)
        for written in WRITTEN.finditer(text):
            self._add(written)

    def find(self, term: Term) -> Iterator[tuple[int, int]]:
        """Yield start and end of every place where the term stands, in order."""
        runs = self._find_compound(term.compounds[0])
        for compound in term.compounds[1:]:
            runs = self._extend(runs, self._find_compound(compound))
        for first, last in sorted(set(runs)):
            yield self._words[first].start, self._words[last].end

    def _add(self, written: re.Match[str]) -> None:
        first = len(self._words)
        forms = forms_of(written[0])
        for word, form in zip(WORD.finditer(self._text, *written.span()), forms, strict=False):
            self._runs_by_form[form].append((len(self._words), len(self._words)))
            self._words.append(Word(start=word.start(), end=word.end(), form=form))
        last = len(self._words) - 1
        if last > first:
            self._runs_by_form[forms[-1]].append((first, last))

    def _find_compound(self, compound: Compound) -> list[Run]:
        runs = self._find_form(compound.parts[0])
        for joint, part in zip(compound.joints, compound.parts[1:], strict=True):
            following = {run[0]: run for run in self._find_form(part) if run[0] == run[1]}
            runs = [
                (first, last + 1)
                for first, last in runs
                if last + 1 in following and self._is_joined(last, joint)
            ]
        return runs if compound.glued is None else [*runs, *self._find_form(compound.glued)]

    def _find_form(self, form: str) -> list[Run]:
        return self._runs_by_form.get(form, [])

    def _extend(self, runs: list[Run], following: list[Run]) -> list[Run]:
        lasts_by_first: dict[int, list[int]] = defaultdict(list)
        for first, last in following:
            lasts_by_first[first].append(last)
        return [
            (first, last)
            for first, middle in runs
            if middle + 1 in lasts_by_first and not self._is_parted(middle)
            for last in lasts_by_first[middle + 1]
        ]

    def _is_joined(self, at: int, joint: str) -> bool:
        """Say whether what stands behind word `at` is the joint."""
        gap = self._gap(at)
        if joint == HYPHEN:
            return gap == "-" or (gap.isspace() and _LINE_END.search(gap) is None)
        return gap == joint

    def _is_parted(self, at: int) -> bool:
        """Say whether a sentence or a paragraph ends between word `at` and the next."""
        gap = self._gap(at)
        if _LINE_END.search(gap):
            return True
        if not _STOP.search(gap) or not self._text[self._words[at + 1].start].isupper():
            return False
        is_long = len(self._words[at].form) > _LONGEST_ABBREVIATION
        return is_long or _LOUD_STOP.search(gap) is not None

    def _gap(self, at: int) -> str:
        return normalise_gap(self._text[self._words[at].end : self._words[at + 1].start])
