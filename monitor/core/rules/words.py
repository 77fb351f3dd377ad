"""The words of one stored text, and where terms stand among them.

Offsets are those of the text as given, in code points. Words are numbered from 0; a place is the numbers of its
first and its last word. The places of words are worked out only when they are first asked for.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress, repeat
from operator import add

from monitor.core.rules.lexicon import Lexicon
from monitor.core.rules.normalise import normalise, normalise_gap
from monitor.core.rules.slots import Slot
from monitor.core.rules.syntax import Compound, Term

Place = tuple[int, int]

_LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_STOP = re.compile("[.!?…]")
_LOUD_STOP = re.compile("[!?…]")
# An initial or an abbreviation ("S. Vakunov", "г. Бишкек") ends no sentence.
_LONGEST_ABBREVIATION = 2


class Text:
    """A text cut into words once, to be asked for many terms."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        # What stands between spaces. Looking these up costs half of looking for words in the text.
        self._runs = text.split()
        self._slots_by_run, self._memory = lexicon.look_up(self._runs)
        self.slots: set[Slot] = set().union(*self._slots_by_run.values())

    @property
    def length(self) -> int:
        """Return how many words it has."""
        return self._numbers[-1]

    def span(self, place: Place) -> tuple[int, int]:
        """Return the offsets of a place."""
        return self._word_span(place[0])[0], self._word_span(place[1])[1]

    def places(self, term: Term) -> Sequence[Place]:
        """Return every place where the term stands, in order. Of a term with slop, see `nearness`."""
        if word := term.word:
            return self._places_by_slot.get(word, ())
        if not all(map(self._may_have, term.compounds)):
            return ()
        places = self.compound_places(term.compounds[0])
        for compound in term.compounds[1:]:
            nexts = _lasts_by_first(self.compound_places(compound))
            places = _unique(
                (first, further)
                for first, last in places
                if last + 1 in nexts and not self._is_parted(last)
                for further in nexts[last + 1]
            )
        return places

    def compound_places(self, compound: Compound) -> Sequence[Place]:
        """Return every place where the compound stands, in order."""
        is_loose = compound.glued is not None
        places: Sequence[Place] = self._places_by_slot.get(compound.slots[0], ())
        for joint, slot in zip(compound.joints, compound.slots[1:], strict=True):
            nexts = _lasts_by_first(self._places_by_slot.get(slot, ()))
            places = _unique(
                (first, further)
                for first, last in places
                if last + 1 in nexts and self._is_joined(last, joint, is_loose=is_loose)
                for further in nexts[last + 1]
            )
        if compound.glued in self.slots:
            return sorted({*places, *self._places_by_slot[compound.glued]})
        return places

    def _may_have(self, compound: Compound) -> bool:
        return compound.glued in self.slots or self.slots.issuperset(compound.slots)

    @cached_property
    def _places_by_slot(self) -> dict[Slot, list[Place]]:
        found: dict[Slot, list[Place]] = defaultdict(list)
        hot, runs = self._slots_by_run, self._memory.runs
        numbered = zip(self._numbers, self._runs, strict=False)
        for number, run in compress(numbered, map(hot.__contains__, self._runs)):
            for first, last, slots in runs[run].met:
                place = number + first, number + last
                for slot in slots:
                    found[slot].append(place)
        return dict(found)

    @cached_property
    def _numbers(self) -> list[int]:
        """The number of the first word of every run and, last, of the word behind the text."""
        counts = map(self._memory.words_by_run.get, self._runs, repeat(1))
        return list(accumulate(counts, initial=0))

    @cached_property
    def _starts(self) -> list[int]:
        """The offset of every run."""
        lengths = list(map(len, self._runs))
        if sum(lengths) + len(lengths) - 1 == len(self._text):
            # One space each, as nearly always.
            return list(accumulate(map(add, lengths, repeat(1)), initial=0))
        starts, at = [], 0
        for run in self._runs:
            # Only spaces are skipped: nothing of the run can stand before the run.
            at = self._text.index(run, at)
            starts.append(at)
            at += len(run)
        return starts

    def _word_span(self, word: int) -> tuple[int, int]:
        """Return the offsets of a word that meets a slot."""
        # Of runs without words, which share their number with the next, the last is meant.
        at = bisect_right(self._numbers, word) - 1
        start, end = self._memory.runs[self._runs[at]].spans[word - self._numbers[at]]
        return self._starts[at] + start, self._starts[at] + end

    def _gap(self, word: int) -> str:
        """Return what stands between the word and the next, both of which meet slots."""
        return normalise_gap(self._text[self._word_span(word)[1] : self._word_span(word + 1)[0]])

    def _is_joined(self, word: int, joint: str, *, is_loose: bool) -> bool:
        """Say whether what stands between the word and the next is the joint."""
        gap = self._gap(word)
        if gap == joint:
            return True
        return is_loose and gap.isspace() and _LINE_END.search(gap) is None

    def _is_parted(self, word: int) -> bool:
        """Say whether a sentence or a paragraph ends between the word and the next."""
        gap = self._gap(word)
        if _LINE_END.search(gap):
            return True
        if not _STOP.search(gap) or not self._text[self._word_span(word + 1)[0]].isupper():
            return False
        start, end = self._word_span(word)
        is_long = len(normalise(self._text[start:end])) > _LONGEST_ABBREVIATION
        return is_long or _LOUD_STOP.search(gap) is not None


def _lasts_by_first(places: Sequence[Place]) -> dict[int, list[int]]:
    lasts: dict[int, list[int]] = defaultdict(list)
    for first, last in places:
        lasts[first].append(last)
    return lasts


def _unique(places: Iterator[Place]) -> list[Place]:
    return sorted(set(places))
