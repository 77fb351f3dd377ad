"""Which slots the words of articles meet. Owns the index of slots by word and the memory of words seen.

A newspaper's vocabulary is small: a word is worked out once and remembered, so that an article costs a look-up
for each of its words. Knows no rules, and no places but those within a run.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from monitor.core.forms import WordForms, keys_of, name_forms, word_forms
from monitor.core.rules.normalise import LONGEST_WORD, WORD, WRITTEN, normalise, readings, spelled
from monitor.core.rules.slots import Mode, Slot, mode_of, word_of

# The words of a newspaper in three languages, several times over (some 300,000); then the memory begins anew.
MOST_LETTERS = 3_000_000
# A text with a longer run has no spaces to speak of, or is hostile; it is worked out apart and forgotten.
LONGEST_RUN = 2 * LONGEST_WORD


class Met(NamedTuple):
    """What the words `first` to `last` of a run, counted from 0, meet."""

    first: int
    last: int
    slots: tuple[Slot, ...]


class Run(NamedTuple):
    """What stands between two spaces: where each word of it begins and ends, and what they meet."""

    spans: tuple[tuple[int, int], ...]
    met: tuple[Met, ...]


class Memory:
    """What is known of runs, as they are written, and of words."""

    __slots__ = ("letters", "runs", "slots_by_run", "slots_by_word", "words_by_run")

    def __init__(self) -> None:
        self.letters = 0
        self.slots_by_run: dict[str, tuple[Slot, ...]] = {}
        # Only of runs that meet a slot.
        self.runs: dict[str, Run] = {}
        # How many words a run is, where it is not one.
        self.words_by_run: dict[str, int] = {}
        self.slots_by_word: dict[str, tuple[Slot, ...]] = {}


class Lexicon:
    """The slots of a set of rules, to be met by the words of articles. Immutable but for what it remembers."""

    def __init__(self, slots: Iterable[Slot], *, most_letters: int = MOST_LETTERS) -> None:
        self._exact: dict[str, Slot] = {}
        self._prefixes: dict[str, Slot] = {}
        # By hash, because a key is longer, and whom it leads to is asked anyway. Most keys lead to one slot.
        self._slot_by_key: dict[int, Slot] = {}
        self._others_by_key: dict[int, list[Slot]] = {}
        for slot in dict.fromkeys(slots):
            mode = mode_of(slot)
            if mode is Mode.EXACT:
                self._exact[word_of(slot)] = slot
            elif mode is Mode.PREFIX:
                self._prefixes[word_of(slot)] = slot
            else:
                self._file(slot)
        self._prefix_lengths = sorted({len(prefix) for prefix in self._prefixes})
        self._forms_by_slot: dict[Slot, WordForms] = {}
        self._memory = Memory()
        self._most_letters = most_letters

    def look_up(self, runs: Sequence[str]) -> tuple[dict[str, tuple[Slot, ...]], Memory]:
        """Return the runs that meet a slot, each with its slots, and the memory that knows more of them."""
        distinct = set(runs)
        memory = self._current()
        unknown = distinct.difference(memory.slots_by_run)
        if unknown and max(map(len, unknown)) > LONGEST_RUN:
            memory, unknown = Memory(), distinct
        for run in unknown:
            self._learn(run, memory)
        # Of some hundred words hardly one meets a slot: sets find it without a step in Python for each.
        return {run: memory.slots_by_run[run] for run in memory.runs.keys() & distinct}, memory

    def _file(self, slot: Slot) -> None:
        for key in map(hash, forms_of(slot).keys):
            if self._slot_by_key.setdefault(key, slot) is not slot:
                self._others_by_key.setdefault(key, []).append(slot)

    def _current(self) -> Memory:
        if self._memory.letters > self._most_letters:
            self._memory = Memory()
        return self._memory

    def _learn(self, text: str, memory: Memory) -> None:
        spans: list[tuple[int, int]] = []
        met: list[Met] = []
        for written in _written().finditer(text):
            words = list(WORD.finditer(text, *written.span()))
            number = len(spans)
            spans.extend(word.span() for word in words)
            if len(words) > 1:
                token = "".join(normalise(word[0]) for word in words)
                met.append(Met(number, len(spans) - 1, self._meet(token)))
            met.extend(
                Met(at, at, self._meet_word(word[0], memory))
                for at, word in enumerate(words, start=number)
            )
        slots = tuple(dict.fromkeys(chain.from_iterable(each.slots for each in met)))
        if slots:
            memory.runs[text] = Run(tuple(spans), tuple(each for each in met if each.slots))
        if len(spans) != 1:
            memory.words_by_run[text] = len(spans)
        memory.slots_by_run[text] = slots
        memory.letters += len(text)

    def _meet_word(self, written: str, memory: Memory) -> tuple[Slot, ...]:
        """Return the slots that a word meets as it is written."""
        if (slots := memory.slots_by_word.get(written)) is None:
            slots = tuple(chain.from_iterable(map(self._meet, readings(written))))
            if self._exact and (exact := self._exact.get(spelled(written))):
                slots = (*slots, exact)
            memory.slots_by_word[written] = slots
        return slots

    def _meet(self, token: str) -> tuple[Slot, ...]:
        """Return the slots that a normalised word meets, but for those that ask how it is written."""
        met = [slot for slot in self._near(token) if self._forms_of(slot).accepts(token)]
        begun = (self._prefixes.get(token[:length]) for length in self._prefix_lengths)
        met.extend(slot for slot in begun if slot)
        return tuple(dict.fromkeys(met))

    def _near(self, token: str) -> Iterator[Slot]:
        """Yield the slots that the word may be a form of."""
        for key in map(hash, keys_of(token)):
            if slot := self._slot_by_key.get(key):
                yield slot
                yield from self._others_by_key.get(key, ())

    def _forms_of(self, slot: Slot) -> WordForms:
        """Return the slot's forms. Kept only of slots that some article came near, which are few."""
        if (forms := self._forms_by_slot.get(slot)) is None:
            forms = self._forms_by_slot[slot] = forms_of(slot)
        return forms


def forms_of(slot: Slot) -> WordForms:
    """Return what counts as a form of a slot that is met by its forms."""
    word, mode = word_of(slot), mode_of(slot)
    if mode is Mode.NAME:
        return name_forms(word)
    return word_forms(
        word,
        is_capitalised=mode is not Mode.WORD,
        is_abbreviation=mode is Mode.ABBREVIATION,
    )


@cache
def _written() -> re.Pattern[str]:
    # It takes milliseconds, and no start has a text to read.
    return re.compile(WRITTEN)
