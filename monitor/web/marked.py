"""Text with the words that rules hit, as parts that a template marks. Makes no markup."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from monitor.noun import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Words that a rule hit: `[start:end]` of a text, in code points."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A piece of a text, and the rules that hit it, in order; none for plain text."""

    text: str
    rules: tuple[str, ...] = ()


def marked(text: str, spans: Iterable[Span]) -> tuple[Part, ...]:
    """Return a text in parts. Spans may overlap; what lies beyond the text marks nothing."""
    edges: dict[int, list[tuple[str, int]]] = {0: [], len(text): []}
    for span in spans:
        start, end = max(span.start, 0), min(span.end, len(text))
        if start < end:
            edges.setdefault(start, []).append((span.rule, 1))
            edges.setdefault(end, []).append((span.rule, -1))
    open_now: Counter[str] = Counter()
    parts = []
    places = sorted(edges)
    for here, there in pairwise(places):
        for rule, step in edges[here]:
            open_now[rule] += step
        rules = tuple(sorted(rule for rule, count in open_now.items() if count > 0))
        parts.append(Part(text=text[here:there], rules=rules))
    return tuple(parts)


def paragraphs(parts: Sequence[Part]) -> tuple[tuple[Part, ...], ...]:
    """Return the parts of every line that is not empty."""
    lines: list[list[Part]] = [[]]
    for part in parts:
        first, *others = part.text.split("\n")
        lines[-1].append(Part(text=first, rules=part.rules))
        lines += [[Part(text=text, rules=part.rules)] for text in others]
    kept = (tuple(part for part in line if part.text) for line in lines)
    return tuple(line for line in kept if line)
