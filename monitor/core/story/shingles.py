"""A text as the set of its word triples, and the few of them by which copies are found. Judges nothing.

Triples are compared by hashes that are the same on every machine and in every run. Of a text those triples tell
most that have a name or a figure in them: pages made from one template share the words around these.
"""

import re
import string
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from monitor.core.rules.normalise import INVISIBLES

# A shorter text is a notice, and half of it is what every notice says.
LEAST_WORDS = 42
# With fewer, as in scripts without capitals, all triples are compared.
_LEAST_TELLING = 10
# Of a longer text the beginning is compared: some 3,000 words.
_MOST_TEXT = 20_000
# So many hashes of the whole text make a sketch, and so many of its beginning, which is what excerpts take.
_OF_WHOLE = 12
_OF_LEAD = 6
_LEAD_WORDS = 60

_INVISIBLE = re.compile(f"[{INVISIBLES}]")
_SIGNS = "«»“”„‘’—–…‑‐"
_ASCII_SIGNS = bytes(32 if chr(code) in string.punctuation else code for code in range(256))
# ё as most people type it, and the mark of stress.
_FOLDS = (("ё", "е"), ("Ё", "Е"), ("\u0301", ""))
# A hash of 30 bits is one digit of Python's integers and four bytes of the database's.
_MASK = (1 << 30) - 1
# Added to the hash of a word that tells; out of reach of sums of others.
_TELLING = 1 << 36
# Texts that are remembered: a new text is asked for its sketch and then held against others, and those others were
# mostly held against one of the articles before it. Of 3,000 characters they take 45 kB each.
_REMEMBERED = 32
_REMEMBERED_OTHERS = 128


class _Gist(NamedTuple):
    """How many words a text has, the hashes of the first of them, and of its telling triples."""

    words: int
    lead: Sequence[int]
    telling: frozenset[int]


def triples_of(text: str) -> frozenset[int]:
    """Return the hashes of all triples of a text; case, stress, signs and spaces do not count."""
    return _triples(text[:_MOST_TEXT])


def telling_of(text: str) -> frozenset[int]:
    """Return the hashes of those triples that tell a text from others, as `triples_of` has them."""
    return _gist(text[:_MOST_TEXT]).telling


def sketch_of(text: str) -> tuple[int, ...]:
    """Return the smallest hashes of a text's telling triples, in rising order; none of a text that is too short.

    Texts that share many triples share most of those that are small, whatever else they have (bottom-k sampling).
    """
    gist = _gist(text[:_MOST_TEXT])
    if gist.words < LEAST_WORDS:
        return ()
    whole = sorted(gist.telling)[:_OF_WHOLE]
    lead = sorted(_telling(gist.lead))[:_OF_LEAD]
    return tuple(sorted({*whole, *lead}))


def share_of(telling: frozenset[int], triples: frozenset[int]) -> float:
    """Return how much of one text stands in another, from 0 to 1: the part of its telling triples (containment)."""
    return len(telling & triples) / len(telling) if telling else 0.0


@lru_cache(maxsize=_REMEMBERED_OTHERS)
def _triples(text: str) -> frozenset[int]:
    return _every(list(map(crc32, _words(_line(text).lower()))))


@lru_cache(maxsize=_REMEMBERED)
def _gist(text: str) -> _Gist:
    numbers = _numbers(text)
    return _Gist(len(numbers), numbers[:_LEAD_WORDS], _telling(numbers))


def _every(numbers: Sequence[int]) -> frozenset[int]:
    triples = zip(numbers, numbers[1:], numbers[2:], strict=False)
    return frozenset([(one + 3 * two + 5 * three) & _MASK for one, two, three in triples])


def _telling(numbers: Sequence[int]) -> frozenset[int]:
    triples = zip(numbers, numbers[1:], numbers[2:], strict=False)
    telling = [
        (one + 3 * two + 5 * three) & _MASK
        for one, two, three in triples
        if (one | two | three) >= _TELLING
    ]
    return frozenset(telling) if len(telling) >= _LEAST_TELLING else _every(numbers)


def _numbers(text: str) -> list[int]:
    """Return the hash of each word of a text, with `_TELLING` if it has a capital or begins with a figure.

    The whole text is folded at once, not word by word as rules do: that is several times as fast.
    """
    line = _line(text)
    written, compared = _words(line), _words(line.lower())
    return [
        number if word == as_written and word[0] > ord("9") else number | _TELLING
        for number, word, as_written in zip(map(crc32, compared), compared, written, strict=True)
    ]


def _line(text: str) -> str:
    line = text.replace("\n", " ")
    # As nearly always there is nothing but letters, signs and plain spaces.
    if not line.isprintable():
        line = " ".join(_INVISIBLE.sub("", line).split())
    for sign in _SIGNS:
        line = line.replace(sign, " ")
    for letter, folded in _FOLDS:
        line = line.replace(letter, folded)
    return line


def _words(line: str) -> list[bytes]:
    return line.encode("utf-8", "surrogatepass").translate(_ASCII_SIGNS).split()
