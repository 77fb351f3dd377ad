"""Quotations in a text, and which of them another lost. Owns what is speech rather than the name of a thing."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor.core.difference.sentences import sentences
from monitor.core.difference.words import normals

# A quotation that is longer than this lacks its closing mark.
_QUOTED = re.compile(
    r"«([^«»]{3,1500})»|“([^“”]{3,1500})”|„([^„“”]{3,1500})[“”]|(?<![^\s(—–-])\"([^\"]{3,1500})\"(?!\w)"
)
_SPEECH = re.compile(r"[—–-] ?(\w.*?[,!?…]) ?[—–-] ?[^\W\d_A-ZА-ЯЁҢӨҮ]")
_SPOKEN_BEFORE = re.compile(r":\s*$")
# Possessive, so that a run of white space is not tried at every place where it may be divided.
_SPOKEN_AFTER = re.compile(r"\s*+(?:,\s*+)?[—–-] ?\w|\s*+,")
_SPOKEN_INSIDE = re.compile(r"[,.!?…]$")
# «О мерах поддержки»: the title of a law.
_LAW = re.compile(r"Об?о? ")
_LONGEST_SENTENCE = 3_000
_SURE = 4
_SHORTEST = 3
_HALF = 0.5


def removed_quotes(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """Return the quotations, or whole sentences of them, less than half of whose words another wording still has."""
    left = {pair for sentence in after for pair in pairwise(normals(sentence))}
    gone = (text for quote in quotes_of(before) for text in _gone(quote, left))
    return tuple(dict.fromkeys(gone))


def quotes_of(text: Sequence[str]) -> list[str]:
    """Return the quotations of a text in sentences, without their marks: in quotation marks or after a dash."""
    joined = " ".join(text)
    marked = [
        next(filter(None, found.groups())).strip()
        for found in _QUOTED.finditer(joined)
        if _is_speech(joined, found)
    ]
    dashed = [
        found[1].strip()
        for sentence in text
        if (found := _SPEECH.match(sentence[:_LONGEST_SENTENCE]))
        and len(normals(found[1])) >= _SHORTEST
    ]
    return [quote.rstrip(" ,") for quote in (*marked, *dashed)]


def _is_speech(joined: str, found: re.Match[str]) -> bool:
    quote = next(filter(None, found.groups())).strip()
    count = len(normals(quote))
    if count < _SHORTEST or _LAW.match(quote):
        return False
    return count >= _SURE or bool(
        _SPOKEN_BEFORE.search(joined, max(0, found.start() - 3), found.start())
        or _SPOKEN_AFTER.match(joined, found.end())
        or _SPOKEN_INSIDE.search(quote)
    )


def _gone(quote: str, left: set[tuple[str, str]]) -> Iterator[str]:
    parts = [part for part in sentences(quote) if len(normals(part)) >= _SHORTEST]
    lost = [part for part in parts if _share(part, left) < _HALF]
    if lost and len(lost) == len(parts):
        yield quote
    else:
        yield from lost


def _share(part: str, left: set[tuple[str, str]]) -> float:
    pairs = list(pairwise(normals(part)))
    return sum(pair in left for pair in pairs) / len(pairs)
