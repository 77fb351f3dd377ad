"""Which sentences of one wording stand for which of another. Owns the alignment and its bounds.

Sentences that occur once in both are the anchors (patience); what is left between two anchors is paired by the
words it shares. Never quadratic in more than a few sentences.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from monitor.core.forms.function_words import FUNCTION_WORDS
from monitor.noun import dataclass

_WORD = re.compile(r"[^\W_]+")
_DEPTH = 12
# More pairs of sentences between two anchors are not weighed against one another.
_MOST_PAIRS = 1024
_MOST_WORDS = 200
_ROOT = 5
# Less alike, two sentences are not one reworded.
ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Span:
    """The sentences `a0:a1` of one wording became `b0:b1` of the other."""

    a0: int
    a1: int
    b0: int
    b1: int

    @property
    def is_pair(self) -> bool:
        """Say whether one sentence became one."""
        return self.a1 - self.a0 == 1 == self.b1 - self.b0


def align(before: Sequence[str], after: Sequence[str]) -> list[Span]:
    """Return what differs, in order: each reworded sentence a span of its own, what has no counterpart in blocks."""
    found: list[Span] = []
    open_ = [(Span(0, len(before), 0, len(after)), 0)]
    while open_:
        span, depth = open_.pop()
        inner = _trim(before, after, span)
        if inner.a0 == inner.a1 and inner.b0 == inner.b1:
            continue
        anchors = _anchors(before, after, inner) if depth < _DEPTH else []
        if anchors:
            open_ += [(gap, depth + 1) for gap in _gaps(inner, anchors)]
        else:
            found += _pair(before, after, inner)
    return sorted(found, key=lambda span: (span.a0, span.b0))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of two `roots` is the same, from 0 to 1 (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def roots(sentence: str) -> frozenset[str]:
    """Return what likeness is measured by: the beginnings of the words that carry meaning, every number the same."""
    words = [w.lower().replace("ё", "е") for w in _WORD.findall(sentence[: 20 * _MOST_WORDS])]
    telling = [w for w in words if w not in FUNCTION_WORDS] or words
    return frozenset("#" if w[0].isdigit() else w[:_ROOT] for w in telling[:_MOST_WORDS])


def _trim(before: Sequence[str], after: Sequence[str], span: Span) -> Span:
    a0, a1, b0, b1 = span.a0, span.a1, span.b0, span.b1
    while a0 < a1 and b0 < b1 and before[a0] == after[b0]:
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and before[a1 - 1] == after[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    return Span(a0, a1, b0, b1)


def _anchors(before: Sequence[str], after: Sequence[str], span: Span) -> list[tuple[int, int]]:
    """Return the longest chain of sentences that stand once in both, in the order of both."""
    ours, theirs = before[span.a0 : span.a1], after[span.b0 : span.b1]
    once = {s for s, n in Counter(ours).items() if n == 1}
    once &= {s for s, n in Counter(theirs).items() if n == 1}
    place = {s: span.b0 + b for b, s in enumerate(theirs) if s in once}
    return _rising([(span.a0 + a, place[s]) for a, s in enumerate(ours) if s in once])


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of `pairs` in which the second numbers rise (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for number, (_, b) in enumerate(pairs):
        pile = bisect_left(tops, b)
        tops[pile : pile + 1] = [b]
        piles[pile : pile + 1] = [number]
        below.append(piles[pile - 1] if pile else -1)
    chain: list[tuple[int, int]] = []
    number = piles[-1] if piles else -1
    while number >= 0:
        chain.append(pairs[number])
        number = below[number]
    return chain[::-1]


def _gaps(span: Span, anchors: Sequence[tuple[int, int]]) -> list[Span]:
    starts = [(span.a0, span.b0), *((a + 1, b + 1) for a, b in anchors)]
    stops = [*anchors, (span.a1, span.b1)]
    return [Span(a0, a1, b0, b1) for (a0, b0), (a1, b1) in zip(starts, stops, strict=True)]


def _pair(before: Sequence[str], after: Sequence[str], span: Span) -> list[Span]:
    if not 0 < (span.a1 - span.a0) * (span.b1 - span.b0) <= _MOST_PAIRS:
        return [span]
    pairs = _best_pairs(before[span.a0 : span.a1], after[span.b0 : span.b1])
    anchors = [(span.a0 + a, span.b0 + b) for a, b in pairs]
    reworded = [Span(a, a + 1, b, b + 1) for a, b in anchors if before[a] != after[b]]
    gaps = [gap for gap in _gaps(span, anchors) if gap.a0 < gap.a1 or gap.b0 < gap.b1]
    return reworded + gaps


def _best_pairs(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs, in the order of both, that have the most in common together."""
    left, right = [roots(s) for s in ours], [roots(s) for s in theirs]
    rows, columns = len(ours), len(theirs)
    score = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    weight = [[0.0] * columns for _ in range(rows)]
    for a in range(rows - 1, -1, -1):
        for b in range(columns - 1, -1, -1):
            alike = 1.5 if ours[a] == theirs[b] else likeness(left[a], right[b])
            weight[a][b] = alike if alike >= ALIKE else 0.0
            paired = weight[a][b] + score[a + 1][b + 1]
            score[a][b] = max(score[a + 1][b], score[a][b + 1], paired)
    pairs = []
    a = b = 0
    while a < rows and b < columns:
        if weight[a][b] and score[a][b] == weight[a][b] + score[a + 1][b + 1]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif score[a][b] == score[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs
