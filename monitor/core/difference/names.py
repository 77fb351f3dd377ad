"""Names of people, places and organisations in a sentence. Owns what passes for one.

A name is a word with a capital where none is due, or what a thing is called in quotation marks.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from monitor.core.difference.ordinary import is_ordinary
from monitor.core.difference.words import Word, words_of
from monitor.noun import dataclass

# Behind these a capital says nothing.
_STARTING = frozenset('«“„":!?…')
# A short quotation with a capital is what a thing is called, unless somebody says it.
_CALLED = re.compile(r"(?<!: )[«“„\"]([^\W\d_][^«»“”„\"]{0,40}[^\W_])[»”“\"](?!,? [—–-])")
_LONGEST_CALLED = 3
# Who begins a sentence and does something is a person, if the ending says so too.
_SURNAMES = (
    (re.compile("(?:ов|ев)$"), re.compile("(?:л|лся|[дт][ыиуү])$")),
    (re.compile("(?:ова|ева)$"), re.compile("(?:ла|лась|[дт][ыиуү])$")),
    (
        re.compile("^[a-z]+[^s]$"),
        re.compile("^(?:said|told|says|added|denied|declined|announced|wrote)$"),
    ),
)
_OTHERS = "остров улов основа голова корова королева готов снова police nobody everyone somebody everybody one"
_NO_SURNAMES = frozenset(_OTHERS.split())
# A longer one is a list.
_MOST_PARTS = 6
_MOSTLY = 0.6
_FEW = 3
_ENDED = re.compile(r"[.!?…]\W*$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, and its words as they are compared."""

    written: str
    parts: tuple[str, ...]


def names_of(sentence: str, known: AbstractSet[str] = frozenset()) -> list[Name]:
    """Return the names of a sentence. What begins it counts if it is one of the `known`, or speaks like a person."""
    return names_among(words_of(sentence), sentence, known)


def names_among(
    words: Sequence[Word], sentence: str, known: AbstractSet[str] = frozenset()
) -> list[Name]:
    """Return what `names_of` does of a sentence of these words."""
    if _is_loud(sentence, words):
        return []
    called = list(_called(sentence, words))
    taken = {word for run in called for word in run}
    single = [run for run in _runs(sentence, words, known) if taken.isdisjoint(run)]
    runs = sorted((*called, *single), key=lambda run: run[0].start)
    return [_named(sentence, run) for run in runs if any(len(word.text) > 1 for word in run)]


def _named(sentence: str, run: Sequence[Word]) -> Name:
    parts = tuple(word.normal for word in run if len(word.text) > 1)
    return Name(sentence[run[0].start : run[-1].end], parts)


def _called(sentence: str, words: Sequence[Word]) -> Iterator[list[Word]]:
    for found in _CALLED.finditer(sentence):
        run = [word for word in words if found.start(1) <= word.start and word.end <= found.end(1)]
        if run and len(run) <= _LONGEST_CALLED and run[0].is_capitalised:
            yield run


def _runs(sentence: str, words: Sequence[Word], known: AbstractSet[str]) -> Iterator[list[Word]]:
    """Yield the words with capitals that stand side by side."""
    run: list[Word] = []
    for number, word in enumerate(words):
        gap = sentence[words[number - 1].end : word.start] if number else ":"
        is_name = _is_name(word, gap, known) or (number == 0 and _is_speaker(words))
        if run and not (is_name and len(run) < _MOST_PARTS and _goes_on(run[-1], gap)):
            yield run
            run = []
        if is_name:
            run.append(word)
    if run:
        yield run


def _goes_on(last: Word, gap: str) -> bool:
    """Say whether a name may go on: behind a blank, a hyphen, the dot of an initial."""
    return gap in (" ", "-") or (gap in (". ", ".") and len(last.text) == 1)


def _is_name(word: Word, gap: str, known: AbstractSet[str]) -> bool:
    if not word.is_capitalised or is_ordinary(word.normal):
        return False
    return word.normal in known or _STARTING.isdisjoint(gap)


def _is_speaker(words: Sequence[Word]) -> bool:
    """Say whether the first word of a sentence is somebody's name by its ending and the verb behind it."""
    if len(words) < 2 or not words[0].is_capitalised or is_ordinary(words[0].normal):
        return False
    who, what = words[0].normal, words[1].normal
    return who not in _NO_SURNAMES and any(
        surname.search(who) and verb.search(what) for surname, verb in _SURNAMES
    )


def _is_loud(sentence: str, words: Sequence[Word]) -> bool:
    """Say whether a text has capitals for their own sake: IN CAPITALS, or a Headline in Title Case."""
    long = [word for word in words if len(word.text) > _FEW and not word.is_figure]
    if len(long) < _FEW:
        return False
    shouted = sum(word.text.isupper() for word in long)
    titled = sum(word.text.isascii() and word.is_capitalised for word in long)
    return shouted > _MOSTLY * len(long) or (
        titled > _MOSTLY * len(long) and not _ENDED.search(sentence[-_FEW:])
    )
